package io.smarteros.tenant.testkit.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectLintTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final String GOOD =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        template:
          spec:
            automountServiceAccountToken: false
            enableServiceLinks: false
            securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
            containers:
            - name: web
              image: example/web:1.0.0
              ports: [{containerPort: 80, protocol: TCP}]
              resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {memory: 1Gi}}
              env: [{name: LOG_LEVEL, value: info}]
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              startupProbe: {exec: {command: [x]}}
              readinessProbe: {exec: {command: [x]}}
              livenessProbe: {exec: {command: [x]}}
            volumes: [{name: tmp, emptyDir: {sizeLimit: 1Gi}}]
      """;

  @Test
  void a_good_object_gets_no_complaint() {
    assertThat(complaints(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpu: 100m | cpu: '0.1' | is 0.1, and the server writes 100m",
        "sizeLimit: 1Gi | sizeLimit: 1024Mi | is 1024Mi, and the server writes 1Gi",
        ", protocol: TCP | '' | has no protocol",
        "automountServiceAccountToken: false | '' | gets a token",
        "enableServiceLinks: false | '' | gets a variable for each Service",
        ", seccompProfile: {type: RuntimeDefault} | '' | has no seccompProfile",
        "runAsNonRoot: true, | '' | may run as root",
        "runAsUser: 1000 | runAsUser: 0 | may run as root",
        "drop: [ALL] | drop: [NET_RAW] | keeps capabilities",
        "emptyDir: {sizeLimit: 1Gi} | emptyDir: {} | may fill the disk of its node",
        "protocol: TCP | protocol: TCP, hostPort: 80 | takes a port of its node",
        "LOG_LEVEL | SMTP_PASSWORD | shows the value of SMTP_PASSWORD",
        "LOG_LEVEL | API_KEY | shows the value of API_KEY",
        "emptyDir: {sizeLimit: 1Gi} | hostPath: {path: /} | mounts a path of its node",
        "image: example/web:1.0.0 | image: example/web | has an image that may change",
        "image: example/web:1.0.0 | image: registry:5000/web | has an image that may change",
        "image: example/web:1.0.0 | image: example/web:latest | has an image that may change",
        "image: example/web:1.0.0 | image: example/web:19.0 | has an image that may change",
        "cpu: 100m, | '' | asks for no processor time",
        ", memory: 1Gi} | } | asks for no memory",
        "limits: {memory: 1Gi} | limits: {cpu: 1} | has no limit of memory",
        "allowPrivilegeEscalation: false | runAsUser: 1 | may get more rights",
        "allowPrivilegeEscalation: false | privileged: true | is privileged",
        "readinessProbe: {exec: {command: [x]}} | '' | has no readinessProbe",
        "containers: | hostNetwork: true\\n      containers: | has hostNetwork",
      })
  void what_a_reader_would_object_to_is_told(String good, String bad, String complaint) {
    String object = GOOD.replace(good, bad.replace("\\n", "\n"));

    assertThat(complaints(object)).anyMatch(told -> told.contains(complaint));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web:v4.16.2-ce",
        "web:v12_31_10",
        "web:19.0-20260723",
        "registry:5000/web:7.2.11-alpine",
        "web@sha256:0123"
      })
  void an_image_of_one_build_does_not_change(String image) {
    assertThat(complaints(GOOD.replace("example/web:1.0.0", image))).isEmpty();
  }

  @Test
  void a_pod_may_run_as_root_where_it_needs_no_more_than_baseline() {
    HasMetadata root = YAML.unmarshal(GOOD.replace("runAsNonRoot: true, runAsUser: 1000, ", ""));

    assertThat(ObjectLint.complaints(root, PodSecurity.BASELINE)).isEmpty();
    assertThat(ObjectLint.complaints(root)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "backoffLimit: 2, has no number of tries",
    "activeDeadlineSeconds: 60, may run for ever",
    "template:, may be gone before"
  })
  void a_job_has_bounds_and_stays_until_it_was_seen(String good, String complaint) {
    String job =
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: init}
        spec:
          backoffLimit: 2
          activeDeadlineSeconds: 60
          template:
        """;
    String bad = good.equals("template:") ? "ttlSecondsAfterFinished: 60\n  template:" : "";

    assertThat(complaints(job)).isEmpty();
    assertThat(complaints(job.replace(good, bad))).anyMatch(told -> told.contains(complaint));
  }

  @Test
  void a_reference_of_a_route_names_its_group() {
    String route =
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web}
        spec: {parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: public}]}
        """;

    assertThat(complaints(route)).isEmpty();
    assertThat(complaints(route.replace("group: gateway.networking.k8s.io, ", "")))
        .containsExactly("HTTPRoute web.spec.parentRefs has no apiGroup");
  }

  @Test
  void a_reference_to_a_role_names_its_group() {
    String binding =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: tenant}
        roleRef: {kind: ClusterRole, name: edit}
        subjects: [{kind: ServiceAccount, name: x}]
        """;

    assertThat(complaints(binding)).containsExactly("RoleBinding tenant.roleRef has no apiGroup");
  }

  private static List<String> complaints(String yaml) {
    HasMetadata object = YAML.unmarshal(yaml);
    return ObjectLint.complaints(object);
  }
}
