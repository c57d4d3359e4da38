package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
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
import org.junit.jupiter.api.Test;

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
          new TenantNamespace(cluster),
          cluster,
          new Pruner(cluster),
          new ClassSecrets("smarteros", name -> Optional.ofNullable(classSecrets.get(name))),
          (_, corrected) -> drift.add(corrected),
          new NamespaceStep.OperatorIdentity("smarteros", "tenant-operator", Set.of(5678)),
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
    new TenantNamespace(cluster)
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

    assertThat(ensure(PLAIN_CLASS))
        .isEqualTo(progressing("Namespace tenant-acme is being deleted"));
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
        .as("the rest waits, so that no half of the rules is taken for the whole")
        .extracting(ObjectKey::kind)
        .doesNotContain("NetworkPolicy");
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
  void a_pull_secret_that_the_class_names_and_nobody_made_is_told_before_anything_is_applied() {
    NamespaceReadiness.Blocked blocked = blocked(ensure(WITH_PULL_SECRET));

    assertThat(blocked.problem())
        .isEqualTo(
            new Problem(
                Reason.CLASS_SECRET_NOT_FOUND,
                "There is no Secret registry with the label smarteros.io/class-secret: \"true\""
                    + " in namespace smarteros, but the class names it. Create it, or set the label"));
    assertThat(server.calls(Verb.APPLY)).isEmpty();
  }

  @Test
  void a_pull_secret_of_the_class_is_copied_and_follows_its_source() {
    classSecrets.put("registry", pullSecret("YQ=="));
    assertThat(ensure(WITH_PULL_SECRET)).isEqualTo(READY);
    assertThat(server.json(COPY).at("/data/token").asText()).isEqualTo("YQ==");

    classSecrets.put("registry", pullSecret("Yg=="));
    ensure(WITH_PULL_SECRET);

    assertThat(server.json(COPY).at("/data/token").asText()).isEqualTo("Yg==");
    assertThat(drift).as("the class's own change is no drift").isEmpty();
  }

  @Test
  void a_copy_that_somebody_deleted_is_missed_in_a_full_resync() {
    classSecrets.put("registry", pullSecret("YQ=="));
    ensure(WITH_PULL_SECRET);
    server.end(COPY);

    ensure(WITH_PULL_SECRET);
    assertThat(server.has(COPY)).as("Secrets are not watched").isFalse();
    ensureWithFullResync(WITH_PULL_SECRET);

    assertThat(server.has(COPY)).isTrue();
  }

  @Test
  void a_copy_is_in_the_record_before_it_is_made() {
    classSecrets.put("registry", pullSecret("YQ=="));
    server.refuse(Verb.APPLY, COPY, ApiErrors::noAnswer);

    ensure(WITH_PULL_SECRET);

    assertThat(placement().pullSecrets()).containsExactly("registry");
  }

  @Test
  void a_copy_goes_when_the_class_no_longer_names_it() {
    classSecrets.put("registry", pullSecret("YQ=="));
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

    Problem problem = blocked(ensure(PLAIN_CLASS)).problem();

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

    assertThat(ensure(PLAIN_CLASS))
        .isEqualTo(
            progressing(
                "Cannot remove objects that the class no longer asks for: LimitRange"
                    + " tenant-acme/tenant: the server is currently unable to handle LimitRange"
                    + " tenant-acme/tenant"));
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
        .withType("Opaque")
        .withData(Map.of("token", token))
        .build();
  }
}
