package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.mockwebserver.http.RecordedRequest;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusWriter;
import io.smarteros.tenant.testkit.InMemoryApiServer.Call;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.StatusSubresource;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
          new StatusBuilder(clock),
          new StatusWriter(apiServer.client(), clock),
          reporter,
          new TenantEventSources(InMemoryOperator.NAMESPACE, new Inventory(apiServer.client())),
          _ -> {});

  private final Tenant acme = operator.apply("acme", SPEC);
  private final StatusSubresource status = new StatusSubresource(apiServer, acme);

  @AfterEach
  void close() {
    metrics.close();
    apiServer.close();
  }

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

    Map<String, Integer> writes = new TreeMap<>();
    operator.server.calls().stream()
        .filter(call -> call.verb() != Verb.READ)
        .map(Call::key)
        .forEach(key -> writes.merge("objects", 1, Integer::sum));
    int objects =
        (int)
            operator.server.calls().stream()
                .filter(call -> call.verb() != Verb.READ)
                .map(Call::key)
                .distinct()
                .count();
    List<RecordedRequest> requests = apiServer.requests();
    requests.forEach(r -> System.out.println("REQ " + r.getMethod() + " " + r.getPath()));
    operator.server.calls().stream()
        .filter(call -> call.verb() != Verb.READ)
        .forEach(c -> System.out.println("CALL " + c));
    System.out.println(
        "RECORD WRITES "
            + recordWrites(requests)
            + " STATUS "
            + status.statuses().size()
            + " OBJ "
            + objects
            + " "
            + writes);
    assertThat(recordWrites(requests)).isLessThan(7);
  }

  private static long recordWrites(List<RecordedRequest> requests) {
    return requests.stream()
        .filter(request -> !request.getMethod().equals("GET"))
        .filter(request -> request.getPath().contains("/secrets"))
        .count();
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
