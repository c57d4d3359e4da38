package io.smarteros.tenant.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.deletion.DeletionProgress.Blocked;
import io.smarteros.tenant.deletion.DeletionProgress.Data;
import io.smarteros.tenant.deletion.DeletionProgress.Done;
import io.smarteros.tenant.deletion.DeletionProgress.Waiting;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.RightsRestoration;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.record.UnreadableRecordException;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TenantCleanupTest {
  private static final String OPERATOR_NAMESPACE = "smarteros";
  private static final String NAMESPACE = "tenant-acme";
  private static final Namespace OURS =
      new NamespaceBuilder()
          .withNewMetadata()
          .withName(NAMESPACE)
          .addToLabels(Names.TENANT_LABEL, "acme")
          .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
          .endMetadata()
          .build();
  private static final Duration SOON = Duration.ofSeconds(2);

  /** For the records of all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final Pruner pruner = new Pruner(cluster);
  private final TenantNamespace namespaces = new TenantNamespace(cluster, clock);
  private final FakeTenantRows rows = new FakeTenantRows();
  private final RecordStore records = new RecordStore(API_SERVER.client(), OPERATOR_NAMESPACE);
  private final ServiceTeardown teardown = new ServiceTeardown(cluster, pruner);
  private final RightsRestoration rights =
      new RightsRestoration(cluster, OPERATOR_NAMESPACE, Names.OPERATOR);
  private final TenantCleanup cleanup =
      new TenantCleanup(
          records,
          teardown,
          new VolumesAtRisk(cluster, teardown),
          rights,
          namespaces,
          new DataDestruction(
              new ClassDatabaseServers(
                  (_, _) -> {
                    throw new AssertionError("no test here has a database");
                  },
                  new ClassSecrets(OPERATOR_NAMESPACE, _ -> Optional.empty()),
                  "test",
                  new ManualClock()),
              namespaces,
              new AdoptedNamespaceCleanup(cluster, pruner, rights, clock)),
          rows,
          _ -> {},
          clock);

  private final Tenant kept = tenant("Retain");
  private final Tenant unconfirmed = tenant("Delete");
  private final Tenant confirmed =
      annotated(tenant("Delete"), Names.CONFIRM_DELETE_ANNOTATION, "acme@acme-uid");

  @AfterEach
  void leave_no_record_behind() {
    API_SERVER.client().secrets().inNamespace(OPERATOR_NAMESPACE).delete();
  }

  @AfterAll
  static void close() {
    API_SERVER.close();
  }

  // What there is to clean up.

  @Test
  void a_tenant_that_was_never_let_in_had_no_data() {
    assertThat(cleanup.run(kept)).isEqualTo(new Done(Data.NONE));
    assertThat(rows.released()).isEmpty();
  }

  @Test
  void a_tenant_that_was_refused_the_name_of_an_earlier_one_leaves_all_that_is_its() {
    begin(Stage.MADE).update(record -> record.revivedFor("earlier-uid"));
    deployment("n8n", "earlier-uid");

    assertThat(cleanup.run(confirmed)).isEqualTo(new Done(Data.NONE));

    assertThat(server.has(deploymentKey("n8n"))).isTrue();
    assertThat(server.calls(Verb.DELETE)).isEmpty();
    assertThat(rows.released()).isEmpty();
    assertThat(record()).isPresent();
  }

  @Test
  void a_secret_of_somebody_else_in_the_place_of_the_record_is_left_alone() {
    secretInPlaceOfTheRecord("kubernetes.io/basic-auth");

    assertThat(cleanup.run(confirmed)).isEqualTo(new Done(Data.NONE));

    assertThat(
            API_SERVER
                .client()
                .secrets()
                .inNamespace(OPERATOR_NAMESPACE)
                .withName(RecordStore.secretName("acme"))
                .get())
        .isNotNull();
  }

  @Test
  void a_record_that_cannot_be_read_stops_the_deletion() {
    secretInPlaceOfTheRecord("smarteros.io/record");

    assertThatThrownBy(() -> cleanup.run(confirmed)).isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void a_lost_record_stops_the_deletion_until_somebody_gives_the_namespace_up() {
    namespaces.ensure(OURS, "acme", Stage.PLANNED);

    assertThat(cleanup.run(confirmed))
        .isEqualTo(
            blocked(
                "The deletion waits: namespace tenant-acme belongs to this tenant, but its record, Secret %s, is gone. Restore the Secret from a backup. The operator tries again. To skip this step, set the annotation smarteros.io/abandon: namespace"
                    .formatted(RecordStore.secretName("acme"))));

    assertThat(cleanup.run(annotated(confirmed, Names.ABANDON_ANNOTATION, "namespace")))
        .isEqualTo(new Done(Data.KEPT));
    assertThat(server.has(ObjectKey.ofNamespace(NAMESPACE))).isTrue();
  }

  @Test
  void nothing_runs_on_where_the_record_is_lost() {
    namespaces.ensure(OURS, "acme", Stage.PLANNED);
    deployment("n8n", "acme-uid");

    cleanup.run(kept);

    assertThat(server.has(deploymentKey("n8n"))).isFalse();
  }

  // Compute goes first.

  @Test
  void a_volume_that_somebody_deleted_is_held_where_the_record_is_lost() {
    namespaces.ensure(OURS, "acme", Stage.PLANNED);
    deployment("n8n", "acme-uid");
    pod("n8n");
    volumeThatIsBeingDeleted("n8n");

    assertThat(cleanup.run(kept))
        .isEqualTo(
            blocked(
                "The deletion waits: PersistentVolumeClaim n8n-data of n8n is being deleted, and its data is gone once no pod uses it, so n8n is left running. Copy what you need now. The operator tries again. To skip this step, set the annotation smarteros.io/abandon: volume"));
    assertThat(server.has(deploymentKey("n8n"))).as("the Deployment is there").isTrue();

    cleanup.run(annotated(kept, Names.ABANDON_ANNOTATION, "volume"));
    assertThat(server.has(deploymentKey("n8n"))).as("the Deployment is there").isFalse();
  }

  @Test
  void a_confirmed_deletion_asks_for_no_volume_where_the_record_is_lost() {
    namespaces.ensure(OURS, "acme", Stage.PLANNED);
    deployment("n8n", "acme-uid");
    pod("n8n");
    volumeThatIsBeingDeleted("n8n");

    cleanup.run(confirmed);

    assertThat(server.has(deploymentKey("n8n"))).as("the Deployment is there").isFalse();
  }

  @Test
  void data_is_not_touched_before_the_last_pod_has_ended() {
    begin(Stage.MADE);
    deployment("n8n", "acme-uid");
    pod("n8n");

    assertThat(cleanup.run(confirmed)).isEqualTo(new Waiting("Waiting for pod n8n-0 to end", SOON));
    assertThat(server.calls(Verb.DELETE)).containsExactly(deploymentKey("n8n"));
    assertThat(rows.released()).isEmpty();

    server.end(podKey("n8n"));
    assertThat(cleanup.run(confirmed))
        .isEqualTo(new Waiting("Namespace tenant-acme is being deleted", SOON));
  }

  @Test
  void a_pod_that_a_finalizer_holds_is_told_once_it_should_have_ended() {
    begin(Stage.MADE);
    deployment("n8n", "acme-uid");
    pod("n8n");
    server.edit(
        "somebody",
        podKey("n8n"),
        pod -> pod.withObjectProperty("metadata").putArray("finalizers").add("example.com/hold"));
    server.deleteByHand(podKey("n8n"));
    String since = clock.instant().toString();
    clock.advance(Duration.ofSeconds(119));
    assertThat(cleanup.run(kept)).isEqualTo(new Waiting("Waiting for pod n8n-0 to end", SOON));

    clock.advance(Duration.ofSeconds(1));

    assertThat(cleanup.run(kept))
        .isEqualTo(
            blocked(
                "The deletion waits: Pod tenant-acme/n8n-0 was to end by %s and does not: it has the finalizers example.com/hold. Let whoever set them do their part, or remove them. The operator tries again"
                    .formatted(since)));

    server.end(podKey("n8n"));
    assertThat(cleanup.run(kept)).isEqualTo(new Done(Data.KEPT));
  }

  @Test
  void a_pod_on_a_dead_node_is_told_with_what_the_cluster_says() {
    begin(Stage.MADE);
    deployment("chatwoot", "acme-uid");
    pod("chatwoot");
    pod("n8n");
    server.setStatus(
        podKey("n8n"),
        """
        phase: Running
        conditions:
        - {type: DisruptionTarget, status: "True", message: 'Taint manager: node worker-1 is unreachable'}
        """);
    server.deleteByHand(podKey("n8n"));
    clock.advance(Duration.ofMinutes(2));

    assertThat(cleanup.run(kept))
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.problem().message())
                    .contains(
                        "n8n-0",
                        "node worker-1 is unreachable",
                        "kubectl --namespace tenant-acme delete pod n8n-0 --force"));
  }

  @Test
  void a_service_that_takes_its_time_does_not_hold_up_the_others() {
    begin(Stage.MADE);
    deployment("chatwoot", "acme-uid");
    pod("chatwoot");
    deployment("odoo", "acme-uid");

    cleanup.run(kept);

    assertThat(server.has(deploymentKey("odoo"))).isFalse();
  }

  @Test
  void what_the_server_cannot_delete_just_now_is_waited_for() {
    begin(Stage.MADE);
    deployment("n8n", "acme-uid");
    server.refuse(Verb.DELETE, "Deployment", ApiErrors::unavailable);

    assertThat(cleanup.run(kept))
        .isEqualTo(
            new Waiting(
                "Deployment tenant-acme/n8n: the server is currently unable to handle Deployment tenant-acme/n8n",
                SOON));
  }

  @Test
  void rights_that_somebody_took_away_are_put_back() {
    begin(Stage.MADE);
    deployment("n8n", "acme-uid");
    server.refuse(Verb.DELETE, "Deployment", ApiErrors::missingRight);

    assertThat(cleanup.run(kept)).isInstanceOf(Waiting.class);
    assertThat(server.has(OperatorRoleBinding.keyIn(NAMESPACE))).isTrue();

    server.refuseNothing();
    assertThat(cleanup.run(kept)).isEqualTo(new Done(Data.KEPT));
  }

  @Test
  void where_the_rights_are_there_and_do_not_help_a_person_is_told() {
    begin(Stage.MADE);
    deployment("n8n", "acme-uid");
    server.refuse(Verb.DELETE, "Deployment", ApiErrors::missingRight);
    cleanup.run(kept);

    assertThat(cleanup.run(kept))
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.problem().message())
                    .startsWith(
                        "The deletion waits: the API server refuses to delete Deployment tenant-acme/n8n: ")
                    .contains("cannot patch resource \"deployments\"")
                    .endsWith("Remove the cause. The operator tries again"));
  }

  @Test
  void a_refusal_comes_before_what_only_takes_its_time() {
    begin(Stage.MADE);
    pod("chatwoot");
    deployment("n8n", "acme-uid");
    server.refuse(Verb.DELETE, "Deployment", ApiErrors::missingRight);
    cleanup.run(kept);

    assertThat(cleanup.run(kept)).isInstanceOf(Blocked.class);
  }

  @Test
  void without_a_record_there_are_no_rights_to_put_back() {
    namespaces.ensure(OURS, "acme", Stage.PLANNED);
    deployment("n8n", "acme-uid");
    server.refuse(Verb.DELETE, "Deployment", ApiErrors::missingRight);

    assertThat(cleanup.run(kept)).isInstanceOf(Blocked.class);
    assertThat(server.calls(Verb.APPLY)).doesNotContain(OperatorRoleBinding.keyIn(NAMESPACE));
  }

  // Retain.

  @Test
  void the_data_of_a_retained_tenant_stays_and_says_since_when() {
    begin(Stage.MADE);

    assertThat(cleanup.run(kept)).isEqualTo(new Done(Data.KEPT));

    assertThat(cluster.read(ObjectKey.ofNamespace(NAMESPACE)).orElseThrow().annotations())
        .containsEntry(Names.RETAINED_AT_ANNOTATION, "2026-01-01T00:00:00Z");
    assertThat(rows.released()).containsExactly(DeletionPolicy.RETAIN);
    assertThat(record()).hasValueSatisfying(record -> assertThat(record.retained()).isTrue());
    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void a_namespace_that_was_only_planned_may_be_somebody_elses_and_gets_no_note() {
    begin(Stage.PLANNED);
    server.put("kubectl", new NamespaceBuilder().withMetadata(labelled(NAMESPACE)).build());

    assertThat(cleanup.run(kept)).isEqualTo(new Done(Data.KEPT));

    assertThat(server.calls(Verb.ANNOTATE)).isEmpty();
  }

  @Test
  void data_is_kept_until_a_person_confirms_its_end_by_name() {
    begin(Stage.MADE);

    assertThat(cleanup.run(unconfirmed)).as("not confirmed").isEqualTo(new Done(Data.KEPT));
    for (String other :
        List.of("acme", "globex@acme-uid", "acme@", "acme@another", "acme@acme-ui")) {
      assertThat(cleanup.run(annotated(unconfirmed, Names.CONFIRM_DELETE_ANNOTATION, other)))
          .as("confirmed with %s", other)
          .isEqualTo(new Done(Data.KEPT));
    }
    assertThat(cleanup.run(annotated(kept, Names.CONFIRM_DELETE_ANNOTATION, "acme@acme-uid")))
        .as("confirmed, but not asked for")
        .isEqualTo(new Done(Data.KEPT));
    assertThat(rows.released()).containsOnly(DeletionPolicy.RETAIN);
  }

  @Test
  void a_row_that_cannot_be_updated_stops_the_deletion_until_somebody_gives_it_up() {
    begin(Stage.MADE);
    rows.answerWith(FakeTenantRows.result(Reason.READ_ONLY, "the database takes no writes"));

    assertThat(cleanup.run(kept))
        .isEqualTo(
            blocked(
                "The deletion waits: the row in Supabase cannot be updated: the database takes"
                    + " no writes. The operator tries again. To skip this step, set the annotation"
                    + " smarteros.io/abandon: row"));
    assertThat(record()).hasValueSatisfying(record -> assertThat(record.retained()).isFalse());

    Tenant givenUp = annotated(kept, Names.ABANDON_ANNOTATION, "database , row");
    assertThat(cleanup.run(givenUp)).isEqualTo(new Done(Data.KEPT));
    assertThat(rows.released()).as("not asked again").hasSize(1);
    assertThat(record()).hasValueSatisfying(record -> assertThat(record.retained()).isTrue());
  }

  @Test
  void without_a_sync_there_is_no_row_to_wait_for() {
    begin(Stage.MADE);
    rows.answerWith(FakeTenantRows.result(Reason.SYNC_DISABLED, "disabled"));

    assertThat(cleanup.run(kept)).isEqualTo(new Done(Data.KEPT));
  }

  // Delete.

  @Test
  void a_confirmed_deletion_takes_the_data_then_the_row_and_the_record_last() {
    begin(Stage.MADE);

    assertThat(cleanup.run(confirmed))
        .isEqualTo(new Waiting("Namespace tenant-acme is being deleted", SOON));
    assertThat(rows.released()).as("while the data is there").isEmpty();
    assertThat(record()).isPresent();

    server.end(ObjectKey.ofNamespace(NAMESPACE));
    assertThat(cleanup.run(confirmed)).isEqualTo(new Done(Data.DESTROYED));
    assertThat(rows.released()).containsExactly(DeletionPolicy.DELETE);
    assertThat(record()).isEmpty();
  }

  @Test
  void the_record_stays_as_long_as_the_row_does() {
    begin(Stage.PLANNED);
    rows.answerWith(FakeTenantRows.result(Reason.READ_ONLY, "the database takes no writes"));

    assertThat(cleanup.run(confirmed)).isInstanceOf(Blocked.class);
    assertThat(record()).isPresent();

    assertThat(cleanup.run(annotated(confirmed, Names.ABANDON_ANNOTATION, "row")))
        .isEqualTo(new Done(Data.DESTROYED));
    assertThat(record()).isEmpty();
  }

  @Test
  void a_step_that_is_not_named_is_not_given_up() {
    begin(Stage.PLANNED);
    rows.answerWith(FakeTenantRows.result(Reason.READ_ONLY, "the database takes no writes"));

    assertThat(cleanup.run(annotated(confirmed, Names.ABANDON_ANNOTATION, "rows,database")))
        .isInstanceOf(Blocked.class);
  }

  /** The record of a tenant whose namespace is planned, or there. */
  private RecordSession begin(Stage stage) {
    if (stage == Stage.MADE) {
      namespaces.ensure(OURS, "acme", Stage.PLANNED);
    }
    RecordSession recordSession =
        records.begin(
            "acme",
            TenantRecord.begin(
                "acme-uid",
                Placements.first(
                    kept, Manifests.tenantClass("standard", "baseDomain: tenants.example.com"))));
    recordSession.update(
        record -> record.withPlacement(record.placement().withNamespaceStage(stage)));
    return recordSession;
  }

  private Optional<TenantRecord> record() {
    return records.load("acme", true).map(RecordSession::read);
  }

  private static void secretInPlaceOfTheRecord(String type) {
    API_SERVER
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(RecordStore.secretName("acme"))
                .withNamespace(OPERATOR_NAMESPACE)
                .endMetadata()
                .withType(type)
                .build())
        .create();
  }

  /** One that the operator applied for the Tenant with this uid. */
  private void deployment(String service, String ownerUid) {
    cluster.apply(
        new DeploymentBuilder()
            .withMetadata(ofService(service, service))
            .editMetadata()
            .addNewOwnerReference()
            .withKind("Tenant")
            .withName("acme")
            .withUid(ownerUid)
            .endOwnerReference()
            .endMetadata()
            .withNewSpec()
            .withReplicas(1)
            .endSpec()
            .build(),
        false);
  }

  private void pod(String service) {
    server.put(
        "kubelet", new PodBuilder().withMetadata(ofService(service, service + "-0")).build());
  }

  private void volumeThatIsBeingDeleted(String service) {
    cluster.apply(
        new PersistentVolumeClaimBuilder()
            .withMetadata(ofService(service, "n8n-data"))
            .editMetadata()
            .withFinalizers("kubernetes.io/pvc-protection")
            .endMetadata()
            .build(),
        false);
    server.deleteByHand(new ObjectKey("v1", "PersistentVolumeClaim", NAMESPACE, "n8n-data"));
  }

  private static ObjectMeta ofService(String service, String name) {
    return new ObjectMetaBuilder(labelled(name))
        .withNamespace(NAMESPACE)
        .addToLabels(Names.SERVICE_LABEL, service)
        .build();
  }

  private static ObjectMeta labelled(String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .addToLabels(Names.TENANT_LABEL, "acme")
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .build();
  }

  private static ObjectKey deploymentKey(String service) {
    return new ObjectKey("apps/v1", "Deployment", NAMESPACE, service);
  }

  private static ObjectKey podKey(String service) {
    return new ObjectKey("v1", "Pod", NAMESPACE, service + "-0");
  }

  private static Blocked blocked(String message) {
    return new Blocked(new Problem(Reason.DELETION_BLOCKED, message));
  }

  private static Tenant tenant(String policy) {
    return Manifests.tenant("acme", "displayName: Acme\ndeletionPolicy: " + policy);
  }

  /** The same with one annotation more. */
  private static Tenant annotated(Tenant tenant, String name, String value) {
    Map<String, String> annotations =
        new HashMap<>(Optional.ofNullable(tenant.getMetadata().getAnnotations()).orElse(Map.of()));
    annotations.put(name, value);
    Tenant annotated = Manifests.tenant("acme", "displayName: Acme");
    annotated.setSpec(tenant.getSpec());
    annotated.getMetadata().setAnnotations(annotations);
    return annotated;
  }
}
