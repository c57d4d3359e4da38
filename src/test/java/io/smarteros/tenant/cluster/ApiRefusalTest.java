package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Reason;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the words that API servers use. */
class ApiRefusalTest {
  private static final ObjectKey DEPLOYMENT =
      new ObjectKey("apps/v1", "Deployment", "tenant-acme", "n8n");
  private static final ObjectKey VOLUME =
      new ObjectKey("v1", "PersistentVolumeClaim", "tenant-acme", "n8n");

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 429, 500, 502, 503, 504})
  void what_may_pass_by_itself_is_tried_again(int code) {
    assertThat(ApiRefusal.of(DEPLOYMENT, error(code, "not now"), false))
        .isInstanceOf(Applied.Retry.class);
  }

  @Test
  void a_webhook_that_asks_to_come_again_denies_nothing_for_good() {
    String message = "admission webhook \"validate.example.com\" denied the request: not now";

    assertThat(ApiRefusal.of(DEPLOYMENT, error(429, message), false))
        .isInstanceOfSatisfying(
            Applied.Retry.class, retry -> assertThat(retry.message()).contains("not now"));
  }

  @Test
  void what_a_policy_says_below_its_first_line_is_told_too() {
    KubernetesClientException error =
        error(
            403,
            "admission webhook \"validate.kyverno.svc\" denied the request: \n\npolicies:\n  label: 'needs owner'");

    assertThat(((Applied.Rejected) ApiRefusal.of(DEPLOYMENT, error, false)).problem().message())
        .endsWith("denied the request: policies: label: 'needs owner'");
  }

  @Test
  void a_connection_that_fails_is_tried_again() {
    KubernetesClientException error =
        new KubernetesClientException("An error has occurred.", new ConnectException("refused"));

    assertThat(ApiRefusal.of(DEPLOYMENT, error, false)).isInstanceOf(Applied.Retry.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | deployments.apps "n8n" is forbidden: exceeded quota: tenant, requested: limits.memory=2Gi, used: limits.memory=15Gi, limited: limits.memory=16Gi | QUOTA_EXCEEDED
          403 | deployments.apps "n8n" is forbidden: User "system:serviceaccount:smarteros:tenant-operator" cannot patch resource "deployments" in API group "apps" in the namespace "tenant-acme" | REFUSED_BY_CLUSTER
          403 | deployments.apps "n8n" is forbidden: ValidatingAdmissionPolicy 'images' denied request: not from our registry | REFUSED_BY_CLUSTER
          422 | Deployment.apps "n8n" is invalid: spec.selector: Invalid value: {}: field is immutable | REFUSED_BY_CLUSTER
          409 | admission webhook "images.example.com" denied the request: not from our registry | REFUSED_BY_CLUSTER
          500 | admission webhook "images.example.com" denied the request: not from our registry | REFUSED_BY_CLUSTER
          413 | deployments.apps "n8n" is forbidden: ValidatingAdmissionPolicy 'size' with binding 'all' denied request: too large | REFUSED_BY_CLUSTER
          404 | admission webhook "validate.example.com" denied the request: no such team | REFUSED_BY_CLUSTER
          400 | Deployment in version "v1" cannot be handled as a Deployment | REFUSED_BY_CLUSTER
          """)
  void what_only_a_person_can_mend_is_a_problem(int code, String message, Reason reason) {
    assertThat(ApiRefusal.of(DEPLOYMENT, error(code, message), false))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected -> {
              assertThat(rejected.problem().reason()).isEqualTo(reason);
              assertThat(rejected.problem().message()).contains("Deployment tenant-acme/n8n");
            });
  }

  @Test
  void a_quota_is_told_without_the_server_s_preamble() {
    KubernetesClientException error =
        error(
            403,
            "pods \"x\" is forbidden: exceeded quota: tenant, requested: pods=1, used: pods=5, limited: pods=5");

    assertThat(((Applied.Rejected) ApiRefusal.of(DEPLOYMENT, error, false)).problem().message())
        .contains("(tenant, requested: pods=1, used: pods=5, limited: pods=5)")
        .doesNotContain("forbidden");
  }

  @Test
  void a_volume_that_is_asked_to_shrink_says_so() {
    KubernetesClientException error =
        error(
            422,
            "PersistentVolumeClaim \"n8n\" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");

    assertThat(((Applied.Rejected) ApiRefusal.of(VOLUME, error, false)).problem().reason())
        .isEqualTo(Reason.STORAGE_SHRINK_REFUSED);
  }

  @Test
  void rights_that_may_be_on_their_way_are_waited_for() {
    KubernetesClientException error =
        error(403, "User \"x\" cannot patch resource \"deployments\" in API group \"apps\"");

    assertThat(ApiRefusal.of(DEPLOYMENT, error, true)).isInstanceOf(Applied.Retry.class);
  }

  @Test
  void a_namespace_that_ends_is_waited_for() {
    KubernetesClientException error =
        error(
            403,
            "deployments.apps \"n8n\" is forbidden: unable to create new content in namespace tenant-acme because it is being terminated");

    assertThat(ApiRefusal.of(DEPLOYMENT, error, false)).isInstanceOf(Applied.Retry.class);
  }

  @Test
  void a_message_stays_within_bounds() {
    KubernetesClientException error = error(422, "x".repeat(10_000) + "\nat some.Stack.trace");

    assertThat(((Applied.Rejected) ApiRefusal.of(DEPLOYMENT, error, false)).problem().message())
        .hasSizeLessThan(800)
        .doesNotContain("Stack");
  }

  private static KubernetesClientException error(int code, String message) {
    return new KubernetesClientException(
        message, code, new StatusBuilder().withCode(code).withMessage(message).build());
  }
}
