package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.RunRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryDeployments;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person asks for new pods, by the annotation {@code smarteros.io/restart} of a Tenant. */
final class RestartTest {
  private static final String SPEC =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;
  private static final ObjectKey DEPLOYMENT = InMemoryOperator.deployment("acme");

  private final MockApiServer apiServer = new MockApiServer();
  private InMemoryOperator operator =
      new InMemoryOperator(apiServer, new ManualClock(), (_, _) -> {});
  private final Tenant acme = operator.apply("acme", SPEC);

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void a_new_value_replaces_the_pods_once_and_touches_nothing_else() {
    comesUp();
    ask("1");

    reconcile();
    assertThat(operator.server.calls(Verb.APPLY)).containsExactly(DEPLOYMENT);
    assertThat(restartOfPods()).isEqualTo("1");

    operator.bringUpPods("acme");
    operator.server.forgetCalls();
    reconcile();
    assertThat(operator.server.calls()).as("a value that was seen").isEmpty();

    ask("2");
    reconcile();
    assertThat(restartOfPods()).isEqualTo("2");
  }

  @Test
  void a_tenant_that_is_made_with_a_value_starts_its_pods_once() {
    ask("1");
    comesUp();

    assertThat(restartOfPods()).isEqualTo("1");
    reconcile();
    assertThat(operator.server.calls()).isEmpty();
  }

  @Test
  void taking_the_value_away_restarts_nothing_nor_does_putting_it_back() {
    ask("1");
    comesUp();

    acme.getMetadata().setAnnotations(Map.of());
    reconcile();
    assertThat(operator.server.calls()).as("taken away").isEmpty();

    operator = operator.restart();
    reconcile();
    assertThat(operator.server.calls(Verb.APPLY)).as("after a start of the operator").isEmpty();

    ask("");
    reconcile();
    ask("1");
    reconcile();
    assertThat(operator.server.calls(Verb.APPLY)).as("put back").isEmpty();
  }

  @Test
  void an_operator_that_ends_in_the_middle_goes_on() {
    comesUp();
    ask("1");
    operator.server.refuse(Verb.APPLY, "Deployment", ApiErrors::quotaExceeded);
    reconcile();
    assertThat(restartOfPods()).isEmpty();
    assertThat(record().restart()).as("noted before anything is applied").contains("1");

    operator = operator.restart();
    operator.server.refuseNothing();
    acme.getMetadata().setAnnotations(Map.of());
    reconcile();

    assertThat(restartOfPods()).isEqualTo("1");
  }

  @Test
  void a_suspended_tenant_is_not_started_by_it() {
    comesUp();
    acme.setSpec(Manifests.tenant("acme", SPEC + "suspended: true\n").getSpec());
    ask("1");

    reconcile();

    assertThat(operator.server.json(DEPLOYMENT).at("/spec/replicas").asInt()).isZero();
    assertThat(record().restart()).contains("1");
  }

  @Test
  void what_ran_once_is_not_run_again() {
    operator.n8n.withRun("init");
    reconcile();
    new InMemoryDeployments(operator.server)
        .complete(new ObjectKey("batch/v1", "Job", "tenant-acme", "n8n-init-1"));
    comesUp();
    Optional<RunRecord> before = run();
    ask("1");

    reconcile();

    assertThat(restartOfPods()).isEqualTo("1");
    assertThat(operator.server.calls(Verb.APPLY)).containsExactly(DEPLOYMENT);
    assertThat(run()).isPresent().isEqualTo(before);
  }

  private Optional<RunRecord> run() {
    return record().service(ServiceName.N8N).flatMap(n8n -> n8n.run("init"));
  }

  private void comesUp() {
    reconcile();
    operator.bringUpPods("acme");
    assertThat(reconcile()).as("to begin with").isEqualTo(new ServiceOutcome.Ready());
    reconcile();
    operator.server.forgetCalls();
  }

  private void ask(String value) {
    acme.getMetadata().setAnnotations(Map.of(Names.RESTART_ANNOTATION, value));
  }

  private ServiceOutcome reconcile() {
    return operator.reconciliation.reconcile(acme).services().getFirst().outcome();
  }

  private TenantRecord record() {
    return operator.record("acme").orElseThrow();
  }

  private String restartOfPods() {
    return operator
        .server
        .json(DEPLOYMENT)
        .at("/spec/template/metadata/annotations/smarteros.io~1restart")
        .asText();
  }
}
