package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.operator.configuration.Configuration.LeaderElection;
import io.smarteros.tenant.supabase.connection.TcpProxy;
import io.smarteros.tenant.testkit.BusyVirtualThreads;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.work.ReconcileExecutor;
import io.smarteros.tenant.work.WorkPermits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private static final LeaderElection QUICK =
      new LeaderElection(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMillis(500));

  private final IdleReconciler reconciler = new IdleReconciler();
  private final CountDownLatch halted = new CountDownLatch(1);
  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();
  private final TcpProxy proxy = new TcpProxy(apiServer.server().getPort());
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final KubernetesClient leaseClient = leaseClient(QUICK.retryPeriod());

  @AfterEach
  void close() {
    leaseClient.close();
    metrics.close();
    proxy.close();
    apiServer.close();
  }

  @BeforeEach
  void has_something_to_do() {
    var tenant = new Tenant();
    tenant.getMetadata().setName("acme");
    client.resource(tenant).create();
  }

  @Test
  void without_an_election_it_leads_at_once() throws InterruptedException {
    var leadership = leadership(Optional.empty());
    Operator operator = start(leadership);
    assertThat(leadership.isLeading()).isTrue();
    reconciler.awaitFirstPass();
    leadership.shutDown(operator, () -> {});
    assertThat(halted.getCount()).as("halted").isEqualTo(1);
  }

  @Test
  void it_acts_once_it_holds_the_lease() throws InterruptedException {
    var leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    reconciler.awaitFirstPass();
    assertThat(leadership.isLeading()).isTrue();
    assertThat(holder()).startsWith("tenant-operator-0_");
    leadership.shutDown(operator, () -> {});
  }

  @Test
  void a_lost_lease_ends_the_process() throws InterruptedException {
    var leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    reconciler.awaitFirstPass();
    client
        .leases()
        .inNamespace("smarteros")
        .withName("tenant-operator")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"another\"}}");
    assertThat(halted.await(30, TimeUnit.SECONDS)).as("halted within 30 s").isTrue();
    assertThat(leadership.isLeading()).isFalse();
    leadership.shutDown(operator, () -> {});
  }

  @Test
  void a_leader_whose_connections_hang_ends_within_its_renew_deadline()
      throws InterruptedException {
    Leadership leadership = leadership(Optional.of(QUICK));
    // a request that hangs must not matter either
    try (KubernetesClient patient = leaseClient(Duration.ofMinutes(1))) {
      Operator operator = start(leadership, patient);
      reconciler.awaitFirstPass();

      proxy.freeze();

      assertThat(halted.await(QUICK.leaseDuration().toMillis(), TimeUnit.MILLISECONDS))
          .as("halted before another replica may act")
          .isTrue();
      assertThat(leadership.isLeading()).isFalse();
      proxy.cut();
      leadership.shutDown(operator, () -> {});
    }
  }

  @Test
  void a_leader_goes_on_when_only_its_connection_hangs() throws InterruptedException {
    Leadership leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    reconciler.awaitFirstPass();
    int connections = proxy.connections();

    proxy.freezeTheOpenOnes();

    Await.until(
        "a renewal through another connection",
        Duration.ofSeconds(20),
        () -> halted.getCount() == 0 || proxy.connections() > connections);
    Instant renewed = renewTime();
    Await.until(
        "renewals to go on",
        Duration.ofSeconds(20),
        () -> halted.getCount() == 0 || renewTime().isAfter(renewed.plus(QUICK.renewDeadline())));
    assertThat(halted.getCount()).as("halted").isEqualTo(1);
    leadership.shutDown(operator, () -> {});
  }

  @Test
  void a_leader_goes_on_while_its_reconciliations_need_all_the_processor_time()
      throws InterruptedException {
    Leadership leadership = leadership(Optional.of(QUICK));
    // the proxy has no processor time either
    Operator operator = start(leadership, client);
    reconciler.awaitFirstPass();

    try (var _ = new BusyVirtualThreads()) {
      Instant busySince = renewTime();
      Await.until(
          "a renewal",
          Duration.ofSeconds(20),
          () -> halted.getCount() == 0 || renewTime().isAfter(busySince));
    }

    assertThat(halted.getCount()).as("halted").isEqualTo(1);
    leadership.shutDown(operator, () -> {});
  }

  @Test
  void the_next_replica_needs_not_wait_for_the_lease_of_one_that_stopped()
      throws InterruptedException {
    Leadership leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    reconciler.awaitFirstPass();

    leadership.shutDown(operator, () -> {});

    assertThat(holder()).isNull();
  }

  @Test
  void an_orderly_stop_closes_what_the_passes_needed_and_does_not_halt()
      throws InterruptedException {
    var leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    reconciler.awaitFirstPass();
    var closed = new AtomicBoolean();
    leadership.shutDown(operator, () -> closed.set(true));

    assertThat(closed).isTrue();
    assertThat(leadership.isLeading()).isFalse();
    assertThat(halted.getCount()).as("halted").isEqualTo(1);
  }

  private Leadership leadership(Optional<LeaderElection> election) {
    return new Leadership(election, "smarteros", "tenant-operator-0", halted::countDown);
  }

  private KubernetesClient leaseClient(Duration timeout) {
    return KubernetesClientFactory.openForLease(
        new ConfigBuilder(client.getConfiguration())
            .withMasterUrl("http://127.0.0.1:" + proxy.port())
            .build(),
        timeout,
        metrics);
  }

  private Operator start(Leadership leadership) {
    return start(leadership, leaseClient);
  }

  private Operator start(Leadership leadership, KubernetesClient forLease) {
    WorkPermits permits = new WorkPermits(1);
    var operator =
        new Operator(
            sdk -> {
              sdk.withKubernetesClient(client).withExecutorService(new ReconcileExecutor(permits));
              leadership.configure(sdk);
            });
    operator.register(reconciler);
    operator.start();
    leadership.start(forLease, permits::open);
    return operator;
  }

  private String holder() {
    return lease().getHolderIdentity();
  }

  private Instant renewTime() {
    return lease().getRenewTime().toInstant();
  }

  private LeaseSpec lease() {
    return client.leases().inNamespace("smarteros").withName("tenant-operator").get().getSpec();
  }
}
