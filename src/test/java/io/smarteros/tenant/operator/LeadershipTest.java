package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRuleBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.operator.configuration.Configuration.LeaderElection;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private static final LeaderElection QUICK =
      new LeaderElection(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMillis(50));

  private final IdleReconciler reconciler = new IdleReconciler();
  private final CountDownLatch halted = new CountDownLatch(1);
  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();

  @AfterEach
  void close() {
    apiServer.close();
  }

  @BeforeEach
  void may_use_leases_and_has_something_to_do() {
    apiServer
        .server()
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

  private Operator start(Leadership leadership) {
    var operator =
        new Operator(
            sdk -> {
              sdk.withKubernetesClient(client);
              leadership.configure(sdk);
            });
    operator.register(reconciler);
    operator.start();
    return operator;
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
