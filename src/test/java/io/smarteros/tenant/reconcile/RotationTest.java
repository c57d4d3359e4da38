package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryDeployments;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person asks for another credential, by the annotation {@code smarteros.io/rotate}. */
final class RotationTest {
  private static final String SPEC =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;
  private static final String ROLE = "t_acme_n8n";
  private static final ObjectKey SECRET = new ObjectKey("v1", "Secret", "tenant-acme", "n8n");
  private static final String DATABASE_PASSWORD = "n8n/database-password@1";

  private final MockApiServer apiServer = new MockApiServer();
  private InMemoryOperator operator =
      new InMemoryOperator(apiServer, new ManualClock(), (_, _) -> {});
  private final Tenant acme = operator.apply("acme", SPEC);

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void a_database_gets_another_password_in_record_server_and_secret_once() {
    String old = comesUp();
    ask(DATABASE_PASSWORD);

    reconcile();

    String fresh = passwordInRecord();
    assertThat(fresh).isNotEqualTo(old);
    assertThat(operator.postgres.accepts(ROLE, fresh)).isTrue();
    assertThat(passwordInSecret()).isEqualTo(fresh);
    assertThat(recorded().database().orElseThrow().passwordPending()).isFalse();
    assertThat(operator.refusedRotations).isEmpty();

    reconcile();
    operator.server.forgetCalls();
    operator.postgres.forgetCalls();
    reconcile();
    acme.getMetadata().setAnnotations(Map.of());
    reconcile();
    ask(DATABASE_PASSWORD);
    reconcile();
    assertThat(passwordInRecord()).as("the same value, again").isEqualTo(fresh);
    assertThat(operator.server.calls()).isEmpty();
    assertThat(operator.postgres.calls()).isEmpty();

    ask("n8n/database-password@2");
    reconcile();
    assertThat(operator.postgres.accepts(ROLE, fresh)).isFalse();
    assertThat(passwordInSecret()).isEqualTo(passwordInRecord()).isNotEqualTo(fresh);
  }

  @Test
  void only_what_is_named_is_replaced() {
    comesUp();
    Map<String, String> before = recorded().secrets();
    ask("n8n/login@1");

    reconcile();

    assertThat(recorded().secrets())
        .containsEntry(FakeApplication.KEY, before.getOrDefault(FakeApplication.KEY, "none"))
        .containsEntry(
            FakeApplication.DATABASE_PASSWORD,
            before.getOrDefault(FakeApplication.DATABASE_PASSWORD, "none"))
        .doesNotContainEntry(
            FakeApplication.SESSION_SECRET,
            before.getOrDefault(FakeApplication.SESSION_SECRET, "none"))
        .hasSameSizeAs(before);
    assertThat(recorded().database().orElseThrow().passwordPending()).isFalse();
  }

  @Test
  void while_the_server_is_away_the_old_password_stays_with_the_pods() {
    String old = comesUp();
    ask(DATABASE_PASSWORD);
    operator.postgres.breakDown();

    reconcile();

    assertThat(passwordInRecord()).as("the intent comes first").isNotEqualTo(old);
    assertThat(passwordInSecret()).isEqualTo(old);
    assertThat(operator.postgres.accepts(ROLE, old)).isTrue();

    operator = operator.restart();
    operator.postgres.recover();
    reconcile();
    assertInForce(passwordInRecord());
  }

  @Test
  void an_operator_that_ends_before_the_pods_have_it_goes_on() {
    String old = comesUp();
    ask(DATABASE_PASSWORD);
    operator.server.refuse(Verb.APPLY, "Secret", ApiErrors::quotaExceeded);
    reconcile();
    String fresh = passwordInRecord();
    assertThat(passwordInSecret()).isEqualTo(old);
    assertThat(operator.postgres.accepts(ROLE, fresh)).isTrue();

    operator = operator.restart();
    operator.server.refuseNothing();
    reconcile();

    assertInForce(fresh);
  }

