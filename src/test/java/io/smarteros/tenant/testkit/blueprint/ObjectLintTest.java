package io.smarteros.tenant.testkit.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            securityContext: {seccompProfile: {type: RuntimeDefault}}
            containers:
            - name: web
              image: example/web:1.0.0
              ports: [{containerPort: 80, protocol: TCP}]
              resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {memory: 1Gi}}
              securityContext: {allowPrivilegeEscalation: false}
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
        "automountServiceAccountToken: false | enableServiceLinks: true | gets a token",
        "seccompProfile: {type: RuntimeDefault} | runAsUser: 1 | has no seccompProfile",
        "emptyDir: {sizeLimit: 1Gi} | hostPath: {path: /} | mounts a path of its node",
        "image: example/web:1.0.0 | image: example/web | has an image that may change",
        "image: example/web:1.0.0 | image: registry:5000/web | has an image that may change",
        "image: example/web:1.0.0 | image: example/web:latest | has an image that may change",
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
