package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.work.ReconcileExecutor;
import io.smarteros.tenant.work.RequeueTimers;
import io.smarteros.tenant.work.WorkPermits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Under the real SDK. */
final class RequeueingReconcilerTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int TENANTS = 300;

  private final MockApiServer apiServer = new MockApiServer();
  private final WorkPermits permits = new WorkPermits(2);
  private final TenantEventSources eventSources =
      new TenantEventSources("smarteros", new Inventory(apiServer.client()));
  private final RequeueTimers timers = new RequeueTimers(permits, eventSources::requeue);
  private final CountDownLatch permitsTaken = new CountDownLatch(2);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final Map<String, Integer> reconciled = new ConcurrentHashMap<>();
  private final Map<String, Integer> othersBeforeEdit = new ConcurrentHashMap<>();
  private volatile boolean slow;

  private final Operator operator =
      new Operator(
          sdk ->
              sdk.withKubernetesClient(apiServer.client())
                  .withExecutorService(new ReconcileExecutor(permits))
                  .withCloseClientOnStop(false));

  @AfterEach
  void close() {
    mayEnd.countDown();
    operator.stop();
    timers.close();
    apiServer.close();
  }

  @Test
  void a_tenant_that_asks_for_it_is_reconciled_again_and_again() {
    create("acme");
    start();

    Await.until("five reconciliations", BOUND, () -> times("acme") >= 5);
  }

  @Test
  void an_edit_comes_before_the_timers_of_hundreds_of_tenants() {
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      create("tenant-" + tenant);
    }
    start();
    Await.until("the first of each", BOUND, () -> reconciled.size() == TENANTS);
    slow = true;
    Await.until("both permits to be taken", BOUND, () -> permitsTaken.getCount() == 0);

    edit("tenant-7");
    Await.until("the edit to be seen", BOUND, () -> isKnown("tenant-7"));
    int before = sum();
    mayEnd.countDown();

    Await.until("the edit to be followed", BOUND, () -> othersBeforeEdit.containsKey("tenant-7"));
    assertThat(othersBeforeEdit.getOrDefault("tenant-7", TENANTS) - before)
        .as("reconciliations of timers before it")
        .isLessThan(20);
  }

  private int times(String tenant) {
    return reconciled.getOrDefault(tenant, 0);
  }

  private int sum() {
    return reconciled.values().stream().mapToInt(Integer::intValue).sum();
  }

  private boolean isKnown(String name) {
    return eventSources.tenants().stream()
        .filter(tenant -> tenant.getMetadata().getName().equals(name))
        .anyMatch(RequeueingReconcilerTest::isEdited);
  }

  private static boolean isEdited(Tenant tenant) {
    return tenant.getSpec().displayName().equals("Edited");
  }

  private void create(String name) {
    Tenant tenant = Manifests.tenant(name, "displayName: A tenant");
    tenant.getMetadata().setFinalizers(List.of(Names.TENANT_FINALIZER));
    apiServer.client().resource(tenant).create();
  }

  private void edit(String name) {
    apiServer
        .client()
        .resources(Tenant.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"displayName\":\"Edited\"}}");
  }

  private void start() {
    operator.register(
        new RequeueingReconciler(new Counting(), timers),
        controller -> controller.withFinalizer(Names.TENANT_FINALIZER).withGenerationAware(false));
    operator.start();
    permits.open();
  }

  private final class Counting implements Reconciler<Tenant>, Cleaner<Tenant> {
    @Override
    public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context)
        throws InterruptedException {
      if (slow) {
        permitsTaken.countDown();
        assertThat(mayEnd.await(20, TimeUnit.SECONDS)).as("released within 20 s").isTrue();
      }
      if (isEdited(tenant)) {
        othersBeforeEdit.putIfAbsent(tenant.getMetadata().getName(), sum());
      }
      reconciled.merge(tenant.getMetadata().getName(), 1, Integer::sum);
      return UpdateControl.<Tenant>noUpdate().rescheduleAfter(Duration.ofMillis(1));
    }

    @Override
    public DeleteControl cleanup(Tenant tenant, Context<Tenant> context) {
      return DeleteControl.defaultDelete();
    }

    @Override
    public List<EventSource<?, Tenant>> prepareEventSources(EventSourceContext<Tenant> context) {
      return eventSources.prepare(context);
    }
  }
}
