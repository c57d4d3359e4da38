package io.smarteros.tenant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.process.Await;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@ClusterTest
class LocalClusterTest {
  private static final String NAMESPACE = "local-cluster-test";
  private static final Duration BOUND = Duration.ofMinutes(1);

  private final LocalCluster cluster;

  LocalClusterTest(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void makeNamespace(LocalCluster cluster) {
    cluster.kubectl(LocalCluster.ADMIN, "create", "namespace", NAMESPACE).orFail();
  }

  @AfterAll
  static void deleteNamespace(LocalCluster cluster) {
    cluster.kubectl(LocalCluster.ADMIN, "delete", "namespace", NAMESPACE, "--wait=false").orFail();
  }

  @Test
  void a_deployment_becomes_available() {
    apply(deployment("good", "docker.io/library/anything:1.0"));

    KubectlResult wait =
        kubectl("wait", "--for=condition=Available", "--timeout=60s", "deployment/good");
    assertThat(wait.exitCode()).as(wait.stderr()).isZero();
  }

  @Test
  void an_image_that_cannot_be_pulled_never_becomes_ready() {
    apply(deployment("bad", "docker.io/library/anything:does-not-exist"));

    Await.until(
        "the pod to say that its image cannot be pulled",
        BOUND,
        () -> podsOf("bad").anyMatch(LocalClusterTest::cannotPullItsImage));
    Deployment deployment =
        cluster.client().apps().deployments().inNamespace(NAMESPACE).withName("bad").get();
    assertThat(deployment.getStatus().getAvailableReplicas()).isIn(null, 0);
  }

  @Test
  void the_node_renews_its_lease_so_that_it_never_counts_as_lost() {
    Supplier<String> renewed =
        () ->
            cluster
                .kubectl(
                    LocalCluster.ADMIN,
                    "get",
                    "lease/fake-node",
                    "--namespace=kube-node-lease",
                    "--ignore-not-found",
                    "-o=jsonpath={.spec.renewTime}")
                .orFail();
    Await.until("a first lease of the node", BOUND, () -> !renewed.get().isEmpty());
    String first = renewed.get();
    Await.until("the node to renew its lease", BOUND, () -> !renewed.get().equals(first));
  }

  @Test
  void a_job_completes() {
    apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: main, image: docker.io/library/anything}]
        """);

    KubectlResult wait = kubectl("wait", "--for=condition=Complete", "--timeout=60s", "job/once");
    assertThat(wait.exitCode()).as(wait.stderr()).isZero();
  }

  @Test
  void a_claim_gets_a_volume_that_grows_and_goes_with_it() {
    apply(claim("1Gi"));
    awaitOutput("Bound", "get", "pvc/data", "-o=jsonpath={.status.phase}");

    apply(claim("2Gi"));
    awaitOutput("2Gi", "get", "pvc/data", "-o=jsonpath={.status.capacity.storage}");

    String volume = kubectl("get", "pvc/data", "-o=jsonpath={.spec.volumeName}").orFail();
    kubectl("delete", "pvc/data").orFail();
    awaitOutput("", "get", "pv", volume, "--ignore-not-found", "-o=name");
  }

  @Test
  void an_ingress_gets_an_address_and_the_certificate_that_it_asks_for() {
    apply(ingress("asks", "nginx", "annotations: {cert-manager.io/cluster-issuer: local}"));
    apply(ingress("asks-not", "nginx", ""));

    for (String name : List.of("asks", "asks-not")) {
      awaitOutput(
          "192.0.2.10",
          "get",
          "ingress/" + name,
          "-o=jsonpath={.status.loadBalancer.ingress[0].ip}");
    }
    awaitOutput(
        "kubernetes.io/tls", "get", "secret/asks-tls", "--ignore-not-found", "-o=jsonpath={.type}");
    assertThat(kubectl("get", "secret/asks-not-tls", "--ignore-not-found").orFail()).isEmpty();
  }

  @Test
  void nobody_serves_an_ingress_of_another_class() {
    apply(ingress("strange", "strange", ""));
    apply(ingress("served-later", "nginx", ""));

    awaitOutput(
        "192.0.2.10",
        "get",
        "ingress/served-later",
        "-o=jsonpath={.status.loadBalancer.ingress[0].ip}");
    assertThat(kubectl("get", "ingress/strange", "-o=jsonpath={.status.loadBalancer}").orFail())
        .isEqualTo("{}");
  }

  private static String ingress(String name, String ingressClass, String annotations) {
    return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: %1$s
          %3$s
        spec:
          ingressClassName: %2$s
          tls: [{secretName: %1$s-tls}]
          defaultBackend: {service: {name: any, port: {number: 80}}}
        """
        .formatted(name, ingressClass, annotations);
  }

  @Test
  void a_named_user_may_do_what_rbac_grants_and_no_more() {
    KubectlResult before = cluster.kubectl("alice", "get", "pods", "-n", NAMESPACE);
    assertThat(before.stderr()).contains("User \"alice\" cannot list resource \"pods\"");

    kubectl("create", "rolebinding", "alice", "--clusterrole=view", "--user=alice").orFail();

    cluster.kubectl("alice", "get", "pods", "-n", NAMESPACE).orFail();
    KubectlResult write = cluster.kubectl("alice", "create", "configmap", "mine", "-n", NAMESPACE);
    assertThat(write.stderr()).contains("User \"alice\" cannot create resource \"configmaps\"");
  }

  @Test
  void a_service_account_acts_under_its_own_name_and_the_audit_log_tells() {
    kubectl("create", "serviceaccount", "robot").orFail();
    kubectl(
            "create",
            "rolebinding",
            "robot",
            "--clusterrole=edit",
            "--serviceaccount=" + NAMESPACE + ":robot")
        .orFail();
    cluster.serviceAccountKubeconfig(NAMESPACE, "robot");
    long mark = cluster.auditLog().mark();

    cluster.kubectl(NAMESPACE + ":robot", "create", "configmap", "hello", "-n", NAMESPACE).orFail();

    Await.until(
        "the audit log to name who wrote the ConfigMap",
        BOUND,
        () ->
            cluster
                .auditLog()
                .since(mark)
                .filter(Entry::isWrite)
                .anyMatch(
                    entry ->
                        entry.user().equals("system:serviceaccount:%s:robot".formatted(NAMESPACE))
                            && entry.resource().equals("configmaps")
                            && entry.name().equals("hello")
                            && entry.code() == HttpURLConnection.HTTP_CREATED));
  }

  @Test
  void the_environment_of_the_pod_behind_a_service_is_what_a_kubelet_would_give_it() {
    apply(
        """
        {apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {key: first}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {COLOUR: green, SIZE: s}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: app},
         spec: {selector: {app: app}, ports: [{port: 80}]}}
        """);
    PodEnvironments environments = new PodEnvironments(cluster.client());
    assertThat(environments.behind(NAMESPACE, "app")).as("before there is a pod").isEmpty();

    apply(
        deployment("app", "docker.io/library/anything:1.0")
            + """
                  envFrom: [{configMapRef: {name: settings}}]
                  env:
                    - {name: SIZE, value: xl}
                    - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: key}}}
            """
                .indent(4));
    kubectl("wait", "--for=condition=Available", "--timeout=60s", "deployment/app").orFail();

    assertThat(environments.behind(NAMESPACE, "app").orElseThrow().variables())
        .containsEntry("COLOUR", "green")
        .containsEntry("SIZE", "xl")
        .containsEntry("KEY", "first");
  }

  private Stream<Pod> podsOf(String app) {
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", app)
        .list()
        .getItems()
        .stream();
  }

  private static boolean cannotPullItsImage(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(container -> container.getState().getWaiting())
        .filter(Objects::nonNull)
        .map(ContainerStateWaiting::getReason)
        .anyMatch("ImagePullBackOff"::equals);
  }

  private void awaitOutput(String expected, String... arguments) {
    Await.until(
        "kubectl %s to print '%s'".formatted(String.join(" ", arguments), expected),
        BOUND,
        () -> kubectl(arguments).orFail().equals(expected));
  }

  private KubectlResult kubectl(String... arguments) {
    String[] inNamespace = Arrays.copyOf(arguments, arguments.length + 1);
    inNamespace[arguments.length] = "--namespace=" + NAMESPACE;
    return cluster.kubectl(LocalCluster.ADMIN, inNamespace);
  }

  private void apply(String yaml) {
    cluster
        .kubectlWithInput(LocalCluster.ADMIN, yaml, "apply", "-n", NAMESPACE, "-f", "-")
        .orFail();
  }

  private static String claim(String size) {
    return """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: %s}}
    """
        .formatted(size);
  }

  private static String deployment(String name, String image) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %1$s}
    spec:
      selector: {matchLabels: {app: %1$s}}
      template:
        metadata: {labels: {app: %1$s}}
        spec:
          containers:
            - name: main
              image: "%2$s"
    """
        .formatted(name, image);
  }
}
