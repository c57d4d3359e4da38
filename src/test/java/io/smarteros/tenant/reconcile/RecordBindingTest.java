package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.reconcile.RecordBinding.Binding;
import io.smarteros.tenant.reconcile.RecordBinding.Bound;
import io.smarteros.tenant.reconcile.RecordBinding.Refused;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.LeftDatabases;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecordBindingTest {
  private static final String OPERATOR_NAMESPACE = "smarteros";
  private static final String NAMESPACE = "tenant-acme";
  private static final String OWNED = "displayName: Acme\nowner: {email: owner@acme.example}";
  private static final String OF_ANOTHER = "displayName: Acme\nowner: {email: else@acme.example}";
  private static final TenantClass STANDARD =
      tenantClass(
          "standard",
          """
          baseDomain: tenants.example.com
          storageClassName: fast
          database: {host: db.example.com, adminSecret: db-admin}
          """);

  /** For all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock);
  private final RecordStore records = new RecordStore(API_SERVER.client(), OPERATOR_NAMESPACE);
  private final InMemoryDatabaseServer postgres = new InMemoryDatabaseServer();
  private final ClassDatabaseServers databases =
      new ClassDatabaseServers(
          (_, _) -> postgres,
          new ClassSecrets(OPERATOR_NAMESPACE, RecordBindingTest::classSecret),
          "test",
          clock);
  private final RecordBinding binding =
      new RecordBinding(
          records,
          new TenantNamespace(new InMemoryCluster(server, clock), clock),
          new LeftDatabases(databases, Set.of(ServiceName.N8N)));

  @AfterEach
  void delete_the_record() {
    records.delete("acme");
  }

  @AfterAll
  static void close() {
    API_SERVER.close();
  }

  @Test
  void a_tenant_that_has_no_record_begins_one_where_its_class_places_it() {
    Tenant acme = tenant("acme", OWNED);

    RecordSession recordSession = bound(binding.bind(acme, STANDARD, Optional.empty()));
    recordSession.persist();
    TenantRecord record = recordSession.read();

    assertThat(record.tenantUid()).isEqualTo("acme-uid");
    assertThat(record.placement()).isEqualTo(Placements.first(acme, STANDARD));
    assertThat(records.load("acme", true).map(RecordSession::read)).contains(record);
  }

  @Test
  void a_record_that_somebody_else_began_meanwhile_is_not_written_over() {
    new RecordStore(API_SERVER.client(), OPERATOR_NAMESPACE)
        .begin("acme", kept(OWNED).read())
        .persist();

    assertThatThrownBy(
            () -> bound(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty())).persist())
        .isInstanceOf(RecordConflictException.class);
  }

  @Test
  void no_record_is_begun_beside_a_namespace_that_an_earlier_one_knew_of() {
    namespaceIsThere(Map.of());

    Refused refused = refused(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));

    assertThat(refused.problem())
        .isEqualTo(
            new Problem(
                Reason.DATA_MISSING,
                "Namespace tenant-acme belongs to this tenant, but its record, Secret %s, is gone. Restore the Secret from a backup, or delete the namespace to start again without its data"
                    .formatted(RecordStore.secretName("acme"))));
    assertThat(refused.decisions()).isEmpty();
    assertThat(records.load("acme", true)).isEmpty();
  }

  @Test
  void no_record_is_begun_beside_a_database_that_an_earlier_one_knew_of() {
    databaseIsThere("acme");

    Refused refused = refused(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));

    assertThat(refused.problem())
        .isEqualTo(
            new Problem(
                Reason.DATA_MISSING,
                "Database t_acme_n8n on db.example.com:5432 contains data of this tenant, but its record, Secret tenant-record-acme, is gone. Restore the Secret from a backup, or rename or drop the database to start again without its data"));
    assertThat(records.load("acme", true)).isEmpty();

    postgres.dropDatabase("t_acme_n8n");
    bound(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));
  }

  @Test
  void the_database_of_another_tenant_is_in_nobodys_way() {
    databaseIsThere("globex");

    bound(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));
  }

  @Test
  void a_server_that_cannot_be_asked_keeps_the_rest_of_the_tenant_from_nothing() {
    databaseIsThere("acme");
    postgres.breakDown();

    bound(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));
  }

  private void databaseIsThere(String tenant) {
    String name = DatabaseIdentity.nameFor(tenant, ServiceName.N8N);
    DatabaseRecord record = DatabaseRecord.plan("db.example.com:5432", name, "incarnation-1");
    postgres.ensure(
        DatabaseSpec.plain(databases.identity(tenant, ServiceName.N8N, record), "password", 20),
        Stage.PLANNED);
  }

  private static Optional<Secret> classSecret(String name) {
    return Optional.of(
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withData(Map.of("username", "YWRtaW4=", "password", "c2VjcmV0"))
            .build());
  }

  @Test
  void no_record_is_begun_before_such_a_namespace_has_gone() {
    namespaceIsThere(Map.of());
    server.deleteByHand(ObjectKey.ofNamespace(NAMESPACE));
    refused(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));

    server.end(ObjectKey.ofNamespace(NAMESPACE));

    bound(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));
  }

  @Test
  void a_namespace_that_is_given_to_the_tenant_needs_no_record() {
    namespaceIsThere(Map.of(Names.ADOPT_BY_ANNOTATION, "acme"));

    bound(binding.bind(tenant("acme", OWNED), STANDARD, Optional.empty()));
  }

  @Test
  void a_record_that_serves_the_tenant_already_is_left_as_it_is() {
    InMemoryRecordSession record = kept(OWNED);

    assertThat(bind(record, OWNED, "earlier-uid")).isEqualTo(new Bound(record));

    assertThat(record.writes()).isZero();
  }

  @Test
  void what_may_still_change_of_the_placement_follows_the_class() {
    InMemoryRecordSession record = kept(OWNED);
    TenantClass changed =
        tenantClass(
            "standard",
            """
            baseDomain: tenants.example.com
            namespacePrefix: other-
            storageClassName: slow
            database: {host: db.example.com, adminSecret: renewed}
            """);

    binding.bind(made(OWNED, "earlier-uid"), changed, Optional.of(record));

    Placement placement = record.read().placement();
    assertThat(placement.databaseServer().map(Placement.Server::adminSecret)).contains("renewed");
    assertThat(placement.storageClassName()).as("there is no volume yet").contains("slow");
    assertThat(placement.namespace()).as("fixed at first contact").isEqualTo(NAMESPACE);
  }

  @Test
  void a_tenant_may_change_its_owner() {
    InMemoryRecordSession record = kept(OWNED);

    bound(bind(record, OF_ANOTHER, "earlier-uid"));

    assertThat(record.read().placement().ownerKey()).contains("email:else@acme.example");
  }

  @Test
  void a_tenant_that_is_applied_again_by_the_same_owner_has_its_data_back() {
    InMemoryRecordSession record = kept(OWNED);
    record.update(TenantRecord::asRetained);

    bound(bind(record, OWNED, "later-uid"));

    assertThat(record.read().tenantUid()).isEqualTo("later-uid");
    assertThat(record.read().retained()).isFalse();
  }

  @Test
  void a_tenant_of_another_owner_does_not_get_the_data_of_an_earlier_one() {
    InMemoryRecordSession record = kept(OWNED);

    Refused refused = refused(bind(record, OF_ANOTHER, "later-uid"));

    assertThat(refused.problem())
        .isEqualTo(
            new Problem(
                Reason.RETAINED_DATA_FOUND,
                "A deleted Tenant acme with another owner left data. If this is the same"
                    + " customer, set the annotation smarteros.io/revive: earlier-uid. Otherwise"
                    + " rename the Tenant"));
    assertThat(refused.decisions())
        .containsExactly(
            new Decision(
                Names.REVIVE_ANNOTATION,
                "earlier-uid",
                "Give the data of the deleted Tenant acme to this one?"));
    assertThat(record.writes()).as("the record is left alone").isZero();
  }

  @Test
  void a_tenant_without_an_owner_is_nobodys_successor() {
    String withoutOwner = "displayName: Acme";

    assertThat(refused(bind(kept(withoutOwner), withoutOwner, "later-uid")).problem().reason())
        .isEqualTo(Reason.RETAINED_DATA_FOUND);
  }

  @Test
  void a_person_who_knows_the_earlier_tenant_may_give_its_data_to_another_owner() {
    InMemoryRecordSession record = kept(OWNED);
    Tenant revived = made(OF_ANOTHER, "later-uid");
    revived.getMetadata().setAnnotations(Map.of(Names.REVIVE_ANNOTATION, "earlier-uid"));

    bound(binding.bind(revived, STANDARD, Optional.of(record)));

    assertThat(record.read().tenantUid()).isEqualTo("later-uid");
    assertThat(record.read().placement().ownerKey()).contains("email:else@acme.example");
  }

  @Test
  void the_earlier_tenant_is_named_by_its_row_where_it_had_one() {
    InMemoryRecordSession record = kept(OWNED);
    record.update(known -> known.withRow(RowRecord.unbound("row-1")));
    Tenant byUid = made(OF_ANOTHER, "later-uid");
    byUid.getMetadata().setAnnotations(Map.of(Names.REVIVE_ANNOTATION, "earlier-uid"));
    Tenant byRow = made(OF_ANOTHER, "later-uid");
    byRow.getMetadata().setAnnotations(Map.of(Names.REVIVE_ANNOTATION, "row-1"));

    assertThat(refused(binding.bind(byUid, STANDARD, Optional.of(record))).decisions())
        .extracting(Decision::value)
        .containsExactly("row-1");
    bound(binding.bind(byRow, STANDARD, Optional.of(record)));
  }

  private Binding bind(RecordSession record, String spec, String uid) {
    return binding.bind(made(spec, uid), STANDARD, Optional.of(record));
  }

  /** The record of a tenant with this spec whose uid is {@code earlier-uid}. */
  private static InMemoryRecordSession kept(String spec) {
    return new InMemoryRecordSession(
        TenantRecord.begin("earlier-uid", Placements.first(tenant("acme", spec), STANDARD)));
  }

  private static Tenant made(String spec, String uid) {
    Tenant acme = tenant("acme", spec);
    acme.getMetadata().setUid(uid);
    return acme;
  }

  private void namespaceIsThere(Map<String, String> annotations) {
    server.put(
        "tenant-operator",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAMESPACE)
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .withAnnotations(annotations)
            .endMetadata()
            .build());
  }

  private static RecordSession bound(Binding result) {
    assertThat(result).isInstanceOf(Bound.class);
    return ((Bound) result).recordSession();
  }

  private static Refused refused(Binding result) {
    assertThat(result).isInstanceOf(Refused.class);
    return (Refused) result;
  }
}
