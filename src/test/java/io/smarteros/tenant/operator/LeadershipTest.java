package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRuleBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.operator.Configuration.LeaderElection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class LeadershipTest {
  private static final LeaderElection QUICK =
      new LeaderElection(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMillis(50));

  private final CountDownLatch reconciled = new CountDownLatch(1);
  private final CountDownLatch halted = new CountDownLatch(1);
  private KubernetesMockServer server;
  private KubernetesClient client;

  @BeforeEach
  void may_use_leases_and_has_something_to_do() {
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
        .andReturn(
            201,
            new SelfSubjectRulesReviewBuilder()
                .withNewStatus()
                .withResourceRules(rule())
                .endStatus()
                .build())
        .always();
    var tenant = new Tenant();
    tenant.getMetadata().setName("acme");
    client.resource(tenant).create();
  }

  private static ResourceRule rule() {
    return new ResourceRuleBuilder()
        .withApiGroups("coordination.k8s.io")
        .withResources("leases")
        .withVerbs("*")
        .build();
  }

  @Test
  void without_an_election_it_leads_at_once() throws InterruptedException {
    var leadership = leadership(Optional.empty());
    Operator operator = start(leadership);
    assertThat(leadership.isLeading()).isTrue();
    assertReconciles();
    leadership.shutDown(operator, () -> {});
    assertThat(halted.getCount()).as("halted").isEqualTo(1);
  }

  @Test
  void it_acts_once_it_holds_the_lease() throws InterruptedException {
    var leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    assertReconciles();
    assertThat(leadership.isLeading()).isTrue();
    assertThat(holder()).startsWith("tenant-operator-0_");
    leadership.shutDown(operator, () -> {});
  }

  @Test
  void a_lost_lease_ends_the_process() throws InterruptedException {
    var leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    assertReconciles();
    client
        .leases()
        .inNamespace("smarteros")
        .withName("tenant-operator")
        .edit(
            lease -> {
              lease.getSpec().setHolderIdentity("another");
              return lease;
            });
    assertThat(halted.await(30, TimeUnit.SECONDS)).as("halted within 30 s").isTrue();
    assertThat(leadership.isLeading()).isFalse();
    leadership.shutDown(operator, () -> {});
  }

  @Test
  void an_orderly_stop_closes_what_the_passes_needed_and_does_not_halt()
      throws InterruptedException {
    var leadership = leadership(Optional.of(QUICK));
    Operator operator = start(leadership);
    assertReconciles();
    var closed = new AtomicBoolean();
    leadership.shutDown(operator, () -> closed.set(true));

    assertThat(closed).isTrue();
    assertThat(leadership.isLeading()).isFalse();
    assertThat(halted.getCount()).as("halted").isEqualTo(1);
  }

  private Leadership leadership(Optional<LeaderElection> election) {
    return new Leadership(election, "smarteros", "tenant-operator-0", halted::countDown);
  }

  private Operator start(Leadership leadership) {
    var operator =
        new Operator(
            sdk -> {
              sdk.withKubernetesClient(client).withCloseClientOnStop(false);
              leadership.configure(sdk);
            });
    Reconciler<Tenant> reconciler =
        (tenant, context) -> {
          reconciled.countDown();
          return UpdateControl.noUpdate();
        };
    operator.register(reconciler);
    operator.start();
    return operator;
  }

  private void assertReconciles() throws InterruptedException {
    assertThat(reconciled.await(30, TimeUnit.SECONDS)).as("reconciled within 30 s").isTrue();
  }

  private String holder() {
    return client
        .leases()
        .inNamespace("smarteros")
        .withName("tenant-operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }
}
