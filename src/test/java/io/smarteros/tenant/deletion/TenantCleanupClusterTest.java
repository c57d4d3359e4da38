package io.smarteros.tenant.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.WatchedCluster;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.deletion.DeletionProgress.Data;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.RightsRestoration;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.postgres.DatabaseServers;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.testkit.Manifests;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@ClusterTest
final class TenantCleanupClusterTest {
  private static final String RECORDS = "default";
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final WatchedCluster watched;
  private final RecordStore records;
  private final TenantNamespace namespaces;
  private final Applier applier;
  private final TenantCleanup cleanup;
  private final Tenant tenant;
  private final String name;
  private final String namespace;

  TenantCleanupClusterTest(LocalCluster cluster, TestInfo test) {
    this.client = cluster.client();
    this.watched = new WatchedCluster(client);
    this.records = new RecordStore(client, RECORDS);
    this.namespaces = new TenantNamespace(watched.objects(client), Clock.systemUTC());
    this.name = "end-" + Integer.toHexString(test.getDisplayName().hashCode());
    this.namespace = "tenant-" + name;
    this.tenant = Manifests.tenant(name, "displayName: Acme\ndeletionPolicy: Delete");
    this.applier =
        new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
    this.cleanup = cleanup(client);
    annotate(Names.CONFIRM_DELETE_ANNOTATION, new DeletionConfirmation(tenant).value());
  }

  /** One that takes services down with the rights of this client. */
  private TenantCleanup cleanup(KubernetesClient rights) {
    ClusterObjects objects = watched.objects(rights);
    Pruner pruner = new Pruner(objects);
    RightsRestoration restoration =
        new RightsRestoration(watched.objects(client), RECORDS, Names.OPERATOR);
    ServiceTeardown teardown = new ServiceTeardown(objects, pruner);
    return new TenantCleanup(
        records,
        teardown,
        new VolumesAtRisk(objects, teardown),
        restoration,
        namespaces,
        new DataDestruction(
            new ClassDatabaseServers(
                new DatabaseServers(InstantSource.system(), new Random(), Duration.ZERO)::at,
                new ClassSecrets(RECORDS, _ -> Optional.empty()),
                "test",
                InstantSource.system()),
            namespaces,
            new AdoptedNamespaceCleanup(objects, pruner, restoration, Clock.systemUTC())),
        TenantRows.none(),
        _ -> {},
        Clock.systemUTC());
  }

  @AfterEach
  void cleanUp() {
    watched.close();
    records.delete(name);
    client.namespaces().withName(namespace).delete();
  }

  @Test
  void a_tenant_that_was_never_let_in_had_no_data() {
    assertThat(cleanup.run(tenant)).isEqualTo(new DeletionProgress.Done(Data.NONE));
  }

  @Test
  void a_secret_of_somebody_else_in_the_place_of_the_record_does_not_hold_up_the_deletion() {
    var theirs =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(RECORDS)
            .withName(RecordStore.secretName(name))
            .endMetadata()
            .withType("kubernetes.io/basic-auth")
            .addToStringData("username", "admin")
            .addToStringData("password", "theirs")
            .build();
    client.resource(theirs).create();

    assertThat(cleanup.run(tenant)).isEqualTo(new DeletionProgress.Done(Data.NONE));
    assertThat(client.resource(theirs).get()).isNotNull();
    client.resource(theirs).delete();
  }

  @Test
  void a_lost_record_blocks_the_deletion_until_it_is_given_up() {
    namespaces.ensure(desired(), name, Stage.PLANNED);

    assertThat(cleanup.run(tenant))
        .isInstanceOfSatisfying(
            DeletionProgress.Blocked.class,
            blocked -> {
              assertThat(blocked.problem().reason()).isEqualTo(Reason.DELETION_BLOCKED);
              assertThat(blocked.problem().message())
                  .contains(namespace, "Secret tenant-record-" + name)
                  .contains("Restore the Secret", "smarteros.io/abandon: namespace");
            });

    annotate(Names.ABANDON_ANNOTATION, "namespace");
    assertThat(cleanup.run(tenant)).isEqualTo(new DeletionProgress.Done(Data.KEPT));
    assertThat(isThere()).isTrue();
  }

