package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a new tenant will have is in its record before anything of it is made. */
final class NewTenantPlanTest {
  private static final String SPEC =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;
  private static final ObjectKey NAMESPACE = ObjectKey.ofNamespace("tenant-acme");

  private final MockApiServer apiServer = new MockApiServer();
  private final InMemoryOperator operator =
      new InMemoryOperator(apiServer, new ManualClock(), (_, _) -> {});
  private final Tenant acme = operator.apply("acme", SPEC);

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void all_that_is_planned_is_in_the_record_before_the_namespace_is_made() {
    operator.server.refuse(Verb.APPLY, NAMESPACE, ApiErrors::tooManyRequests);

    reconcile();

    ServiceRecord planned = recorded();
    assertThat(planned.database().map(DatabaseRecord::stage)).contains(Stage.PLANNED);
    assertThat(planned.volumes().values())
        .extracting(VolumeRecord::stage)
        .containsExactly(Stage.PLANNED);
    assertThat(planned.secrets())
        .containsKeys(FakeApplication.KEY, FakeApplication.DATABASE_PASSWORD);
    assertThat(planned.version()).as("nothing was begun").isEmpty();
    assertThat(operator.postgres.databases()).isEmpty();
  }

  @Test
  void a_restarted_operator_goes_on_with_what_was_planned() {
    operator.server.refuse(Verb.APPLY, NAMESPACE, ApiErrors::tooManyRequests);
    reconcile();
    ServiceRecord planned = recorded();
    operator.server.refuseNothing();

    operator.restart().reconciliation.reconcile(acme);

    assertThat(recorded().secrets()).isEqualTo(planned.secrets());
    assertThat(recorded().database().flatMap(DatabaseRecord::incarnation))
        .isEqualTo(planned.database().flatMap(DatabaseRecord::incarnation));
    assertThat(operator.postgres.databases()).hasSize(1);
  }

  @Test
  void what_was_made_and_the_version_are_in_the_record_before_the_first_pod() {
    operator.server.refuse(Verb.APPLY, "Deployment", ApiErrors::unavailable);

    reconcile();

    assertThat(recorded().database().map(DatabaseRecord::stage)).contains(Stage.MADE);
    assertThat(recorded().volumes().values())
        .extracting(VolumeRecord::stage)
        .containsExactly(Stage.MADE);
    assertThat(recorded().version()).contains("1.0.0");
  }

  @Test
  void nothing_is_made_of_a_plan_while_the_row_holds_the_tenant() {
    operator.rows.answerWith(FakeTenantRows.SYNCED.withSuspendedInDatabase(true));

    ServiceResult held = reconcile();

    assertThat(held.outcome()).isEqualTo(new ServiceOutcome.Off());
    assertThat(operator.postgres.databases()).isEmpty();
    assertThat(operator.server.has(InMemoryOperator.deployment("acme"))).isFalse();

    operator.rows.answerWith(FakeTenantRows.SYNCED);
    assertThat(reconcile().outcome()).isInstanceOf(ServiceOutcome.Progressing.class);
    assertThat(operator.postgres.databases()).hasSize(1);
  }

  @Test
  void what_was_only_planned_is_not_kept_data() {
    operator.server.refuse(Verb.APPLY, NAMESPACE, ApiErrors::tooManyRequests);
    reconcile();
    acme.setSpec(Manifests.tenant("acme", SPEC.replace("n8n: {}", "")).getSpec());

    assertThat(operator.reconciliation.reconcile(acme).retained()).isEmpty();
  }

  @Test
  void a_service_that_cannot_be_planned_keeps_neither_row_nor_namespace_waiting() {
    operator.n8n.failToCompile(new IllegalStateException("a mistake"));

    reconcile();

    assertThat(operator.rows.allDesired()).isNotEmpty();
    assertThat(operator.server.has(NAMESPACE)).isTrue();
  }

  private ServiceResult reconcile() {
    return operator.reconciliation.reconcile(acme).services().getFirst();
  }

  private ServiceRecord recorded() {
    return operator.record("acme").orElseThrow().service(ServiceName.N8N).orElseThrow();
  }
}
