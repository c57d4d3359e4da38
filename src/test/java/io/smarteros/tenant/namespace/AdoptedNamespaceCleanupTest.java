package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdoptedNamespaceCleanupTest {
  private static final String NAMESPACE = "adopted";
  private static final ObjectKey BINDING = OperatorRoleBinding.keyIn(NAMESPACE);
  private static final ObjectKey ACCOUNT = GuardRails.accountKey(NAMESPACE);
  private static final ObjectKey VOLUME =
      new ObjectKey("v1", "PersistentVolumeClaim", NAMESPACE, "n8n-data");
  private static final NamespaceRemoval GONE = new NamespaceRemoval.Gone();

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock).withNamespace(NAMESPACE);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAMESPACE);
  private final AdoptedNamespaceCleanup cleanup =
      new AdoptedNamespaceCleanup(
          cluster,
          new Pruner(cluster),
          new RightsRestoration(cluster, "smarteros", Names.OPERATOR),
          clock);

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
                Set.of(new PodEndpoint("n8n", 5678, true, true))));
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

  @Test
  void all_that_holds_data_goes_first() {
    assertThat(leave()).isEqualTo(going("PersistentVolumeClaim adopted/n8n-data is being deleted"));

    assertThat(server.has(VOLUME)).isFalse();
    assertThat(List.of("n8n", "n8n-login", "registry"))
        .noneMatch(name -> server.has(secretKey(name)));
    assertThat(server.keys()).as("the guard rails, meanwhile").contains(BINDING, quota());
  }

  @Test
  void the_secrets_that_the_record_names_go_and_no_others() {
    recordSession.update(
        record ->
            record.withService(ServiceName.N8N, n8n -> n8n.projecting(Set.of("n8n", "n8n-redis"))));
    put(secret("n8n-redis", "acme"));

    leave();

    assertThat(List.of("n8n", "n8n-redis")).noneMatch(name -> server.has(secretKey(name)));
    assertThat(server.has(secretKey("n8n-login"))).as("not named").isTrue();
  }

  @Test
  void the_guard_rails_go_next_and_the_operators_own_rights_last() {
    leave();

    assertThat(leave())
        .isEqualTo(
            going("Quota, limits and network policies of namespace adopted are being removed"));
    assertThat(server.keys()).doesNotContain(quota()).contains(BINDING);

    assertThat(leave()).as("the operator has left").isEqualTo(GONE);
    assertThat(server.keys()).doesNotContain(BINDING);
  }

  @Test
  void the_account_under_which_other_peoples_pods_may_run_stays() {
    leave();
    leave();
    assertThat(leave()).as("the operator has left").isEqualTo(GONE);

    assertThat(server.has(ACCOUNT)).isTrue();
  }

  @Test
  void volumes_that_somebody_gave_up_stay() {
    assertThat(cleanup.leave("acme", "acme-uid", recordSession.read(), true))
        .isEqualTo(going("Secret adopted/n8n is being deleted"));

    assertThat(server.has(VOLUME)).isTrue();
  }

  @Test
  void what_bears_another_tenants_label_or_none_stays_and_holds_up_nothing() {
    List.of("n8n", "n8n-login", "registry").forEach(name -> server.end(secretKey(name)));
    server.end(VOLUME);
    put(volume("n8n-data", "globex"));
    put(secret("n8n", "globex"));

    assertThat(leave())
        .isEqualTo(
            going("Quota, limits and network policies of namespace adopted are being removed"));

    assertThat(server.has(VOLUME)).isTrue();
    assertThat(server.has(secretKey("n8n"))).isTrue();
  }

  @Test
  void what_the_owner_of_the_namespace_labelled_for_the_tenant_is_still_his_and_stays() {
    recordSession.update(
        record ->
            record.withService(
                ServiceName.N8N,
                n8n -> n8n.withVolume("n8n-data", new VolumeRecord("5Gi", Stage.PLANNED))));
    List.of("n8n", "n8n-login", "registry").forEach(name -> server.end(secretKey(name)));
    server.end(VOLUME);
    server.put("helm", withoutOurMark(volume("n8n-data", "acme")));
    server.put("helm", withoutOurMark(secret("n8n", "acme")));

    leave();

    assertThat(server.keys())
        .as("the volume and the key of an n8n that was there before")
        .contains(VOLUME, secretKey("n8n"));
  }

  @Test
  void rights_that_somebody_took_away_are_restored_before_anything_is_taken_for_gone() {
    server.end(BINDING);

    assertThat(leave())
        .isEqualTo(going("The operator's rights in namespace adopted are being restored"));
    assertThat(server.has(VOLUME)).isTrue();

    leave();
    assertThat(server.has(VOLUME)).as("with its rights back").isFalse();
  }

  @Test
  void rights_that_nobody_gives_back_are_for_a_person() {
    server.end(BINDING);
    server.refuse(Verb.APPLY, BINDING, ApiErrors::missingRight);

    assertThat(leave())
        .isInstanceOfSatisfying(
            NamespaceRemoval.Blocked.class,
            blocked -> {
              assertThat(blocked.step()).isEqualTo("namespace");
              assertThat(blocked.why()).contains("cannot patch resource \"rolebindings\"");
            });
  }

  @Test
  void a_namespace_that_its_owner_deleted_holds_nothing_any_more() {
    server.end(ObjectKey.ofNamespace(NAMESPACE));

    assertThat(leave()).isEqualTo(GONE);
    assertThat(server.calls(Verb.APPLY)).isEmpty();
  }

  @Test
  void a_volume_that_does_not_end_names_what_holds_it() {
    server.edit(
        "kubelet",
        VOLUME,
        volume ->
            volume
                .withObjectProperty("metadata")
                .putArray("finalizers")
                .add("kubernetes.io/pvc-protection"));
    assertThat(leave()).isInstanceOf(NamespaceRemoval.Going.class);

    clock.advance(Duration.ofMinutes(2));

    assertThat(leave())
        .isEqualTo(
            new NamespaceRemoval.Blocked(
                "volume",
                "PersistentVolumeClaim adopted/n8n-data is being deleted and does not end: it has"
                    + " the finalizers kubernetes.io/pvc-protection"));
  }

  @Test
  void a_secret_that_does_not_end_names_what_holds_it() {
    server.edit(
        "somebody",
        secretKey("n8n"),
        secret ->
            secret.withObjectProperty("metadata").putArray("finalizers").add("example.com/hold"));
    leave();

    clock.advance(Duration.ofMinutes(2));

    assertThat(leave())
        .isInstanceOfSatisfying(
            NamespaceRemoval.Blocked.class,
            blocked ->
                assertThat(blocked.why()).contains("Secret adopted/n8n", "example.com/hold"));
  }

  @Test
  void a_volume_that_the_server_refuses_to_delete_is_for_a_person() {
    server.refuse(Verb.DELETE, VOLUME, ApiErrors::missingRight);

    assertThat(leave()).isInstanceOf(NamespaceRemoval.Blocked.class);
  }

  @Test
  void while_the_server_cannot_be_asked_nothing_is_taken_for_gone() {
    server.refuse(Verb.READ, VOLUME, ApiErrors::unavailable);

    assertThat(leave()).isInstanceOf(NamespaceRemoval.Going.class);
  }

  private NamespaceRemoval leave() {
    server.forgetCalls();
    return cleanup.leave("acme", "acme-uid", recordSession.read(), false);
  }

  private static NamespaceRemoval going(String message) {
    return new NamespaceRemoval.Going(message);
  }

  private void put(HasMetadata object) {
    server.put("tenant-operator", object);
  }

  private static HasMetadata volume(String name, String tenant) {
    return new PersistentVolumeClaimBuilder().withMetadata(of(tenant, name)).build();
  }

  private static HasMetadata secret(String name, String tenant) {
    return new SecretBuilder().withMetadata(of(tenant, name)).build();
  }

  private static HasMetadata withoutOurMark(HasMetadata object) {
    object.getMetadata().getLabels().remove(Names.MANAGED_BY_LABEL);
    return object;
  }

  private static ObjectMeta of(String tenant, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(NAMESPACE)
        .addToLabels(Names.TENANT_LABEL, tenant)
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .build();
  }

  private static ObjectKey secretKey(String name) {
    return new ObjectKey("v1", "Secret", NAMESPACE, name);
  }

  private static ObjectKey quota() {
    return new ObjectKey("v1", "ResourceQuota", NAMESPACE, "tenant");
  }
}
