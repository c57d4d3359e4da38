package io.smarteros.tenant.reconcile;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.mockwebserver.http.RecordedRequest;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusProgress;
import io.smarteros.tenant.testkit.InMemoryApiServer.Call;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.StatusSubresource;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a new tenant costs in writes. */
final class NewTenantCostTest {
  private static final String SPEC =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;

  private final MockApiServer apiServer = new MockApiServer();
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final ManualClock clock = new ManualClock();
  private final EventRecorder events =
      new EventRecorder(apiServer.client(), "tenant-operator-0", clock);
  private final ReconcileReporter reporter = new ReconcileReporter(metrics, events, clock);
  private final InMemoryOperator operator = new InMemoryOperator(apiServer, clock, reporter);
  private final TenantReconciler reconciler =
      new TenantReconciler(
          operator.reconciliation,
          operator.cleanup,
          new CustomerStatusStep(operator.rows),
          new StatusBuilder(clock),
          new StatusWriter<>(
              apiServer.client(), clock, Tenant::new, StatusProgress::isAllThatDiffers),
          reporter,
          new TenantEventSources(InMemoryOperator.NAMESPACE, new Inventory(apiServer.client())),
          new ReconcileFailures(clock, () -> false),
          operator.requeuePolicy,
          new TenantMemory(
              clock,
              Duration.ofMinutes(10),
              List::of,
              new TenantMemory.Forgetting(_ -> {}, _ -> {}, _ -> {})));

  private final Tenant acme = operator.apply("acme", SPEC);
  private final StatusSubresource<Tenant, TenantStatus> status =
      new StatusSubresource<>(apiServer, acme);

  @AfterEach
  void close() {
    metrics.close();
    apiServer.close();
  }

  /**
   * The record is written with all that is planned; with what was made, before anything can write
   * data; before the account is made, which could not be found again; and before and after the row
   * says where the service can be reached.
   */
  @Test
  void a_new_tenant_costs_its_objects_and_few_writes_more() throws InterruptedException {
    operator.rows.noteInRecord();
    operator.n8n.withAccount("owner");
    reconcile();
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(Duration.ofSeconds(5));
    reconcile();
    reconcile();
    events.close();

    List<ObjectKey> written =
        operator.server.calls().stream()
            .filter(call -> call.verb() != Verb.READ)
            .map(Call::key)
            .toList();
    Map<String, Long> others =
        apiServer.requests().stream()
            .filter(request -> !request.getMethod().equals("GET"))
            .collect(groupingBy(NewTenantCostTest::kind, counting()));

    assertThat(condition(ConditionType.READY).status()).isEqualTo(Condition.Status.TRUE);
    assertThat(others)
        .as("writes beside those of objects in the namespace: no Event, for one")
        .containsOnlyKeys("record", "status", "revision of the class")
        .hasEntrySatisfying("record", writes -> assertThat(writes).isLessThanOrEqualTo(5))
        .hasEntrySatisfying("status", writes -> assertThat(writes).isLessThanOrEqualTo(2))
        .containsEntry("revision of the class", 1L);
    assertThat(operator.rows.writes()).as("writes of the row").isLessThanOrEqualTo(2);
    assertThat(written).as("each object is written once").hasSize(Set.copyOf(written).size());
  }

  private static String kind(RecordedRequest request) {
    String path = request.getPath();
    if (path.contains("/secrets")) {
      return "record";
    }
    if (path.contains("/controllerrevisions")) {
      return "revision of the class";
    }
    return path.contains("/status") ? "status" : path;
  }

  private Condition condition(ConditionType type) {
    return status.latest().condition(type).orElseThrow();
  }

  private void reconcile() {
    reconciler.reconcile(acme, context());
  }

  @SuppressWarnings("unchecked")
  private static Context<Tenant> context() {
    return (Context<Tenant>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