  @Test
  void a_suspended_tenant_has_it_once_it_is_resumed() {
    comesUp();
    acme.setSpec(Manifests.tenant("acme", SPEC + "suspended: true\n").getSpec());
    ask(DATABASE_PASSWORD);
    reconcile();
    operator.endPods("acme");
    reconcile();

    acme.setSpec(Manifests.tenant("acme", SPEC).getSpec());
    reconcile();

    assertInForce(passwordInRecord());
  }

  @Test
  void a_tenant_that_is_made_with_a_value_has_fresh_credentials_as_it_is() {
    ask(DATABASE_PASSWORD);
    reconcile();
    String first = passwordInRecord();

    assertThat(comesUp()).isEqualTo(first);
    assertThat(operator.refusedRotations).isEmpty();
  }

  /** What runs beside the Job would keep the old one. */
  @Test
  void a_job_that_has_not_completed_is_waited_for() {
    String old = comesUp();
    operator.n8n.withRun("init");
    reconcile();
    ask(DATABASE_PASSWORD);
    reconcile();
    assertThat(passwordInRecord()).isEqualTo(old);

    assertThat(nextLook()).as("while the Job runs").isNotEqualTo(RequeueDelays.AFTER_CONFLICT);
    new InMemoryDeployments(operator.server)
        .complete(new ObjectKey("batch/v1", "Job", "tenant-acme", "n8n-init-1"));
    assertThat(nextLook()).as("once it has completed").isEqualTo(RequeueDelays.AFTER_CONFLICT);
    reconcile();

    assertThat(passwordInRecord()).isNotEqualTo(old);
    assertInForce(passwordInRecord());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          n8n/api-key@1           | api-key of n8n: the operator has no API key
          odoo/login@1            | the tenant does not run odoo now
          n8n/encryption-key@1    | Write <service>/<database-password|login|api-key>@<anything new>
          zapier/login@1          | Write <service>/
          n8n@login/1             | Write <service>/
          n8n/login               | Write <service>/
          """)
  void what_cannot_be_replaced_is_told_once_and_leaves_the_service_as_it_is(
      String asked, String why) {
    comesUp();
    Map<String, String> before = recorded().secrets();
    ask(asked);

    assertThat(reconcile()).isEqualTo(new ServiceOutcome.Ready());
    assertThat(reconcile()).isEqualTo(new ServiceOutcome.Ready());

    assertThat(operator.refusedRotations)
        .singleElement()
        .asString()
        .startsWith("smarteros.io/rotate: " + asked)
        .contains(why);
    assertThat(recorded().secrets()).isEqualTo(before);
    assertThat(operator.server.calls()).isEmpty();
  }

  private void assertInForce(String password) {
    assertThat(operator.postgres.accepts(ROLE, password)).as("the server accepts it").isTrue();
    assertThat(passwordInSecret()).isEqualTo(password);
    assertThat(recorded().database().orElseThrow().passwordPending()).isFalse();
  }

  /** The password that it has to begin with. */
  private String comesUp() {
    reconcile();
    operator.bringUpPods("acme");
    assertThat(reconcile()).as("to begin with").isEqualTo(new ServiceOutcome.Ready());
    reconcile();
    operator.server.forgetCalls();
    return passwordInRecord();
  }

  private void ask(String value) {
    acme.getMetadata().setAnnotations(Map.of(Names.ROTATE_ANNOTATION, value));
  }

  private Duration nextLook() {
    return operator.reconciliation.reconcile(acme).requeueAfter();
  }

  private ServiceOutcome reconcile() {
    return operator.reconciliation.reconcile(acme).services().getFirst().outcome();
  }

  private ServiceRecord recorded() {
    return operator.record("acme").orElseThrow().service(ServiceName.N8N).orElseThrow();
  }

  private String passwordInRecord() {
    return Objects.requireNonNull(recorded().secrets().get(FakeApplication.DATABASE_PASSWORD));
  }

  private String passwordInSecret() {
    String base64 =
        operator.server.json(SECRET).at("/data/" + FakeApplication.DATABASE_PASSWORD).asText();
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
