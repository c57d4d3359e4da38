package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Volumes and Secrets are deleted by name with a client, the guard rails with what is watched. */
final class AdoptedNamespaceCleanupTest {
  private static final String NAMESPACE = "adopted";
  private static final ObjectKey BINDING = OperatorRoleBinding.keyIn(NAMESPACE);
  private static final ObjectKey ACCOUNT = GuardRails.accountKey(NAMESPACE);

  private final MockApiServer byName = new MockApiServer();
  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock).withNamespace(NAMESPACE);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAMESPACE);
  private final AdoptedNamespaceCleanup cleanup =
      new AdoptedNamespaceCleanup(byName.client(), cluster, new Pruner(cluster));

  @BeforeEach
  void set_up_n8n_behind_guard_rails() {
    GuardRails rails =
        GuardRails.compile(
            new GuardRailInput(
                "acme",
                NAMESPACE,
                Manifests.tenantClass("standard", "baseDomain: tenants.example.com").getSpec(),
                "smarteros",
                Names.OPERATOR,
                Set.of(5678)));
    cluster.apply(rails.binding(), false);
    rails.objects().forEach(object -> cluster.apply(object, false));
    recordSession.update(
        record ->
            record
                .withService(
                    ServiceName.N8N,
                    n8n -> n8n.withVolume("n8n-data", new VolumeRecord("5Gi", Stage.MADE)))
                .withPlacement(record.placement().withPullSecrets(Set.of("registry"))));
    put(volume("n8n-data", "acme"));
    List.of("n8n", "n8n-login", "registry").forEach(name -> put(secret(name, "acme")));
  }

  @AfterEach
  void close() {
    byName.close();
  }

  @Test
  void all_that_holds_data_goes_first() {
    assertThat(leave()).contains("PersistentVolumeClaim adopted/n8n-data is being deleted");

    assertThat(isThere(volume("n8n-data", "acme"))).isFalse();
    assertThat(List.of("n8n", "n8n-login", "registry"))
        .noneMatch(name -> isThere(secret(name, "acme")));
    assertThat(server.keys()).as("the guard rails, meanwhile").contains(BINDING, quota());
  }

  @Test
  void the_guard_rails_go_next_and_the_operators_own_rights_last() {
    leave();

    assertThat(leave())
        .contains(
            "Quota, limits, network policies and RoleBinding of namespace adopted are being removed");
    assertThat(server.keys()).doesNotContain(quota()).contains(BINDING);

    assertThat(leave()).isPresent();
    assertThat(server.keys()).doesNotContain(BINDING);
    assertThat(leave()).as("the operator has left").isEmpty();
  }

  @Test
  void the_account_under_which_other_peoples_pods_may_run_stays() {
    leave();
    leave();
    leave();
    assertThat(leave()).as("the operator has left").isEmpty();

    assertThat(server.has(ACCOUNT)).isTrue();
  }

  @Test
  void volumes_that_somebody_gave_up_stay() {
    assertThat(cleanup.leave("acme", "acme-uid", recordSession.read(), true))
        .contains("Secret adopted/n8n is being deleted");

    assertThat(isThere(volume("n8n-data", "acme"))).isTrue();
  }

  @Test
  void what_bears_another_tenants_label_or_none_stays_and_holds_up_nothing() {
    byName.client().persistentVolumeClaims().inNamespace(NAMESPACE).delete();
    byName.client().secrets().inNamespace(NAMESPACE).delete();
    put(volume("n8n-data", "globex"));
    put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("n8n")
            .withNamespace(NAMESPACE)
            .endMetadata()
            .build());

    assertThat(leave())
        .contains(
            "Quota, limits, network policies and RoleBinding of namespace adopted are being removed");

    assertThat(isThere(volume("n8n-data", "globex"))).isTrue();
    assertThat(isThere(secret("n8n", "acme"))).isTrue();
  }

  @Test
  void what_was_never_the_operators_stays_whatever_tenant_it_is_labelled_with() {
    byName.client().persistentVolumeClaims().inNamespace(NAMESPACE).delete();
    byName.client().secrets().inNamespace(NAMESPACE).delete();
    Secret theirs =
        new SecretBuilder()
            .withNewMetadata()
            .withName("n8n")
            .withNamespace(NAMESPACE)
            .addToLabels(Names.TENANT_LABEL, "acme")
            .endMetadata()
            .build();
    put(theirs);

    leave();

    assertThat(isThere(theirs)).isTrue();
  }

  @Test
  void where_the_operator_has_no_rights_any_more_it_asks_for_nothing() {
    server.end(BINDING);

    assertThat(leave()).isEmpty();

    assertThat(isThere(volume("n8n-data", "acme"))).isTrue();
  }

  private Optional<String> leave() {
    return cleanup.leave("acme", "acme-uid", recordSession.read(), false);
  }

  private void put(HasMetadata object) {
    byName.client().resource(object).create();
  }

  private boolean isThere(HasMetadata object) {
    return byName.client().resource(object).get() != null;
  }

  private static HasMetadata volume(String name, String tenant) {
    return new PersistentVolumeClaimBuilder().withMetadata(of(tenant, name)).build();
  }

  private static HasMetadata secret(String name, String tenant) {
    return new SecretBuilder().withMetadata(of(tenant, name)).build();
  }

  private static ObjectMeta of(String tenant, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(NAMESPACE)
        .addToLabels(Names.TENANT_LABEL, tenant)
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .build();
  }

  private static ObjectKey quota() {
    return new ObjectKey("v1", "ResourceQuota", NAMESPACE, "tenant");
  }
}
