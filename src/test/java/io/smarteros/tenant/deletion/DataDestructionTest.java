package io.smarteros.tenant.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.deletion.DeletionProgress.Blocked;
import io.smarteros.tenant.deletion.DeletionProgress.Data;
import io.smarteros.tenant.deletion.DeletionProgress.Done;
import io.smarteros.tenant.deletion.DeletionProgress.Waiting;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.RightsRestoration;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.postgres.OwnershipMark;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DataDestructionTest {
  private static final String NAMESPACE = "tenant-acme";
  private static final ObjectKey NAMESPACE_KEY = ObjectKey.ofNamespace(NAMESPACE);
  private static final String WITH_DATABASE =
      """
      baseDomain: tenants.example.com
      database: {host: db.example.com, adminSecret: db-admin}
      """;
  private static final Set<String> NOTHING = Set.of();
  private static final Waiting NAMESPACE_GOES =
      new Waiting("Namespace tenant-acme is being deleted", Duration.ofSeconds(2));

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final TenantNamespace namespaces = new TenantNamespace(cluster, clock);
  private final InMemoryDatabaseServer postgres = new InMemoryDatabaseServer();
  private final Map<String, Secret> classSecrets = new HashMap<>(Map.of("db-admin", login()));
  private final ClassDatabaseServers databases =
      new ClassDatabaseServers(
          (_, _) -> postgres,
          new ClassSecrets("smarteros", name -> Optional.ofNullable(classSecrets.get(name))),
          "test",
          clock);
  private final DataDestruction destruction =
      new DataDestruction(
          databases,
          namespaces,
          new AdoptedNamespaceCleanup(
              cluster,
              new Pruner(cluster),
              new RightsRestoration(cluster, "smarteros", Names.OPERATOR),
              clock));

  private final Tenant acme = Manifests.tenant("acme", "displayName: Acme");
  private final InMemoryRecordSession recordSession = recordIn(WITH_DATABASE);

  @Test
  void all_databases_go_before_the_namespace_that_their_volumes_are_in() {
    namespace();
    database(ServiceName.N8N);
    database(ServiceName.ODOO);

    assertThat(destroy(NOTHING)).isEqualTo(NAMESPACE_GOES);

    assertThat(postgres.databases()).isEmpty();
    assertThat(postgres.roles()).isEmpty();
  }

  @Test
  void a_database_that_is_gone_is_not_asked_for_again() {
    namespace();
    database(ServiceName.N8N);
    destroy(NOTHING);
    postgres.breakDown();

    assertThat(destroy(NOTHING)).as("while the namespace goes").isEqualTo(NAMESPACE_GOES);

    server.end(NAMESPACE_KEY);
    assertThat(destroy(NOTHING)).isEqualTo(new Done(Data.DESTROYED));
  }

  @Test
  void a_server_that_cannot_be_reached_stops_the_deletion_until_somebody_gives_the_database_up() {
    database(ServiceName.N8N);
    postgres.breakDown();

    assertThat(destroy(NOTHING))
        .isEqualTo(
            blocked(
                "The deletion waits: PostgreSQL cannot be used: down. The operator tries again. To skip this step, set the annotation smarteros.io/abandon: database"));

    assertThat(destroy(Set.of("database"))).isEqualTo(new Done(Data.DESTROYED));
    assertThat(postgres.databases()).as("it is still there").hasSize(1);
  }

  @Test
  void a_server_that_is_busy_is_waited_for() {
    database(ServiceName.N8N);
    postgres.fail(new DatabaseFailure.Busy("PostgreSQL is busy", Duration.ofSeconds(2)));

    assertThat(destroy(NOTHING))
        .isEqualTo(new Waiting("PostgreSQL is busy", Duration.ofSeconds(2)));

    postgres.recover();
    destroy(NOTHING);
    assertThat(postgres.databases()).isEmpty();
  }

  @Test
  void a_database_that_was_made_for_another_life_of_the_tenant_is_not_dropped() {
    database(ServiceName.N8N);
    postgres.markRole(
        "t_acme_n8n",
        new OwnershipMark("test", "acme", "n8n", Optional.of("incarnation-2")).toComment());

    assertThat(destroy(NOTHING))
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked -> assertThat(blocked.problem().message()).contains("another life"));

    assertThat(postgres.databases()).containsExactly("t_acme_n8n");
  }

  @Test
  void a_server_that_nobody_can_log_in_to_any_more_stops_the_deletion() {
    database(ServiceName.N8N);
    classSecrets.clear();

    assertThat(destroy(NOTHING))
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.problem().message())
                    .startsWith(
                        "The deletion waits: database t_acme_n8n cannot be dropped: There is no Secret db-admin ")
                    .endsWith("smarteros.io/abandon: database"));
  }

  @Test
  void a_database_of_somebody_else_is_never_dropped() {
    database(ServiceName.N8N);
    postgres.dropDatabase("t_acme_n8n");
    postgres.createDatabase("t_acme_n8n", "somebody");

    assertThat(destroy(NOTHING)).isInstanceOf(Blocked.class);

    assertThat(postgres.databases()).containsExactly("t_acme_n8n");
  }

  @Test
  void a_service_that_has_no_database_needs_no_server() {
    postgres.breakDown();
    recordSession.update(
        record -> record.withService(ServiceName.CHATWOOT, ServiceRecord::started));

    assertThat(destroy(NOTHING)).isEqualTo(new Done(Data.DESTROYED));
  }

  @Test
  void a_database_of_which_no_server_is_known_cannot_be_dropped_and_holds_up_nothing() {
    InMemoryRecordSession withoutServer = recordIn("baseDomain: tenants.example.com");
    withoutServer.update(record -> withDatabase(record, ServiceName.N8N));

    assertThat(destruction.run(acme, withoutServer, NOTHING)).isEqualTo(new Done(Data.DESTROYED));
    assertThat(postgres.calls()).isEmpty();
  }

  @Test
  void a_namespace_that_is_no_longer_labelled_as_ours_waits_for_a_person() {
    server.put(
        "kubectl",
        new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build());
    made();

    assertThat(destroy(NOTHING))
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.problem().message())
                    .startsWith(
                        "The deletion waits: namespace tenant-acme was created for tenant acme")
                    .endsWith("smarteros.io/abandon: namespace"));

    assertThat(destroy(Set.of("namespace"))).isEqualTo(new Done(Data.DESTROYED));
    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void a_namespace_that_was_only_planned_and_is_somebody_elses_holds_up_nothing() {
    server.put(
        "kubectl",
        new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build());

    assertThat(destroy(NOTHING)).isEqualTo(new Done(Data.DESTROYED));
    assertThat(server.has(NAMESPACE_KEY)).isTrue();
  }

  @Test
  void an_adopted_namespace_that_the_operator_has_left_stays() {
    server.put(
        "kubectl",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAMESPACE)
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToAnnotations(Names.ADOPT_BY_ANNOTATION, "acme")
            .endMetadata()
            .build());
    recordSession.update(record -> record.withPlacement(record.placement().asAdopted()));

    assertThat(destroy(NOTHING))
        .as("without rights nobody can tell that nothing is left")
        .isEqualTo(
            new Waiting(
                "The operator's rights in namespace tenant-acme are being restored",
                Duration.ofSeconds(2)));
    assertThat(destroy(NOTHING)).isEqualTo(new Done(Data.DESTROYED));
    assertThat(server.keys()).containsExactly(NAMESPACE_KEY);
  }

  private DeletionProgress destroy(Set<String> abandoned) {
    return destruction.run(acme, recordSession, abandoned);
  }

  /** The tenant's own, and known to be there. */
  private void namespace() {
    namespaces.ensure(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAMESPACE)
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .endMetadata()
            .build(),
        "acme",
        Stage.PLANNED);
    made();
  }

  private void made() {
    recordSession.update(
        record -> record.withPlacement(record.placement().withNamespaceStage(Stage.MADE)));
  }

  private void database(ServiceName service) {
    recordSession.update(record -> withDatabase(record, service));
    DatabaseIdentity identity = databases.identity("acme", service, databaseRecord(service));
    postgres.ensure(DatabaseSpec.plain(identity, "password", 20), Stage.PLANNED);
  }

  private static TenantRecord withDatabase(TenantRecord record, ServiceName service) {
    return record.withService(service, known -> known.withDatabase(databaseRecord(service)));
  }

  private static DatabaseRecord databaseRecord(ServiceName service) {
    String name = DatabaseIdentity.nameFor("acme", service);
    return DatabaseRecord.plan("db.example.com:5432", name, "incarnation-1").made();
  }

  private InMemoryRecordSession recordIn(String classSpec) {
    return new InMemoryRecordSession(
        TenantRecord.begin(
            "acme-uid",
            Placements.first(
                Manifests.tenant("acme", "displayName: Acme"),
                Manifests.tenantClass("standard", classSpec))));
  }

  private static Blocked blocked(String message) {
    return new Blocked(new Problem(Reason.DELETION_BLOCKED, message));
  }

  private static Secret login() {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("db-admin")
        .endMetadata()
        .withType("kubernetes.io/basic-auth")
        .withData(Map.of("username", "YWRtaW4=", "password", "c2VjcmV0"))
        .build();
  }
}
