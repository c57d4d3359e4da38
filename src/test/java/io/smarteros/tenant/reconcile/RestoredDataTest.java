package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person restored, as the message said, is noticed by the next reconciliation. */
final class RestoredDataTest {
  /** For the records of all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private final ManualClock clock = new ManualClock();
  private final InMemoryOperator operator = new InMemoryOperator(API_SERVER, clock, (_, _) -> {});
  private final Tenant acme =
      operator.apply(
          "acme",
          """
          displayName: Acme
          className: standard
          adminEmail: it@acme.example
          services: {n8n: {}}
          """);

  @BeforeEach
  void bring_up() {
    reconcile();
    operator.bringUpPods("acme");
    reconcile();
  }

  @AfterEach
  void leave_no_record_behind() {
    API_SERVER.client().secrets().inNamespace(InMemoryOperator.NAMESPACE).delete();
  }

  @AfterAll
  static void close() {
    API_SERVER.close();
  }

  @Test
  void a_key_that_is_back_in_the_record() {
    Secret backup = recordSecret();
    forgetKey();
    fullResync();
    assertMissing();

    API_SERVER
        .client()
        .resource(new SecretBuilder(recordSecret()).withData(backup.getData()).build())
        .update();
    reconcile();

    assertReady();
  }

  @Test
  void a_record_that_is_back() {
    Secret backup = recordSecret();
    API_SERVER.client().resource(backup).delete();
    fullResync();
    assertMissing();

    API_SERVER
        .client()
        .resource(
            new SecretBuilder(backup)
                .editMetadata()
                .withResourceVersion(null)
                .withUid(null)
                .endMetadata()
                .build())
        .create();
    reconcile();

    assertReady();
  }

  @Test
  void a_database_that_is_back() {
    operator.postgres.dropDatabase("t_acme_n8n");
    fullResync();
    assertMissing();

    operator.postgres.createDatabase("t_acme_n8n", "t_acme_n8n");
    reconcile();

    assertReady();
  }

  @Test
  void a_volume_that_is_back() {
    ObjectKey volume = new ObjectKey("v1", "PersistentVolumeClaim", "tenant-acme", "n8n-data");
    operator.server.end(volume);
    reconcile();
    assertMissing();

    operator.server.put(
        "velero",
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName(volume.name())
            .withNamespace(volume.namespace())
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .addToRequests("storage", new Quantity("1Gi"))
            .endResources()
            .endSpec()
            .build());
    reconcile();

    assertReady();
  }

  @Test
  void a_namespace_that_is_back_has_its_secrets_again() {
    ObjectKey namespace = ObjectKey.ofNamespace("tenant-acme");
    operator.server.end(namespace);
    reconcile();
    assertMissing();

    operator.server.put(
        "velero",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("tenant-acme")
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .endMetadata()
            .build());
    operator.server.put(
        "velero",
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("n8n-data")
            .withNamespace("tenant-acme")
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .addToRequests("storage", new Quantity("1Gi"))
            .endResources()
            .endSpec()
            .build());
    reconcile();

    assertThat(operator.server.has(new ObjectKey("v1", "Secret", "tenant-acme", "n8n"))).isTrue();
    operator.bringUpPods("acme");
    reconcile();
    assertReady();
  }

  private Secret recordSecret() {
    return API_SERVER
        .client()
        .secrets()
        .inNamespace(InMemoryOperator.NAMESPACE)
        .withName(RecordStore.secretName("acme"))
        .get();
  }

  /** Somebody put an old copy of the record in its place. */
  private void forgetKey() {
    RecordStore ofSomebody = new RecordStore(API_SERVER.client(), InMemoryOperator.NAMESPACE);
    ofSomebody
        .load("acme", true)
        .orElseThrow()
        .update(
            (TenantRecord record) ->
                record.withService(
                    ServiceName.N8N,
                    service -> {
                      Map<String, String> rest = new HashMap<>(service.secrets());
                      rest.remove(FakeApplication.KEY);
                      return service.withSecrets(rest);
                    }));
  }

  private void fullResync() {
    clock.advance(InMemoryOperator.RESYNC_INTERVAL);
    reconcile();
  }

  private void reconcile() {
    acme.setStatus(new StatusBuilder(clock).build(acme, operator.reconciliation.reconcile(acme)));
  }

  private void assertMissing() {
    assertThat(condition(ConditionType.STALLED).reason()).isEqualTo(Reason.DATA_MISSING.id());
  }

  private void assertReady() {
    assertThat(condition(ConditionType.READY))
        .satisfies(
            ready ->
                assertThat(ready.status()).as(ready.message()).isEqualTo(Condition.Status.TRUE));
  }

  private Condition condition(ConditionType type) {
    return acme.getStatus().condition(type).orElseThrow();
  }
}
