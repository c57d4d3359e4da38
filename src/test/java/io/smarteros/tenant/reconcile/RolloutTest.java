package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.RolloutStatus.Phase;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.tenantclass.rollout.RolloutState;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change that nobody asked of a single tenant reaches the tenants at the pace of their class. */
final class RolloutTest {
  private static final String CLASS =
      """
      baseDomain: tenants.example.com
      database: {host: db.example.com, adminSecret: db-admin}
      allow: {versions: {n8n: ["3.0.0"]}}
      """;

  private final MockApiServer apiServer = new MockApiServer();
  private final ManualClock clock = new ManualClock();
  private final StatusBuilder statuses = new StatusBuilder(clock);
  private final Map<String, Tenant> tenants = new TreeMap<>();
  private InMemoryOperator operator = new InMemoryOperator(apiServer, clock, (_, _) -> {});

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void one_after_the_other_follows_a_change_of_the_class() {
    areReady("rollout: {}", "acme", "beta", "gamma");

    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "1.0.0");
    assertThat(state().changing()).containsExactly("acme");
    assertThat(state().waiting()).isEqualTo(2);
    assertThat(message("beta"))
        .contains("ready", "waits for its turn in the roll-out of TenantClass standard");

    comesUp("acme");
    assertThat(operator.lookedAt).as("woken when the turn is free").contains("beta");
    reconcileAll();
    assertThat(versions()).containsExactly("2.0.0", "2.0.0", "1.0.0");

