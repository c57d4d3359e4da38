package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NamespaceStepTest {
  private static final String NAME = "tenant-acme";
  private static final ObjectKey NAMESPACE = ObjectKey.ofNamespace(NAME);
  private static final ObjectKey BINDING = OperatorRoleBinding.keyIn(NAME);
  private static final ObjectKey QUOTA = new ObjectKey("v1", "ResourceQuota", NAME, "tenant");
  private static final ObjectKey LIMITS = new ObjectKey("v1", "LimitRange", NAME, "tenant");
  private static final ObjectKey COPY = new ObjectKey("v1", "Secret", NAME, "registry");
  private static final String PLAIN_CLASS = "baseDomain: tenants.example.com";
  private static final String WITH_LIMITS = PLAIN_CLASS + "\nlimits: {max: {memory: 4Gi}}";
  private static final String WITH_PULL_SECRET = PLAIN_CLASS + "\nimagePullSecrets: [registry]";
  private static final NamespaceReadiness READY = new NamespaceReadiness.Ready(NAME);

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final Map<String, Secret> classSecrets = new HashMap<>();
  private final List<Applied.Corrected> drift = new ArrayList<>();
  private final List<String> forgotten = new ArrayList<>();
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAME);
  private final Tenant acme = Manifests.tenant("acme", "displayName: Acme");
  private final NamespaceStep step =
      new NamespaceStep(
          new TenantNamespace(cluster, clock),
          cluster,
          new Pruner(cluster),
          new ClassSecrets("smarteros", name -> Optional.ofNullable(classSecrets.get(name))),
          (_, corrected) -> drift.add(corrected),
          new NamespaceStep.OperatorIdentity(
              "smarteros", "tenant-operator", Set.of(new PodEndpoint("n8n", 5678, true, true))),
          forgotten::add);

  @Test
  void a_planned_namespace_is_made_with_its_guard_rails() {
    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);

    assertThat(placement().namespaceStage()).isEqualTo(Stage.MADE);
    assertThat(server.keys()).contains(NAMESPACE, BINDING, QUOTA);
    assertThat(server.keys()).extracting(ObjectKey::kind).contains("NetworkPolicy");
  }

  @Test
  void the_rights_in_a_namespace_come_before_what_they_are_needed_for() {
    ensure(PLAIN_CLASS);

    assertThat(server.calls(Verb.APPLY)).startsWith(NAMESPACE, BINDING).contains(QUOTA);
  }

  @Test
  void what_is_remembered_of_an_earlier_namespace_is_dropped_when_it_is_made() {
    ensure(PLAIN_CLASS);
    assertThat(forgotten).containsExactly(NAME);

    ensure(PLAIN_CLASS);
    assertThat(forgotten).as("once, not at each reconciliation").containsExactly(NAME);
  }

  @Test
  void a_namespace_that_is_as_it_should_be_costs_no_call_and_no_write() {
    ensure(WITH_LIMITS);
    server.forgetCalls();
    int writes = recordSession.writes();

    assertThat(ensure(WITH_LIMITS)).isEqualTo(READY);

    assertThat(server.calls()).isEmpty();
    assertThat(recordSession.writes()).isEqualTo(writes);
  }

  @Test
  void a_namespace_that_is_back_is_no_longer_lost() {
    ensure(PLAIN_CLASS);
    recordSession.update(record -> record.withLoss("namespace", "incident"));

    ensure(PLAIN_CLASS);

    assertThat(recordSession.read().losses()).isEmpty();
  }

  @Test
  void the_namespace_of_a_tenant_that_is_back_is_no_longer_only_kept() {
    ensure(PLAIN_CLASS);
    new TenantNamespace(cluster, clock)
        .markRetained(NAME, "acme", Optional.of(Instant.parse("2026-11-22T10:00:00Z")));

    ensure(PLAIN_CLASS);

    assertThat(server.get(namespace()).getMetadata().getAnnotations())
        .doesNotContainKey(Names.RETAINED_AT_ANNOTATION);
  }

  @Test
  void a_namespace_that_is_given_to_the_tenant_is_adopted_with_guard_rails() {
    server.put(
        "kubectl",
        new NamespaceBuilder(namespace())
            .editMetadata()
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToAnnotations(Names.ADOPT_BY_ANNOTATION, "acme")
            .endMetadata()
            .build());

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);

    assertThat(placement().adopted()).isTrue();
    assertThat(placement().namespaceStage()).isEqualTo(Stage.MADE);
    assertThat(server.has(QUOTA)).isTrue();
  }

  @Test
  void nothing_is_put_into_a_namespace_that_is_being_deleted() {
    ensure(PLAIN_CLASS);
    server.deleteByHand(NAMESPACE);
    server.forgetCalls();

    assertThat(blocked(ensure(PLAIN_CLASS)).problem().reason()).isEqualTo(Reason.DATA_MISSING);
    assertThat(blocked(ensure(PLAIN_CLASS)).decisions()).as("before it is gone").isEmpty();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void a_namespace_of_somebody_else_waits_for_a_person_and_leaves_nothing_to_decide() {
    server.put("kubectl", namespace());

    NamespaceReadiness.Blocked blocked = blocked(ensure(PLAIN_CLASS));

    assertThat(blocked.problem().reason()).isEqualTo(Reason.NAMESPACE_TAKEN);
    assertThat(blocked.decisions()).isEmpty();
    assertThat(placement().namespaceStage()).isEqualTo(Stage.PLANNED);
    assertThat(server.calls(Verb.APPLY)).isEmpty();
  }

  @Test
  void a_lost_namespace_waits_for_the_same_decision_until_a_person_takes_it() {
    ensure(PLAIN_CLASS);
    server.end(NAMESPACE);

    NamespaceReadiness.Blocked first = blocked(ensure(PLAIN_CLASS));
    NamespaceReadiness.Blocked second = blocked(ensure(PLAIN_CLASS));

    assertThat(first.problem().reason()).isEqualTo(Reason.DATA_MISSING);
    assertThat(first.decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.annotation()).isEqualTo(Names.ACCEPT_DATA_LOSS_ANNOTATION);
              assertThat(decision.value()).startsWith("namespace@");
              assertThat(decision.message())
                  .isEqualTo("Create namespace tenant-acme again, with empty volumes?");
            });
    assertThat(second).as("asked again").isEqualTo(first);
    assertThat(server.has(NAMESPACE)).isFalse();
  }

  @Test
  void a_loss_that_is_accepted_lets_the_namespace_be_made_again_with_new_volumes() {
    ensure(PLAIN_CLASS);
    recordSession.update(
        record ->
            record.withService(
                ServiceName.N8N,
                n8n -> n8n.withVolume("n8n-data", new VolumeRecord("5Gi", Stage.MADE))));
    server.end(NAMESPACE);
    answer(blocked(ensure(PLAIN_CLASS)).decisions().getFirst());

    assertThat(ensure(PLAIN_CLASS))
        .isEqualTo(progressing("The loss of the namespace is accepted. It is created again next"));
    assertThat(placement().namespaceStage()).isEqualTo(Stage.PLANNED);
    assertThat(recordSession.read().losses()).isEmpty();
    assertThat(recordSession.read().service(ServiceName.N8N).orElseThrow().volumes())
        .containsEntry("n8n-data", new VolumeRecord("5Gi", Stage.PLANNED));

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);
  }

  @Test
  void an_answer_to_an_earlier_loss_does_not_accept_the_next_one() {
    ensure(PLAIN_CLASS);
    server.end(NAMESPACE);
    answer(blocked(ensure(PLAIN_CLASS)).decisions().getFirst());
    ensure(PLAIN_CLASS);
    ensure(PLAIN_CLASS);

    server.end(NAMESPACE);

    assertThat(blocked(ensure(PLAIN_CLASS)).problem().reason()).isEqualTo(Reason.DATA_MISSING);
  }

  @Test
  void a_guard_rail_that_the_server_refuses_waits_for_a_person() {
    server.refuse(Verb.APPLY, QUOTA, key -> ApiErrors.invalid(key, "spec.hard: no such thing"));

    assertThat(blocked(ensure(PLAIN_CLASS)).problem())
        .isEqualTo(
            new Problem(
                Reason.REFUSED_BY_CLUSTER,
                "The API server refuses ResourceQuota tenant-acme/tenant. Change the policy,"
                    + " right or value that it names: ResourceQuota \"tenant\" is invalid: spec.hard:"
                    + " no such thing"));
    assertThat(server.keys())
        .as("the others protect what is there")
        .extracting(ObjectKey::kind)
        .contains("NetworkPolicy");
    assertThat(placement().guardedNamespace()).as("not all are in place").isEmpty();
  }

  @Test
  void a_guard_rail_that_the_server_cannot_take_now_is_tried_again() {
    server.refuse(Verb.APPLY, QUOTA, ApiErrors::tooManyRequests);

    assertThat(ensure(PLAIN_CLASS))
        .isEqualTo(
            progressing(
                "ResourceQuota tenant-acme/tenant: the server has received too many requests: ResourceQuota tenant-acme/tenant"));
    server.refuseNothing();
    assertThat(ensure(PLAIN_CLASS)).as("the next time").isEqualTo(READY);
  }

  @Test
  void rights_that_are_new_may_take_their_time_but_not_for_ever() {
    server.refuse(Verb.APPLY, QUOTA, ApiErrors::missingRight);

    assertThat(ensure(PLAIN_CLASS))
        .as("at first")
        .isInstanceOf(NamespaceReadiness.Progressing.class);
    clock.advance(Duration.ofSeconds(31));
    assertThat(blocked(ensure(PLAIN_CLASS)).problem().message())
        .as("after half a minute")
        .contains("Check the chart's ClusterRoles");
  }

  @Test
  void a_guard_rail_that_somebody_changed_is_put_back_and_told() {
    ensure(PLAIN_CLASS);
    server.edit(
        "kubectl-edit",
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("tenant")
            .withNamespace(NAME)
            .endMetadata()
            .build(),
        quota -> quota.getSpec().setHard(Map.of()));

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);

    assertThat(drift).extracting(Applied.Corrected::key).containsExactly(QUOTA);
    assertThat(server.json(QUOTA).at("/spec/hard/services.nodeports").asText()).isEqualTo("0");
  }

  @Test
  void a_pull_secret_that_the_class_names_and_nobody_made_is_told() {
    NamespaceReadiness.Blocked blocked = blocked(ensure(WITH_PULL_SECRET));

    assertThat(blocked.problem())
        .isEqualTo(
            new Problem(
                Reason.CLASS_SECRET_NOT_FOUND,
                "There is no Secret registry with the label smarteros.io/class-secret: \"true\""
                    + " in namespace smarteros, but the class names it. Create it, or set the label"));
  }

  @Test
  void a_pull_secret_of_the_class_is_copied_and_follows_its_source() {
    classSecrets.put("registry", pullSecret("e30="));
    assertThat(ensure(WITH_PULL_SECRET)).isEqualTo(READY);
    assertThat(server.json(COPY).at("/data/.dockerconfigjson").asText()).isEqualTo("e30=");

    classSecrets.put("registry", pullSecret("eyJhdXRocyI6e319"));
    ensure(WITH_PULL_SECRET);

    assertThat(server.json(COPY).at("/data/.dockerconfigjson").asText())
        .isEqualTo("eyJhdXRocyI6e319");
    assertThat(drift).as("the class's own change is no drift").isEmpty();
  }

  @Test
  void a_copy_that_somebody_deleted_is_missed_in_a_full_resync() {
    classSecrets.put("registry", pullSecret("e30="));
    ensure(WITH_PULL_SECRET);
    server.end(COPY);

    ensure(WITH_PULL_SECRET);
    assertThat(server.has(COPY)).as("Secrets are not watched").isFalse();
    ensureWithFullResync(WITH_PULL_SECRET);

    assertThat(server.has(COPY)).isTrue();
  }

  @Test
  void a_copy_is_in_the_record_before_it_is_made() {
    classSecrets.put("registry", pullSecret("e30="));
    server.refuse(Verb.APPLY, COPY, ApiErrors::noAnswer);

    ensure(WITH_PULL_SECRET);

    assertThat(placement().pullSecrets()).containsExactly("registry");
  }

  @Test
  void a_copy_goes_when_the_class_no_longer_names_it() {
    classSecrets.put("registry", pullSecret("e30="));
    ensure(WITH_PULL_SECRET);

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);

    assertThat(server.has(COPY)).isFalse();
    assertThat(placement().pullSecrets()).isEmpty();
  }

  @Test
  void a_guard_rail_that_the_class_no_longer_wants_goes() {
    ensure(WITH_LIMITS);
    assertThat(server.has(LIMITS)).as("while the class has limits").isTrue();

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);

    assertThat(server.has(LIMITS)).isFalse();
  }

  @Test
  void what_others_put_into_the_namespace_stays() {
    ensure(PLAIN_CLASS);
    server.put(
        "kubectl",
        new LimitRangeBuilder()
            .withNewMetadata()
            .withName("theirs")
            .withNamespace(NAME)
            .endMetadata()
            .build());

    ensure(PLAIN_CLASS);

    assertThat(server.has(new ObjectKey("v1", "LimitRange", NAME, "theirs"))).isTrue();
  }

  @Test
  void a_rule_that_the_server_refuses_to_remove_waits_for_a_person() {
    ensure(WITH_LIMITS);
    clock.advance(Duration.ofMinutes(1));
    server.refuse(Verb.DELETE, LIMITS, ApiErrors::missingRight);

    Problem problem = impaired(ensure(PLAIN_CLASS)).problem();

    assertThat(problem.reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(problem.message())
        .startsWith(
            "Cannot remove objects that the class no longer asks for: LimitRange"
                + " tenant-acme/tenant: ")
        .contains("cannot patch resource \"limitranges\"");
  }

  @Test
  void a_rule_that_cannot_be_removed_just_now_is_tried_again() {
    ensure(WITH_LIMITS);
    server.refuse(Verb.DELETE, LIMITS, ApiErrors::unavailable);

    NamespaceReadiness.Impaired impaired = impaired(ensure(PLAIN_CLASS));

    assertThat(impaired.retried()).isTrue();
    assertThat(impaired.problem())
        .isEqualTo(
            new Problem(
                Reason.WAITING_FOR_NAMESPACE,
                "Cannot remove objects that the class no longer asks for: LimitRange"
                    + " tenant-acme/tenant: the server is currently unable to handle LimitRange"
                    + " tenant-acme/tenant"));
  }

  @Test
  void a_label_that_a_policy_demands_is_on_the_namespace_from_its_first_moment() {
    String withLabel = PLAIN_CLASS + "\nnamespace: {labels: {cost-centre: '4711'}}";

    assertThat(ensure(withLabel)).isEqualTo(READY);

    assertThat(server.calls(Verb.APPLY).stream().filter(NAMESPACE::equals))
        .as("written once")
        .hasSize(1);
    assertThat(label("cost-centre")).isEqualTo("4711");

    ensure(PLAIN_CLASS);
    assertThat(label("cost-centre")).as("once the class no longer says so").isEmpty();
  }

  @Test
  void a_label_that_a_policy_refuses_is_told_and_what_runs_goes_on() {
    ensure(PLAIN_CLASS);
    server.refuse(Verb.APPLY, NAMESPACE, key -> ApiErrors.invalid(key, "no such cost centre"));

    NamespaceReadiness.Impaired impaired =
        impaired(ensure(PLAIN_CLASS + "\nnamespace: {labels: {cost-centre: '0'}}"));

    assertThat(impaired.problem().message()).contains("no such cost centre");
    assertThat(impaired.retried()).isFalse();
    assertThat(impaired.admits(true)).isTrue();
    assertThat(impaired.admits(false)).isFalse();
  }

  @Test
  void a_guard_rail_that_breaks_later_is_told_and_what_runs_goes_on() {
    ensure(PLAIN_CLASS);
    server.end(QUOTA);
    server.refuse(Verb.APPLY, QUOTA, key -> ApiErrors.invalid(key, "no quota today"));

    NamespaceReadiness.Impaired impaired = impaired(ensure(PLAIN_CLASS));

    assertThat(impaired.problem().reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(impaired.admits(true)).as("what runs").isTrue();
    assertThat(impaired.admits(false)).as("what would be new").isFalse();
  }

  @Test
  void a_new_namespace_is_not_protected_because_an_earlier_one_was() {
    ensure(PLAIN_CLASS);
    server.end(NAMESPACE);
    answer(blocked(ensure(PLAIN_CLASS)).decisions().getFirst());
    ensure(PLAIN_CLASS);
    server.refuse(Verb.APPLY, QUOTA, key -> ApiErrors.invalid(key, "no quota today"));

    assertThat(ensure(PLAIN_CLASS).admits(true)).isFalse();
    assertThat(ensure(PLAIN_CLASS)).isInstanceOf(NamespaceReadiness.Blocked.class);
  }

  @Test
  void a_pull_secret_that_somebody_deleted_is_told_and_keeps_nothing_out_while_there_is_a_copy() {
    classSecrets.put("registry", pullSecret("e30="));
    ensure(WITH_PULL_SECRET);
    classSecrets.clear();

    NamespaceReadiness.Impaired impaired = impaired(ensure(WITH_PULL_SECRET));

    assertThat(impaired.problem().reason()).isEqualTo(Reason.CLASS_SECRET_NOT_FOUND);
    assertThat(impaired.retried()).isFalse();
    assertThat(impaired.admits(false)).isTrue();
    assertThat(server.has(COPY)).isTrue();
  }

  @Test
  void a_pull_secret_that_is_new_to_the_class_and_missing_keeps_new_services_out() {
    ensure(PLAIN_CLASS);

    NamespaceReadiness.Impaired impaired = impaired(ensure(WITH_PULL_SECRET));

    assertThat(impaired.admits(true)).isTrue();
    assertThat(impaired.admits(false)).isFalse();
  }

  @Test
  void a_secret_that_pulls_no_images_is_copied_to_nobody() {
    Secret admin = pullSecret("e30=");
    admin.setType("kubernetes.io/basic-auth");
    admin.setData(Map.of("username", "YWRtaW4=", "password", "c2VjcmV0"));
    classSecrets.put("registry", admin);

    Problem problem = blocked(ensure(WITH_PULL_SECRET)).problem();

    assertThat(problem.message()).contains("registry", "kubernetes.io/basic-auth");
    assertThat(server.has(COPY)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("guardRailNames")
  void an_object_that_was_there_under_the_name_of_a_guard_rail_is_left_as_it_is(
      HasMetadata theirs) {
    lend();
    server.put("kubectl", theirs);
    classSecrets.put("registry", pullSecret("e30="));

    Problem problem =
        blocked(ensure(WITH_PULL_SECRET + "\nlimits: {max: {memory: 4Gi}}")).problem();

    assertThat(problem.reason()).isEqualTo(Reason.OBJECT_TAKEN);
    assertThat(problem.message())
        .startsWith(
            "Not created for tenant acme, and left as it is: %s.".formatted(ObjectKey.of(theirs)));
    assertThat(server.get(theirs).getMetadata().getLabels()).isNullOrEmpty();
  }

  static Stream<HasMetadata> guardRailNames() {
    ObjectMeta tenant = new ObjectMetaBuilder().withName("tenant").withNamespace(NAME).build();
    return Stream.of(
        new ResourceQuotaBuilder().withMetadata(tenant).build(),
        new LimitRangeBuilder().withMetadata(tenant).build(),
        new NetworkPolicyBuilder()
            .withMetadata(new ObjectMetaBuilder(tenant).withName("default-deny").build())
            .build(),
        new RoleBindingBuilder()
            .withMetadata(new ObjectMetaBuilder(tenant).withName("tenant-operator").build())
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .build(),
        new SecretBuilder(pullSecret("eyJhdXRocyI6e319"))
            .editMetadata()
            .withNamespace(NAME)
            .endMetadata()
            .build());
  }

  @Test
  void a_secret_of_one_of_its_services_is_no_copy_of_a_pull_secret() {
    ensure(PLAIN_CLASS);
    Secret key =
        new SecretBuilder()
            .withNewMetadata()
            .withName("registry")
            .withNamespace(NAME)
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToLabels(Names.SERVICE_LABEL, "n8n")
            .endMetadata()
            .withData(Map.of("key", "c2VjcmV0"))
            .build();
    cluster.apply(key, false);
    classSecrets.put("registry", pullSecret("e30="));

    assertThat(impaired(ensure(WITH_PULL_SECRET)).problem().reason())
        .isEqualTo(Reason.OBJECT_TAKEN);
    assertThat(server.json(COPY).at("/data/key").asText()).isEqualTo("c2VjcmV0");
  }

  @Test
  void the_account_that_every_namespace_has_is_taken() {
    lend();
    server.put(
        "kube-controller-manager",
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName("default")
            .withNamespace(NAME)
            .endMetadata()
            .build());

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);
  }

  @Test
  void what_lost_its_labels_is_still_ours() {
    ensure(PLAIN_CLASS);
    server.edit("kubectl", QUOTA, quota -> quota.withObjectProperty("metadata").remove("labels"));

    assertThat(ensure(PLAIN_CLASS)).isEqualTo(READY);
    assertThat(drift).extracting(Applied.Corrected::key).containsExactly(QUOTA);
  }

  @Test
  void a_note_that_the_server_refuses_is_told_and_keeps_nothing_out() {
    ensure(PLAIN_CLASS);
    new TenantNamespace(cluster, clock)
        .markRetained(NAME, "acme", Optional.of(Instant.parse("2026-11-22T10:00:00Z")));
    server.refuse(Verb.ANNOTATE, NAMESPACE, key -> ApiErrors.invalid(key, "leave it alone"));

    NamespaceReadiness.Impaired impaired = impaired(ensure(PLAIN_CLASS));

    assertThat(impaired.problem().message()).contains("leave it alone");
    assertThat(impaired.admits(false)).isTrue();
  }

  private void lend() {
    server.put(
        "kubectl",
        new NamespaceBuilder(namespace())
            .editMetadata()
            .addToLabels(Names.TENANT_LABEL, "acme")
            .addToAnnotations(Names.ADOPT_BY_ANNOTATION, "acme")
            .endMetadata()
            .build());
  }

  private String label(String name) {
    return server.json(NAMESPACE).path("metadata").path("labels").path(name).asText();
  }

  private static NamespaceReadiness.Impaired impaired(NamespaceReadiness readiness) {
    assertThat(readiness).isInstanceOf(NamespaceReadiness.Impaired.class);
    return (NamespaceReadiness.Impaired) readiness;
  }

  private NamespaceReadiness ensure(String classSpec) {
    return ensure(classSpec, false);
  }

  private NamespaceReadiness ensureWithFullResync(String classSpec) {
    return ensure(classSpec, true);
  }

  private NamespaceReadiness ensure(String classSpec, boolean fullResync) {
    ResolvedTenant resolved =
        new ResolvedTenant(
            "acme",
            "acme-uid",
            "Acme S.A.",
            NAME,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "standard",
            Manifests.tenantClass("standard", classSpec).getSpec(),
            Map.of());
    return step.ensure(
        acme, resolved, recordSession, new Decisions(acme, recordSession), fullResync);
  }

  private void answer(Decision decision) {
    acme.getMetadata().setAnnotations(Map.of(decision.annotation(), decision.value()));
  }

  private Placement placement() {
    return recordSession.read().placement();
  }

  private static NamespaceReadiness.Blocked blocked(NamespaceReadiness readiness) {
    assertThat(readiness).isInstanceOf(NamespaceReadiness.Blocked.class);
    return (NamespaceReadiness.Blocked) readiness;
  }

  private static NamespaceReadiness progressing(String message) {
    return new NamespaceReadiness.Progressing(NAME, message);
  }

  private static Namespace namespace() {
    return new NamespaceBuilder().withNewMetadata().withName(NAME).endMetadata().build();
  }

  private static Secret pullSecret(String token) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("registry")
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .withData(Map.of(".dockerconfigjson", token))
        .build();
  }
}