  @Test
  void in_a_lent_namespace_too_nothing_runs_on_when_the_record_is_lost() {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels(Names.TENANT_LABEL, name)
                .addToAnnotations(Names.ADOPT_BY_ANNOTATION, name)
                .endMetadata()
                .build())
        .create();
    applier.apply(policy());

    cleanup.run(tenant);

    assertThat(client.resource(policy()).get()).isNull();
    assertThat(isThere()).isTrue();
  }

  @Test
  void a_namespace_that_was_never_the_tenants_does_not_hold_up_the_deletion() {
    begin();
    Namespace theirs =
        new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    client.resource(theirs).create();

    assertThat(cleanup.run(tenant)).isEqualTo(new DeletionProgress.Done(Data.DESTROYED));
    assertThat(isThere()).isTrue();
    assertThat(records.load(name, true)).isEmpty();
  }

  @Test
  void a_namespace_that_lost_its_label_blocks_the_deletion_until_it_is_given_up() {
    begin()
        .update(record -> record.withPlacement(record.placement().withNamespaceStage(Stage.MADE)));
    Namespace unlabelled =
        new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    client.resource(unlabelled).create();

    assertThat(cleanup.run(tenant))
        .isInstanceOfSatisfying(
            DeletionProgress.Blocked.class,
            blocked ->
                assertThat(blocked.problem().message())
                    .contains(namespace, "smarteros.io/abandon: namespace"));

    annotate(Names.ABANDON_ANNOTATION, "namespace");
    assertThat(cleanup.run(tenant)).isEqualTo(new DeletionProgress.Done(Data.DESTROYED));
    assertThat(isThere()).isTrue();
  }

  @Test
  void a_confirmed_deletion_takes_the_namespace_and_then_the_record() {
    begin();
    namespaces.ensure(desired(), name, Stage.PLANNED);

    Await.until(
        "the clean-up to end",
        BOUND,
        () -> cleanup.run(tenant).equals(new DeletionProgress.Done(Data.DESTROYED)));

    assertThat(isThere()).isFalse();
    assertThat(records.load(name, true)).isEmpty();
  }

  @Test
  void rights_that_were_taken_away_are_put_back_and_if_that_does_not_help_a_person_hears_of_it() {
    begin();
    namespaces.ensure(desired(), name, Stage.PLANNED);
    applier.apply(policy());
    try (KubernetesClient powerless =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(client.getConfiguration())
                    .withImpersonateUsername("nobody")
                    .build())
            .build()) {
      TenantCleanup powerlessCleanup = cleanup(powerless);

      assertThat(powerlessCleanup.run(tenant))
          .isInstanceOfSatisfying(
              DeletionProgress.Waiting.class,
              waiting -> assertThat(waiting.message()).contains("NetworkPolicy", "forbidden"));
      assertThat(client.rbac().roleBindings().inNamespace(namespace).withName(Names.OPERATOR).get())
          .isNotNull();

      assertThat(powerlessCleanup.run(tenant))
          .isInstanceOfSatisfying(
              DeletionProgress.Blocked.class,
              blocked -> {
                assertThat(blocked.problem().reason()).isEqualTo(Reason.DELETION_BLOCKED);
                assertThat(blocked.problem().message()).contains("NetworkPolicy", "forbidden");
              });
    }
  }

  private Namespace desired() {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(namespace)
        .addToLabels(Names.TENANT_LABEL, name)
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .endMetadata()
        .build();
  }

  private NetworkPolicy policy() {
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withName("n8n")
        .withNamespace(namespace)
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .addToLabels(Names.TENANT_LABEL, name)
        .addToLabels(Names.SERVICE_LABEL, "n8n")
        .endMetadata()
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .endSpec()
        .build();
  }

  private RecordSession begin() {
    RecordSession recordSession =
        records.begin(
            name,
            TenantRecord.begin(
                tenant.getMetadata().getUid(),
                Placements.first(
                    tenant, Manifests.tenantClass("standard", "baseDomain: tenants.example.com"))));
    recordSession.persist();
    return recordSession;
  }

  private boolean isThere() {
    Namespace found = client.namespaces().withName(namespace).get();
    return found != null && found.getMetadata().getDeletionTimestamp() == null;
  }

  private void annotate(String annotation, String value) {
    Map<String, String> annotations = new HashMap<>(TenantAnnotations.of(tenant).ours());
    annotations.put(annotation, value);
    tenant.getMetadata().setAnnotations(annotations);
  }
}
