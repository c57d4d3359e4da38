package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often is sent what the cluster refuses, and what the operator itself leaves alone. */
class RefusedObjectsTest {
  private static final Duration A_PAUSE = Duration.ofSeconds(31);
  private static final String APPLYING = "?fieldManager=tenant-operator&force=false";
  private static final String REPLACING = "?fieldManager=tenant-operator-replacing";
  private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/tenant-acme/deployments/n8n";
  private static final String SECRET = "/api/v1/namespaces/tenant-acme/secrets/n8n";

  private final ManualClock clock = new ManualClock();
  private final MockApiServer apiServer = new MockApiServer();

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void an_object_is_sent_again_only_after_a_pause() throws InterruptedException {
    refuse(DEPLOYMENT + APPLYING, 403, "admission webhook \"images\" denied the request");

    assertSentOnceInAPause(deployment());
  }

  @Test
  void a_secret_is_sent_again_only_after_a_pause() throws InterruptedException {
    refuse(SECRET + APPLYING, 403, "admission webhook \"secrets\" denied the request");

    assertSentOnceInAPause(secret());
  }

  @Test
  void an_object_that_is_invalid_is_replaced_in_vain_only_once() throws InterruptedException {
    apiServer.client().resource(deployment()).create();
    refuse(DEPLOYMENT + APPLYING, 422, "spec.selector: Invalid value: {}: field is immutable");
    refuse(DEPLOYMENT + REPLACING, 422, "spec.selector: Invalid value: {}: field is immutable");

    try (WatchedCluster watched = new WatchedCluster(apiServer.client())) {
      ClusterObjects objects = objects(watched);
      watched.await("seen", ObjectKey.of(deployment()), _ -> true);

      assertThat(objects.apply(deployment(), true)).isInstanceOf(Applied.Rejected.class);
      assertThat(writes()).as("applied, and replaced as a whole").isEqualTo(2);
      clock.advance(A_PAUSE);
      assertThat(objects.apply(deployment(), true)).isInstanceOf(Applied.Rejected.class);
      assertThat(writes()).as("after the pause").isEqualTo(1);
    }
  }

  @Test
  void what_somebody_else_has_under_a_name_of_ours_is_left_as_it_is() throws InterruptedException {
    for (HasMetadata ours : List.of(deployment(), secret())) {
      HasMetadata theirs = apiServer.client().resource(ours).create();
      theirs.getMetadata().setLabels(Map.of("app", "n8n"));
      apiServer.client().resource(theirs).update();
    }

    try (WatchedCluster watched = new WatchedCluster(apiServer.client())) {
      ClusterObjects objects = objects(watched);

      for (HasMetadata ours : List.of(deployment(), secret())) {
        assertThat(objects.apply(ours, true))
            .isInstanceOfSatisfying(
                Applied.Rejected.class,
                rejected -> assertThat(rejected.problem().reason()).isEqualTo(Reason.OBJECT_TAKEN));
      }
      assertThat(writes()).isZero();
    }
  }

  /** It may have been in the way, such as a quota that was raised. */
  @Test
  void what_was_refused_is_sent_again_once_something_beside_it_is_accepted()
      throws InterruptedException {
    refuse(DEPLOYMENT + APPLYING, 403, "exceeded quota: tenant");

    try (WatchedCluster watched = new WatchedCluster(apiServer.client())) {
      ClusterObjects objects = objects(watched);
      objects.apply(deployment(), true);

      for (HasMetadata accepted : List.of(quota(), secret())) {
        accept(accepted);
        assertThat(objects.apply(accepted, true)).isInstanceOf(Applied.Created.class);
        writes();
        objects.apply(deployment(), true);
        assertThat(writes()).as("after a %s", accepted.getKind()).isEqualTo(1);
      }
    }
  }

  private void assertSentOnceInAPause(HasMetadata object) throws InterruptedException {
    try (WatchedCluster watched = new WatchedCluster(apiServer.client())) {
      ClusterObjects objects = objects(watched);

      for (int second = 0; second < 20; second++) {
        assertThat(objects.apply(object, true)).isInstanceOf(Applied.Rejected.class);
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(writes()).as("in twenty seconds").isEqualTo(1);

      clock.advance(A_PAUSE);
      objects.apply(object, true);
      assertThat(writes()).as("after the pause").isEqualTo(1);
    }
  }

  private ClusterObjects objects(WatchedCluster watched) {
    return new ApiServerObjects(
        apiServer.client(), watched.inventory(), clock, new Refusals(clock, new Random(1)));
  }

  private void refuse(String path, int code, String why) {
    apiServer
        .server()
        .expect()
        .patch()
        .withPath(path)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(why).build())
        .always();
  }

  private void accept(HasMetadata object) {
    apiServer
        .server()
        .expect()
        .patch()
        .withPath("/api/v1/namespaces/tenant-acme/%s/n8n%s".formatted(object.getPlural(), APPLYING))
        .andReturn(200, object)
        .always();
  }

  /** Since they were last counted. */
  private long writes() throws InterruptedException {
    return apiServer.requests().stream()
        .map(RecordedRequest::getMethod)
        .filter("PATCH"::equals)
        .count();
  }

  private static HasMetadata deployment() {
    return new DeploymentBuilder().withMetadata(metadata()).withNewSpec().endSpec().build();
  }

  private static HasMetadata quota() {
    return new ResourceQuotaBuilder().withMetadata(metadata()).build();
  }

  private static HasMetadata secret() {
    return new SecretBuilder().withMetadata(metadata()).build();
  }

  private static ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withName("n8n")
        .withNamespace("tenant-acme")
        .addToLabels(Names.TENANT_LABEL, "acme")
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .build();
  }
}