    comesUp("beta");
    reconcileAll();
    comesUp("gamma");
    assertThat(versions()).containsOnly("2.0.0");
    assertThat(state().phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void as_many_at_a_time_as_the_class_says() {
    areReady("rollout: {maxUnavailable: 2}", "acme", "beta", "gamma");

    classIs("rollout: {maxUnavailable: 2}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    assertThat(versions()).containsExactly("2.0.0", "2.0.0", "1.0.0");
  }

  @Test
  void without_a_pace_all_follow_at_once() {
    areReady("", "acme", "beta", "gamma");

    classIs("services: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    assertThat(versions()).containsOnly("2.0.0");
    assertThat(operator.rollouts.state(theClass())).isEmpty();
  }

  @Test
  void the_canaries_come_first_and_the_others_when_they_are_ready() {
    String pace = "rollout: {maxUnavailable: 3, canary: {tenants: [gamma, unknown]}}\n";
    areReady(pace, "acme", "beta", "gamma");

    classIs(pace + "services: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    assertThat(versions()).containsExactly("1.0.0", "1.0.0", "2.0.0");
    assertThat(state().phase()).isEqualTo(Phase.CANARY);

    comesUp("gamma");
    reconcileAll();
    assertThat(versions()).containsOnly("2.0.0");
    assertThat(state().phase()).isEqualTo(Phase.PROGRESSING);
  }

  @Test
  void a_share_of_the_tenants_comes_first() {
    String pace = "rollout: {maxUnavailable: 3, canary: {percent: 34}}\n";
    areReady(pace, "acme", "beta", "gamma");

    classIs(pace + "services: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    reconcileAll();

    assertThat(versions()).containsExactly("2.0.0", "2.0.0", "1.0.0");
  }

  @Test
  void it_halts_when_a_tenant_fails_and_goes_on_when_a_person_accepts_that() {
    areReady("rollout: {}", "acme", "beta", "gamma");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    clock.advance(Duration.ofMinutes(10));
    reconcileAll();

    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "1.0.0");
    assertThat(state().phase()).isEqualTo(Phase.HALTED);
    assertThat(state().whyHalted())
        .contains("acme: It is not ready 600 s after the change", Names.RESUME_ROLLOUT_ANNOTATION);

    theClass()
        .getMetadata()
        .setAnnotations(
            Map.of(Names.RESUME_ROLLOUT_ANNOTATION, state().resumeAt().orElseThrow().toString()));
    reconcileAll();
    assertThat(versions()).containsExactly("2.0.0", "2.0.0", "1.0.0");

    clock.advance(Duration.ofMinutes(10));
    reconcileAll();
    assertThat(versions()).as("the value is good for the failures so far").contains("1.0.0");
    assertThat(state().phase()).isEqualTo(Phase.HALTED);
  }

  @Test
  void it_goes_on_by_itself_when_the_failed_tenant_is_ready() {
    areReady("rollout: {}", "acme", "beta");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    clock.advance(Duration.ofMinutes(10));
    reconcileAll();

    comesUp("acme");
    reconcileAll();

    assertThat(versions()).containsOnly("2.0.0");
  }

  @Test
  void a_corrected_class_reaches_the_failed_tenant_first() {
    areReady("rollout: {}", "acme", "beta");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    clock.advance(Duration.ofMinutes(10));
    reconcileAll();

    classIs("rollout: {}\nservices: {n8n: {version: \"2.1.0\"}}");
    reconcileAll();

    assertThat(versions()).containsExactly("2.1.0", "1.0.0");
  }

  @Test
  void another_change_in_the_middle_reaches_the_canaries_first_again() {
    String pace = "rollout: {maxUnavailable: 1, canary: {tenants: [gamma]}}\n";
    areReady(pace, "acme", "beta", "gamma");
    classIs(pace + "services: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    comesUp("gamma");
    reconcile("acme");
    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "2.0.0");
    comesUp("acme");

    classIs(pace + "services: {n8n: {version: \"2.1.0\"}}");
    reconcile("beta");
    reconcile("acme");
    assertThat(versions()).as("before the canary").containsExactly("2.0.0", "1.0.0", "2.0.0");
    assertThat(operator.lookedAt).contains("gamma");

    reconcile("gamma");
    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "2.1.0");
  }

  @Test
  void a_failed_canary_halts_it_however_many_may_fail() {
    String pace = "rollout: {haltAfterFailures: 3, canary: {tenants: [beta]}}\n";
    areReady(pace, "acme", "beta");
    classIs(pace + "services: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    clock.advance(Duration.ofMinutes(10));

    reconcileAll();

    assertThat(versions()).containsExactly("1.0.0", "2.0.0");
    assertThat(state().phase()).isEqualTo(Phase.HALTED);
  }

  @Test
  void a_tenant_that_was_not_ready_before_neither_takes_the_turn_of_another_nor_halts_it() {
    areReady("rollout: {}", "acme", "beta");
    operator.server.setStatus(InMemoryOperator.deployment("acme"), "{}");
    reconcile("acme");

    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();
    assertThat(versions()).containsOnly("2.0.0");
    assertThat(state().changing()).containsExactly("beta");

    comesUp("beta");
    clock.advance(Duration.ofMinutes(10));
    reconcileAll();
    assertThat(state().phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void an_edit_of_a_tenant_that_waits_is_followed_at_once_with_the_class_before() {
    areReady("rollout: {}", "acme", "beta");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    edit("beta", "services: {n8n: {resources: {memory: 3Gi}}}");
    reconcile("beta");

    assertThat(versions()).containsExactly("2.0.0", "1.0.0");
    assertThat(memory("beta")).isEqualTo("3Gi");
  }

  @Test
  void a_new_tenant_begins_with_the_class_as_it_is() {
    areReady("rollout: {}", "acme", "beta");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    apply("gamma");
    reconcile("gamma");

    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "2.0.0");
    assertThat(state().changing()).containsExactly("acme");
  }

  @Test
  void an_operator_that_ends_in_the_middle_gives_no_turn_twice() {
    areReady("rollout: {}", "acme", "beta", "gamma");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    operator = operator.restart();
    assertThat(state().isKnown()).as("nobody was looked at").isFalse();
    Stream.of("gamma", "beta", "acme").forEach(this::reconcile);
    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "1.0.0");

    comesUp("acme");
    reconcile("gamma");
    assertThat(versions()).containsExactly("2.0.0", "1.0.0", "2.0.0");
  }

  @Test
  void a_halted_rollout_stays_halted_whoever_is_looked_at_first_after_a_restart() {
    String pace = "rollout: {maxUnavailable: 2}\n";
    areReady(pace, "acme", "beta", "gamma");
    classIs(pace + "services: {n8n: {version: \"3.0.0\"}}");
    reconcileAll();
    assertThat(state().phase()).isEqualTo(Phase.HALTED);
    assertThat(state().waiting()).isEqualTo(2);

    operator = operator.restart();
    Stream.of("gamma", "beta", "acme").forEach(this::reconcile);

    assertThat(state().isKnown()).as("all were looked at").isTrue();
    assertThat(state().failed()).extracting(RolloutState.Failed::tenant).containsExactly("acme");
    assertThat(state().waiting()).isEqualTo(2);
    assertThat(state().phase()).isEqualTo(Phase.HALTED);
  }

  @Test
  void how_a_rollout_stands_is_known_though_a_tenant_is_paused_gone_or_without_its_class() {
    areReady("rollout: {}", "acme", "beta", "gamma", "delta");
    operator = operator.restart();
    reconcile("acme");

    operator.reconciliation.pause(tenant("beta"));
    operator.tenants.remove(tenant("gamma"));
    TenantClass standard = operator.classes.removeFirst();
    operator.reconciliation.reconcile(tenant("delta"));
    operator.classes.add(standard);

    assertThat(state().isKnown()).isTrue();
  }

  @Test
  void a_class_that_is_set_back_changes_nobody_who_waited() {
    areReady("rollout: {}", "acme", "beta");
    classIs("rollout: {}\nservices: {n8n: {replicas: 1, resources: {memory: 3Gi}}}");
    reconcileAll();

    classIs("rollout: {}");
    reconcileAll();
    comesUp("acme");
    reconcileAll();

    assertThat(memory("acme")).isEqualTo(memory("beta"));
    assertThat(state().phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void a_class_that_is_deleted_and_restored_changes_nobody() {
    areReady("rollout: {}", "acme", "beta");
    List<String> followed = revisions();

    classIs("rollout: {}\nquota: {pods: \"7\"}");
    theClass().getMetadata().setUid("uid-of-the-restored");
    reconcileAll();
    assertThat(state().changing()).isEmpty();
    assertThat(state().waiting()).isZero();
    assertThat(revisions()).isEqualTo(followed);

    operator = operator.restart();
    reconcileAll();
    assertThat(revisions()).as("as the next operator reads it").isEqualTo(followed);
  }

  @Test
  void a_class_that_is_restored_with_another_content_is_rolled_out() {
    areReady("rollout: {}", "acme", "beta");

    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    theClass().getMetadata().setUid("uid-of-the-restored");
    reconcileAll();

    assertThat(versions()).containsExactly("2.0.0", "1.0.0");
    assertThat(state().changing()).containsExactly("acme");
  }

  @Test
  void a_deleted_tenant_gives_its_turn_back() {
    areReady("rollout: {}", "acme", "beta");
    classIs("rollout: {}\nservices: {n8n: {version: \"2.0.0\"}}");
    reconcileAll();

    operator.cleanup.run(tenant("acme"));
    tenants.remove("acme");
    reconcile("beta");

    assertThat(versions()).containsExactly("2.0.0");
  }

  @Test
  void a_newer_build_whose_pods_differ_changes_one_tenant_after_the_other() {
    areReady("rollout: {}", "acme", "beta");
    JsonNode before = operator.server.json(InMemoryOperator.deployment("beta"));

    operator = operator.restart();
    operator.n8n.withPodLabel("build", "2");
    reconcileAll();
    assertThat(builds()).containsExactly("2", "");
    assertThat(message("beta")).contains("ready", "waits for its turn in the roll-out");
    assertThat(operator.server.json(InMemoryOperator.deployment("beta")))
        .as("nothing of it is changed before")
        .isEqualTo(before);

    comesUp("acme");
    reconcileAll();
    assertThat(builds()).containsExactly("2", "2");
  }

  @Test
  void a_newer_build_whose_pods_are_the_same_waits_for_nothing() {
    areReady("rollout: {}", "acme", "beta");
    operator = operator.restart();
    operator.n8n.withLabel("build", "2");

    reconcileAll();

    assertThat(
            operator
                .server
                .json(InMemoryOperator.deployment("acme"))
                .at("/metadata/labels/build")
                .asText())
        .isEqualTo("2");
    assertThat(
            operator
                .server
                .json(InMemoryOperator.deployment("beta"))
                .at("/metadata/labels/build")
                .asText())
        .isEqualTo("2");
    assertThat(state().phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void an_edit_of_a_tenant_that_waits_for_a_newer_build_takes_that_along() {
    areReady("rollout: {}", "acme", "beta");
    operator = operator.restart();
    operator.n8n.withPodLabel("build", "2");
    reconcileAll();

    edit("beta", "services: {n8n: {resources: {memory: 3Gi}}}");
    reconcile("beta");

    assertThat(memory("beta")).isEqualTo("3Gi");
    assertThat(builds()).containsExactly("2", "2");
  }

  @Test
  void suspending_waits_for_no_turn() {
    areReady("rollout: {}", "acme", "beta");
    operator = operator.restart();
    operator.n8n.withPodLabel("build", "2");
    reconcileAll();

    edit("beta", "suspended: true\nservices: {n8n: {}}");
    reconcile("beta");

    assertThat(
            operator.server.json(InMemoryOperator.deployment("beta")).at("/spec/replicas").asInt())
        .isZero();
  }

  // The cast.

  private void areReady(String fields, String... names) {
    classIs(fields);
    for (String name : names) {
      apply(name);
      reconcile(name);
      comesUp(name);
      reconcile(name);
    }
    assertThat(tenants.values()).allMatch(tenant -> tenant.holds(ConditionType.READY));
    operator.lookedAt.clear();
  }

  private void apply(String name) {
    Tenant tenant = operator.apply(name, spec("services: {n8n: {}}"));
    tenant.getMetadata().setGeneration(1L);
    tenants.put(name, tenant);
  }

  private void edit(String name, String fields) {
    Tenant tenant = tenant(name);
    tenant.setSpec(Manifests.tenant(name, spec(fields)).getSpec());
    tenant.getMetadata().setGeneration(tenant.getMetadata().getGeneration() + 1);
  }

  private Tenant tenant(String name) {
    return Objects.requireNonNull(tenants.get(name), name);
  }

  private static String spec(String fields) {
    return "displayName: Acme\nclassName: standard\nadminEmail: it@acme.example\n" + fields;
  }

  private void classIs(String fields) {
    TenantClass changed = Manifests.tenantClass("standard", CLASS + fields);
    changed.getMetadata().setUid("uid-of-standard");
    changed.getMetadata().setGeneration(operator.classes.getFirst().getMetadata().getGeneration());
    operator.classes.set(0, changed);
  }

  private TenantClass theClass() {
    return operator.classes.getFirst();
  }

  private RolloutState state() {
    return operator.rollouts.state(theClass()).orElseThrow();
  }

  private void comesUp(String name) {
    operator.bringUpPods(name);
    reconcile(name);
  }

  private void reconcileAll() {
    List.copyOf(tenants.keySet()).forEach(this::reconcile);
  }

  /** As the operator does: with the status of the last time, and whoever may go on after it. */
  private void reconcile(String name) {
    Tenant tenant = tenant(name);
    ReconcileResult result = operator.reconciliation.reconcile(tenant);
    tenant.setStatus(statuses.build(tenant, result));
    assertThat(result.followed()).map(FollowedClass::name).contains("standard");
  }

  private List<String> revisions() {
    return tenants.values().stream().map(one -> one.getStatus().classRevision()).toList();
  }

  private String message(String name) {
    return tenant(name).getStatus().conditions().stream()
        .filter(
            condition -> condition.type().equals("Ready") || condition.type().equals("N8nReady"))
        .map(Condition::message)
        .toList()
        .toString();
  }

  private List<String> versions() {
    return each("/spec/template/metadata/annotations/smarteros.io~1version");
  }

  private List<String> builds() {
    return each("/spec/template/metadata/labels/build");
  }

  private List<String> each(String path) {
    return tenants.keySet().stream()
        .map(name -> operator.server.json(InMemoryOperator.deployment(name)).at(path).asText())
        .toList();
  }

  private String memory(String name) {
    return operator
        .server
        .json(InMemoryOperator.deployment(name))
        .at("/spec/template/metadata/annotations/example.com~1memory")
        .asText();
  }
}
