package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TenantNamespaceTest {
  private static final String NAME = "tenant-acme";
  private static final ObjectKey KEY = ObjectKey.ofNamespace(NAME);
  private static final String TENANT = "acme";
  private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00.123Z");

  private static final Map<String, String> LABELLED = Map.of(Names.TENANT_LABEL, TENANT);
  private static final Map<String, String> OURS =
      Map.of(Names.TENANT_LABEL, TENANT, Names.MANAGED_BY_LABEL, Names.OPERATOR);
  private static final Map<String, String> GIVEN = Map.of(Names.ADOPT_BY_ANNOTATION, TENANT);

  private static final String HELD =
      "Some resources are remaining: configmaps. has 1 resource instances"
          + " (NamespaceContentRemaining); Some content in the namespace has finalizers remaining:"
          + " example.com/hold in 1 (NamespaceFinalizersRemaining)";

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final TenantNamespace namespaces = new TenantNamespace(cluster, clock);

  @Test
  void a_planned_namespace_is_made_for_the_tenant() {
    assertThat(ensure(Stage.PLANNED)).isEqualTo(new NamespaceState.Made());

    assertThat(server.calls(Verb.APPLY)).containsExactly(KEY);
    assertThat(cluster.find(KEY).orElseThrow().labels()).isEqualTo(OURS);
  }

  @Test
  void one_that_was_made_before_the_record_could_say_so_is_found_again() {
    ensure(Stage.PLANNED);

    assertThat(ensure(Stage.PLANNED)).isEqualTo(new NamespaceState.Present(false));
    assertThat(server.calls(Verb.APPLY)).as("made once").containsExactly(KEY);
  }

  @Test
  void one_that_is_there_costs_no_call() {
    there(OURS, Map.of());

    assertThat(ensure(Stage.MADE)).isEqualTo(new NamespaceState.Present(false));
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void one_that_was_made_and_is_gone_is_not_made_again() {
    assertThat(ensure(Stage.MADE))
        .isEqualTo(
            new NamespaceState.Lost(
                new Problem(
                    Reason.DATA_MISSING,
                    "Namespace tenant-acme is gone, with everything that tenant acme had in it."
                        + " Restore it with its volumes, or accept the loss as status.decisions"
                        + " says")));
    assertThat(server.calls(Verb.APPLY)).isEmpty();
  }

  @Test
  void that_one_is_gone_is_not_believed_of_a_watch() {
    there(Map.of(Names.TENANT_LABEL, TENANT), Map.of());
    assertThat(cluster.find(KEY)).as("without our label the watch does not see it").isEmpty();

    assertThat(ensure(Stage.MADE)).isEqualTo(new NamespaceState.Present(false));
  }

  @Test
  void one_of_somebody_else_is_never_taken() {
    there(Map.of(), Map.of());

    assertThat(refusal(Stage.PLANNED))
        .isEqualTo(
            new Problem(
                Reason.NAMESPACE_TAKEN,
                "Namespace tenant-acme exists and does not belong to tenant acme. Delete it, or"
                    + " give it to the tenant with the annotation smarteros.io/adopt-by and the label"
                    + " smarteros.io/tenant, both \"acme\""));
    assertThat(refusal(Stage.MADE).reason())
        .as("nor one that came in the place of ours")
        .isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void one_of_another_tenant_is_never_taken() {
    there(Map.of(Names.TENANT_LABEL, "globex", Names.MANAGED_BY_LABEL, Names.OPERATOR), Map.of());

    assertThat(refusal(Stage.PLANNED).reason()).isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void a_label_alone_gives_no_namespace_away() {
    there(LABELLED, Map.of());

    assertThat(refusal(Stage.PLANNED).reason()).isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void one_that_is_given_by_label_and_annotation_is_adopted() {
    there(LABELLED, GIVEN);

    assertThat(ensure(Stage.PLANNED)).isEqualTo(new NamespaceState.Present(true));
    assertThat(ensure(Stage.MADE)).as("later").isEqualTo(new NamespaceState.Present(true));
  }

  @Test
  void one_that_is_given_to_another_tenant_is_taken() {
    there(LABELLED, Map.of(Names.ADOPT_BY_ANNOTATION, "globex"));

    assertThat(refusal(Stage.PLANNED).reason()).isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void one_of_an_earlier_tenant_that_is_being_deleted_is_waited_for_but_not_for_ever() {
    there(OURS, Map.of());
    server.deleteByHand(KEY);
    assertThat(ensure(Stage.PLANNED)).isEqualTo(waiting("Namespace tenant-acme is being deleted"));

    held();
    clock.advance(Duration.ofMinutes(2));

    Problem problem = refusal(Stage.PLANNED);
    assertThat(problem.reason()).isEqualTo(Reason.DELETION_BLOCKED);
    assertThat(problem.message()).contains("does not end: " + HELD);
  }

  @Test
  void one_that_somebody_deletes_is_data_that_is_being_lost() {
    there(OURS, Map.of());
    server.deleteByHand(KEY);

    assertThat(refusal(Stage.MADE))
        .isEqualTo(
            new Problem(
                Reason.DATA_MISSING,
                "Somebody deleted namespace tenant-acme. What tenant acme has in it is being lost,"
                    + " and Kubernetes cannot stop that. Copy what you need while it is there. Once"
                    + " it is gone, status.decisions says how to go on"));
  }

  @Test
  void one_that_somebody_deletes_says_what_holds_it_up() {
    there(OURS, Map.of());
    server.deleteByHand(KEY);
    held();
    clock.advance(Duration.ofMinutes(2));

    assertThat(refusal(Stage.MADE).message()).endsWith("It does not end: " + HELD);
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void what_only_a_person_can_change_is_told_in_the_words_of_who_refuses(
      Function<ObjectKey, KubernetesClientException> error, String words) {
    server.refuse(Verb.APPLY, KEY, error);

    Problem problem = refusal(Stage.PLANNED);

    assertThat(problem.reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(problem.message()).contains(words);
  }

  static Stream<Arguments> lasting() {
    String label = "every namespace needs a label cost-centre";
    return Stream.of(
        arguments(denial(403, policy(label)), label),
        arguments(denial(422, policy(label)), label),
        arguments(denial(401, policy(label)), label),
        arguments(denial(413, policy(label)), label),
        arguments(denial(400, webhook(label)), label),
        arguments(denial(404, webhook(label)), label),
        arguments(denial(403, webhook("\n\nresource was blocked\n\nlabels:\n  " + label)), label),
        arguments(denial(403, "exceeded by somebody's own controller"), "own controller"));
  }

  @Test
  void a_namespace_that_the_operator_may_not_look_at_is_for_a_person() {
    server.refuse(Verb.READ, KEY, ApiErrors::missingRight);

    Problem problem = refusal(Stage.PLANNED);

    assertThat(problem.reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(problem.message()).contains("Check the chart's ClusterRoles");
  }

  @ParameterizedTest
  @MethodSource("passing")
  void what_heals_by_itself_is_waited_for_and_quoted(
      Function<ObjectKey, KubernetesClientException> error, String words) {
    server.refuse(Verb.APPLY, KEY, error);

    assertThat(ensure(Stage.PLANNED))
        .isInstanceOfSatisfying(
            NamespaceState.Waiting.class, state -> assertThat(state.message()).contains(words));
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        arguments(
            denial(500, "Internal error occurred: failed calling webhook \"x\": timeout"),
            "timeout"),
        arguments(denial(429, webhook("come again")), "come again"),
        arguments(denial(409, "the object has been modified"), "modified"),
        arguments(denial(503, "unable to handle the request"), "unable"),
        arguments((Function<ObjectKey, KubernetesClientException>) ApiErrors::noAnswer, "failed"));
  }

  /** The fence of the chart lets the operator change labelled namespaces only. */
  @Test
  void one_that_comes_up_at_the_same_moment_is_not_taken() {
    server.refuse(Verb.APPLY, KEY, denial(403, policy("only namespaces that have the label")));
    refusal(Stage.PLANNED);

    there(Map.of(), Map.of());

    assertThat(refusal(Stage.PLANNED).reason()).isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void while_the_server_cannot_be_asked_nothing_is_taken_for_lost() {
    server.refuse(Verb.READ, KEY, ApiErrors::unavailable);

    assertThat(ensure(Stage.MADE)).isInstanceOf(NamespaceState.Waiting.class);
  }

  @Test
  void since_when_data_is_only_kept_is_noted_once() {
    there(OURS, Map.of());

    namespaces.markRetained(NAME, TENANT, Optional.of(SINCE));
    assertThat(retainedAt()).contains("2026-11-22T10:00:00Z");

    namespaces.markRetained(NAME, TENANT, Optional.of(SINCE.plus(Duration.ofDays(1))));
    assertThat(retainedAt()).as("the first time counts").contains("2026-11-22T10:00:00Z");
    assertThat(server.calls(Verb.ANNOTATE)).containsExactly(KEY);
  }

  @Test
  void the_note_goes_when_the_tenant_is_back() {
    there(OURS, Map.of());
    namespaces.markRetained(NAME, TENANT, Optional.of(SINCE));

    namespaces.markRetained(NAME, TENANT, Optional.empty());
    assertThat(retainedAt()).isEmpty();

    namespaces.markRetained(NAME, TENANT, Optional.empty());
    assertThat(server.calls(Verb.ANNOTATE)).as("written once each way").hasSize(2);
  }

  @Test
  void nothing_is_noted_on_a_namespace_of_somebody_else_or_on_none() {
    namespaces.markRetained(NAME, TENANT, Optional.of(SINCE));
    there(Map.of(), Map.of());
    namespaces.markRetained(NAME, TENANT, Optional.of(SINCE));

    assertThat(server.calls(Verb.ANNOTATE)).isEmpty();
  }

  @Test
  void what_was_made_for_a_tenant_is_found_without_a_record() {
    there(OURS, Map.of());

    assertThat(namespaces.madeFor(TENANT)).contains(NAME);
    assertThat(namespaces.leftOf(TENANT)).contains(NAME);
    assertThat(namespaces.madeFor("globex")).isEmpty();
    assertThat(namespaces.leftOf("globex")).isEmpty();
  }

  @Test
  void one_on_its_way_out_is_left_but_not_there_to_stay() {
    there(OURS, Map.of());
    server.deleteByHand(KEY);

    assertThat(namespaces.madeFor(TENANT)).isEmpty();
    assertThat(namespaces.leftOf(TENANT)).contains(NAME);
  }

  @Test
  void one_that_was_adopted_was_not_made_for_the_tenant() {
    there(OURS, GIVEN);

    assertThat(namespaces.madeFor(TENANT)).isEmpty();
    assertThat(namespaces.leftOf(TENANT)).isEmpty();
  }

  @Test
  void one_of_ours_is_deleted_once_and_waited_for() {
    there(OURS, Map.of());
    var going = new NamespaceRemoval.Going("Namespace tenant-acme is being deleted");

    assertThat(delete(Stage.MADE)).isEqualTo(going);
    assertThat(delete(Stage.MADE)).as("asked again").isEqualTo(going);
    assertThat(server.calls(Verb.DELETE)).containsExactly(KEY);

    server.end(KEY);
    assertThat(delete(Stage.MADE)).isEqualTo(new NamespaceRemoval.Gone());
  }

  @Test
  void one_that_was_made_before_the_record_could_say_so_is_deleted_too() {
    there(OURS, Map.of());

    assertThat(delete(Stage.PLANNED)).isInstanceOf(NamespaceRemoval.Going.class);
  }

  @Test
  void one_that_does_not_end_says_why_in_the_words_of_the_cluster() {
    there(OURS, Map.of());
    delete(Stage.MADE);
    held();
    clock.advance(Duration.ofMinutes(2).minusSeconds(1));
    assertThat(delete(Stage.MADE)).isInstanceOf(NamespaceRemoval.Going.class);

    clock.advance(Duration.ofSeconds(1));

    assertThat(delete(Stage.MADE))
        .isEqualTo(
            new NamespaceRemoval.Blocked(
                "namespace", "Namespace tenant-acme is being deleted and does not end: " + HELD));
  }

  @Test
  void one_that_is_held_by_a_finalizer_of_its_own_names_it() {
    there(OURS, Map.of());
    server.edit(
        "somebody",
        KEY,
        namespace ->
            namespace
                .withObjectProperty("metadata")
                .putArray("finalizers")
                .add("example.com/hold"));
    delete(Stage.MADE);
    clock.advance(Duration.ofMinutes(2));

    assertThat(delete(Stage.MADE))
        .isInstanceOfSatisfying(
            NamespaceRemoval.Blocked.class,
            blocked -> assertThat(blocked.why()).endsWith("finalizers example.com/hold"));
  }

  @Test
  void one_that_the_server_refuses_to_delete_is_for_a_person() {
    there(OURS, Map.of());
    server.refuse(Verb.DELETE, KEY, denial(403, policy("nobody deletes namespaces")));

    assertThat(delete(Stage.MADE))
        .isInstanceOfSatisfying(
            NamespaceRemoval.Blocked.class,
            blocked -> assertThat(blocked.why()).contains("nobody deletes namespaces"));
  }

  @Test
  void one_that_was_never_ours_does_not_hold_up_a_deletion() {
    there(Map.of(), Map.of());

    assertThat(delete(Stage.PLANNED)).isEqualTo(new NamespaceRemoval.Gone());
    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void one_that_is_no_longer_labelled_as_ours_is_for_a_person_to_decide() {
    there(Map.of(), Map.of());

    assertThat(delete(Stage.MADE))
        .isEqualTo(
            new NamespaceRemoval.Blocked(
                "namespace",
                "namespace tenant-acme was created for tenant acme, but its labels or"
                    + " annotations no longer say so. Delete it yourself, or set its label"
                    + " smarteros.io/tenant: acme"));
    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void one_that_was_given_to_the_tenant_is_never_deleted() {
    there(LABELLED, GIVEN);

    assertThat(delete(Stage.MADE)).isInstanceOf(NamespaceRemoval.Blocked.class);
    assertThat(delete(Stage.PLANNED)).isEqualTo(new NamespaceRemoval.Gone());
    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void a_deletion_that_the_server_cannot_take_now_is_tried_again_by_the_caller() {
    there(OURS, Map.of());
    server.refuse(Verb.DELETE, KEY, ApiErrors::unavailable);

    assertThatThrownBy(() -> delete(Stage.MADE)).isInstanceOf(KubernetesClientException.class);
  }

  private void there(Map<String, String> labels, Map<String, String> annotations) {
    server.put(
        "kubectl",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withLabels(labels)
            .withAnnotations(annotations)
            .endMetadata()
            .build());
  }

  private void held() {
    server.setStatus(
        KEY,
        """
        conditions:
        - type: NamespaceDeletionDiscoveryFailure
          status: "False"
          message: All resources successfully discovered
        - type: NamespaceContentRemaining
          status: "True"
          message: "Some resources are remaining: configmaps. has 1 resource instances"
        - type: NamespaceFinalizersRemaining
          status: "True"
          message: "Some content in the namespace has finalizers remaining: example.com/hold in 1"
        """);
  }

  private static String policy(String message) {
    return "namespaces \"tenant-acme\" is forbidden: ValidatingAdmissionPolicy 'labels' with binding"
        + " 'labels' denied request: "
        + message;
  }

  private static String webhook(String message) {
    return "admission webhook \"validate.example.com\" denied the request: " + message;
  }

  private static Function<ObjectKey, KubernetesClientException> denial(int code, String message) {
    return _ ->
        new KubernetesClientException(
            new StatusBuilder().withCode(code).withMessage(message).build());
  }

  private NamespaceState ensure(Stage stage) {
    return namespaces.ensure(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withLabels(OURS)
            .endMetadata()
            .build(),
        TENANT,
        stage);
  }

  private NamespaceRemoval delete(Stage stage) {
    return namespaces.delete(NAME, TENANT, stage);
  }

  private Problem refusal(Stage stage) {
    NamespaceState state = ensure(stage);
    assertThat(state).isInstanceOf(NamespaceState.Refused.class);
    return ((NamespaceState.Refused) state).problem();
  }

  private static NamespaceState waiting(String message) {
    return new NamespaceState.Waiting(message);
  }

  private Optional<String> retainedAt() {
    return Optional.ofNullable(
        cluster.read(KEY).orElseThrow().annotations().get(Names.RETAINED_AT_ANNOTATION));
  }
}
