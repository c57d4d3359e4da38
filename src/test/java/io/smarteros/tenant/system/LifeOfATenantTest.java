package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Retained;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.local.cluster.AuditLog;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.Kstatus;
import io.smarteros.tenant.testkit.N8nUser;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What people do with a tenant that they have. All tenants are made at once, to save time. */
@SharedPlatformTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LifeOfATenantTest {
  private static final String N8N = "services: {n8n: {}}";
  private static final String VERSIONS =
      "allow: {versions: {n8n: [\"2.41.1\", \"2.41.2\"]}, env: false}";

  private final Platform platform;
  private final Scene scene;

  LifeOfATenantTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @BeforeAll
  void tenants_come_up() {
    scene.tenantClass("plan", VERSIONS, Scene.ROUTING_WITH_TLS);
    for (String name : List.of("acme", "sleepy", "switched", "dropped", "changing", "paused")) {
      scene.tenant(name, "className: plan", N8N);
    }
  }

  @AfterAll
  void clean_up() {
    scene.close();
  }

  @Test
  void kubectl_tells_how_it_stands() {
    platform.kubectl("wait", "--for=condition=Ready", "tenant/acme", "--timeout=120s");

    assertThat(platform.kubectl("get", "tn", "acme"))
        .matches(
            "NAME +CLASS +SERVICES +READY +STATUS +SYNCED +AGE\n"
                + "acme +plan +1/1 +True +Ready +True +\\S+");
    assertThat(platform.kubectl("get", "tn", "acme", "-o", "wide").lines().toList().getLast())
        .matches(
            "acme +plan +1/1 +True +Ready +True +\\S+ +https://n8n-acme[.]tenants[.]example[.]com"
                + " +tenant-acme +[0-9a-f-]{36} +n8n is ready");
    assertThat(platform.kubectl("explain", "tenant.spec.services.n8n"))
        .contains("n8n, workflow automation", "settings", "Version to run");
    assertThat(Kstatus.of(tenant("acme"))).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void the_login_secret_opens_n8n() {
    ServiceStatus n8n = platform.awaitReady("acme").getStatus().services().getFirst();

    Map<String, String> login = scene.secret("acme", "n8n-login");

    assertThat(n8n.loginSecret()).isEqualTo("n8n-login");
    assertThat(login)
        .containsEntry("username", "it@acme.example")
        .containsEntry("url", n8n.url())
        .containsEntry("url", "https://n8n-acme.tenants.example.com");
    assertThat(n8nOf("acme").logsIn(login)).isTrue();
    assertThat(n8nOf("acme").logsIn("it@acme.example", "another")).isFalse();
  }

  @Test
  void there_is_no_way_in_before_the_set_up_is_closed() {
    platform.applications().n8n().delay(namespace("slow"), Duration.ofMinutes(1));
    scene.tenant("slow", N8N);
    Await.until(
        "n8n to be asked",
        Platform.PATIENCE,
        () -> !platform.applications().n8n().requests(namespace("slow")).isEmpty());

    platform.awaitReason("slow", "N8nReady", Reason.WAITING_FOR_APPLICATION.id());
    assertThat(ingress("slow").get()).isNull();

    platform.applications().n8n().delay(namespace("slow"), Duration.ZERO);
    platform.awaitReady("slow");
    assertThat(ingress("slow").require().getSpec().getRules().getFirst().getHost())
        .isEqualTo("n8n-slow.tenants.example.com");
  }

  @Test
  void an_application_that_does_not_let_itself_be_set_up_yet_is_told_apart() {
    platform.applications().n8n().fail(namespace("balky"), "POST /rest/login", 503);
    scene.tenant("balky", N8N);

    platform.awaitReason("balky", "N8nReady", Reason.SETTING_UP.id());
    platform.applications().n8n().mend(namespace("balky"));
    platform.awaitReady("balky");
  }

  @Test
  void suspending_stops_the_pods_and_keeps_everything_else() {
    platform.awaitReady("sleepy");
    Everything before = everythingOf("sleepy");

    scene.tenant("sleepy", "className: plan", N8N, "suspended: true");
    Tenant suspended =
        platform.await(
            "sleepy",
            "to be suspended",
            now -> is(now, "N8nReady", "False Suspended") && is(now, "Ready", "True Suspended"));

    assertThat(scene.pods("sleepy")).isEmpty();
    assertThat(deployment("sleepy").require().getSpec().getReplicas()).isZero();
    assertThat(everythingOf("sleepy")).isEqualTo(before);
    assertThat(suspended.getStatus().servicesReady()).isEqualTo("0/1");
    assertThat(Kstatus.of(suspended)).isEqualTo(Kstatus.CURRENT);

    scene.tenant("sleepy", "className: plan", N8N);
    platform.awaitReady("sleepy");
    assertThat(everythingOf("sleepy")).isEqualTo(before);
    assertThat(n8nOf("sleepy").logsIn(before.login())).isTrue();
  }

  @Test
  void a_tenant_can_be_suspended_although_the_rest_of_its_spec_is_refused() {
    scene.tenant("refused", "className: plan", N8N);
    platform.awaitReady("refused");

    scene.tenant(
        "refused",
        "className: plan",
        "services: {n8n: {host: n8n-acme.tenants.example.com, env: [{name: COLOR, value: red}]}}",
        "suspended: true");
    platform.awaitReason("refused", "Ready", Reason.SUSPENDED.id());

    assertThat(scene.pods("refused")).isEmpty();
    assertThat(ingress("refused").require().getSpec().getRules().getFirst().getHost())
        .isEqualTo("n8n-refused.tenants.example.com");
    scene.tenant("refused", "className: plan", N8N);
    platform.awaitReady("refused");
  }

  @Test
  void a_tenant_can_be_suspended_although_its_namespace_is_not_in_order() {
    scene.tenantClass("in-need", "imagePullSecrets: [registry]");
    platform.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: registry
          namespace: %s
          labels: {smarteros.io/class-secret: "true"}
        type: kubernetes.io/dockerconfigjson
        stringData: {.dockerconfigjson: '{"auths": {}}'}
        """
            .formatted(OperatorChart.NAMESPACE));
    scene.tenant("impounded", "className: in-need", N8N);
    platform.awaitReady("impounded");
    platform.kubectl("delete", "secret", "registry", "--namespace=" + OperatorChart.NAMESPACE);
    platform.awaitReason("impounded", "NamespaceReady", Reason.CLASS_SECRET_NOT_FOUND.id());

    scene.tenant("impounded", "className: in-need", N8N, "suspended: true");

    Await.until("its pods to end", Platform.PATIENCE, () -> scene.pods("impounded").isEmpty());
  }

  @Test
  void a_tenant_can_be_suspended_although_one_of_its_objects_does_not_go() {
    scene.tenant("clinging", "className: plan", N8N);
    platform.awaitReady("clinging");
    finalizersOfService("clinging", "[\"example.com/stays\"]");
    platform.kubectl("delete", "service", "n8n", "--namespace=tenant-clinging", "--wait=false");

    scene.tenant("clinging", "className: plan", N8N, "suspended: true");

    Await.until("its pods to end", Platform.PATIENCE, () -> scene.pods("clinging").isEmpty());
    finalizersOfService("clinging", "[]");
    scene.tenant("clinging", "className: plan", N8N);
    platform.awaitReady("clinging");
  }

  private void finalizersOfService(String tenant, String finalizers) {
    platform.kubectl(
        "patch",
        "service",
        "n8n",
        "--namespace=tenant-" + tenant,
        "--type=merge",
        "--patch={\"metadata\":{\"finalizers\":%s}}".formatted(finalizers));
  }

  @Test
  void a_service_that_is_switched_off_comes_back_as_it_was() {
    comesBack("switched", "services: {n8n: {enabled: false}}");
  }

  @Test
  void a_service_that_leaves_the_spec_comes_back_as_it_was() {
    comesBack("dropped", "services: {}");
  }

  private void comesBack(String name, String without) {
    platform.awaitReady(name);
    Map<String, String> keys = scene.secret(name, "n8n");
    Map<String, String> login = scene.secret(name, "n8n-login");

    scene.tenant(name, "className: plan", without);
    Tenant off = platform.awaitReady(name);

    assertThat(off.getStatus().servicesReady()).isEqualTo("0/0");
    assertThat(off.getStatus().condition("N8nReady")).isEmpty();
    assertThat(off.getStatus().retained())
        .extracting(Retained::kind, Retained::name)
        .containsExactly(tuple("Database", "t_" + name + "_n8n"));
    Await.until(
        "pods, Deployment, Service and Ingress to go",
        Platform.PATIENCE,
        () ->
            scene.pods(name).isEmpty()
                && Stream.of(deployment(name), service(name), ingress(name))
                    .allMatch(resource -> resource.get() == null));
    assertThat(scene.secret(name, "n8n")).isEqualTo(keys);

    scene.tenant(name, "className: plan", N8N);
    Tenant on = platform.awaitReady(name);

    assertThat(on.getStatus().retained()).isEmpty();
    assertThat(scene.secret(name, "n8n")).isEqualTo(keys);
    assertThat(scene.secret(name, "n8n-login")).isEqualTo(login);
    assertThat(ingress(name).get()).isNotNull();
    assertThat(n8nOf(name).logsIn(login)).isTrue();
  }

  @Test
  void a_newer_version_and_other_resources_are_rolled_out_and_an_older_version_is_refused() {
    platform.awaitReady("changing");
    Set<String> first = scene.pods("changing");

    scene.tenant("changing", "className: plan", "services: {n8n: {version: \"2.41.2\"}}");
    Tenant newer = platform.awaitReady("changing");

    Set<String> second = scene.pods("changing");
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    assertThat(newer.getStatus().services().getFirst().version()).isEqualTo("2.41.2");
    assertThat(container("changing").getImage()).isEqualTo("n8nio/n8n:2.41.2");

    scene.tenant("changing", "className: plan", "services: {n8n: {version: \"2.41.1\"}}");
    Tenant older = platform.awaitReason("changing", "N8nReady", Reason.VERSION_REFUSED.id());

    assertThat(Kstatus.of(older)).isEqualTo(Kstatus.FAILED);
    assertThat(older.getStatus().condition("N8nReady").orElseThrow().message())
        .contains("Set spec.services.n8n.version to 2.41.2 or newer");
    assertThat(older.getStatus().services().getFirst().version()).isEqualTo("2.41.2");
    assertThat(scene.pods("changing")).isEqualTo(second);

    scene.tenant(
        "changing",
        "className: plan",
        "services: {n8n: {version: \"2.41.2\", resources: {cpu: 300m, memory: 2048Mi}}}");
    platform.awaitReady("changing");

    assertThat(scene.pods("changing")).hasSize(1).doesNotContainAnyElementsOf(second);
    assertThat(container("changing").getResources().getRequests())
        .containsEntry("cpu", new Quantity("300m"))
        .containsEntry("memory", new Quantity("2Gi"));
  }

  @Test
  void a_restart_replaces_the_pods_once() {
    scene.tenant("weary", "className: plan", N8N);
    platform.awaitReady("weary");
    Set<String> first = scene.pods("weary");
    Map<String, String> secrets = scene.secret("weary", "n8n");

    scene.annotate("weary", "restart", "1");
    awaitOtherPods("weary", first);
    Set<String> second = scene.pods("weary");
    assertThat(second).hasSize(1);
    assertThat(scene.secret("weary", "n8n")).isEqualTo(secrets);

    scene.unannotate("weary", "restart");
    askForReconciliation("weary", "without it");
    assertThat(scene.pods("weary")).isEqualTo(second);
  }

  @Test
  void credentials_are_replaced_once_and_n8n_goes_on_with_them() {
    scene.tenant("careful", "className: plan", N8N);
    platform.awaitReady("careful");
    Map<String, String> first = scene.secret("careful", "n8n");
    Map<String, String> firstLogin = scene.secret("careful", "n8n-login");

    rotate("database-password@1");

    Map<String, String> second = scene.secret("careful", "n8n");
    assertThat(second.getOrDefault("DB_POSTGRESDB_PASSWORD", ""))
        .isNotEqualTo(first.getOrDefault("DB_POSTGRESDB_PASSWORD", ""));
    assertThat(second.getOrDefault("N8N_ENCRYPTION_KEY", ""))
        .isEqualTo(first.getOrDefault("N8N_ENCRYPTION_KEY", ""));
    assertThat(scene.secret("careful", "n8n-login")).isEqualTo(firstLogin);

    rotate("login@1");

    Map<String, String> secondLogin = scene.secret("careful", "n8n-login");
    assertThat(n8nOf("careful").logsIn(firstLogin)).isFalse();
    assertThat(n8nOf("careful").logsIn(secondLogin)).isTrue();
    Set<String> pods = scene.pods("careful");
    askForReconciliation("careful", "at rest");
    assertThat(scene.secret("careful", "n8n-login")).isEqualTo(secondLogin);
    assertThat(scene.pods("careful")).isEqualTo(pods);
  }

  /** With another credential n8n starts anew, and answers only if its database lets it in. */
  private void rotate(String what) {
    Set<String> before = scene.pods("careful");
    scene.annotate("careful", "rotate", "n8n/" + what);
    awaitOtherPods("careful", before);
  }

  /** And that the tenant is ready with them: the status of before says so as well. */
  private void awaitOtherPods(String tenant, Set<String> before) {
    Await.until(
        "the pods to be replaced",
        Platform.PATIENCE,
        () -> !scene.pods(tenant).isEmpty() && Collections.disjoint(scene.pods(tenant), before));
    askForReconciliation(tenant, "with " + scene.pods(tenant));
    platform.awaitReady(tenant);
  }

  private void askForReconciliation(String tenant, String value) {
    scene.annotate(tenant, "reconcile-at", value);
    platform.await(
        tenant, "to be checked", now -> value.equals(now.getStatus().lastHandledReconcileAt()));
  }

  @Test
  void a_changed_quota_of_the_class_reaches_the_namespaces() {
    platform.awaitReady("acme");

    scene.tenantClass("plan", VERSIONS, Scene.ROUTING_WITH_TLS, "quota: {pods: \"7\"}");

    Await.until(
        "the quota to change",
        Platform.PATIENCE,
        () ->
            new Quantity("7")
                .equals(
                    platform
                        .client()
                        .resourceQuotas()
                        .inNamespace(namespace("acme"))
                        .withName("tenant")
                        .require()
                        .getSpec()
                        .getHard()
                        .get("pods")));
    platform.awaitReady("acme");
  }

  @Test
  void nothing_is_written_for_a_paused_tenant() {
    platform.awaitReady("paused");
    scene.annotate("paused", "paused", "true");
    platform.await("paused", "to say so", now -> is(now, "Ready", "True Paused"));
    long mark = platform.cluster().auditLog().mark();

    deployment("paused").scale(0);
    scene.tenant("paused", "className: plan", "services: {n8n: {resources: {memory: 2Gi}}}");
    Tenant paused =
        platform.await("paused", "to be stalled", now -> is(now, "Stalled", "True Paused"));

    assertThat(Kstatus.of(paused)).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(paused.getStatus().observedGeneration())
        .isLessThan(paused.getMetadata().getGeneration());
    scene.unannotate("paused", "paused");
    platform.awaitReady("paused");
    assertThat(container("paused").getResources().getLimits())
        .containsEntry("memory", new Quantity("2Gi"));
    assertThat(writesBeforeTheAnnotationWentOff("paused", mark)).isEmpty();
  }

  /** All that the operator wrote between the mark and the last change of an annotation. */
  private List<AuditLog.Entry> writesBeforeTheAnnotationWentOff(String name, long mark) {
    Instant end =
        platform
            .cluster()
            .auditLog()
            .since(mark)
            .filter(entry -> entry.user().equals(LocalCluster.ADMIN))
            .filter(entry -> entry.resource().equals("tenants") && entry.name().equals(name))
            .filter(AuditLog.Entry::isWrite)
            .map(AuditLog.Entry::at)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return platform.requests().writesSince(mark).stream()
        .filter(entry -> entry.at().isBefore(end))
        .filter(entry -> entry.namespace().equals(namespace(name)) || entry.name().equals(name))
        .filter(entry -> !entry.subresource().equals("status"))
        .toList();
  }

  @Test
  void a_tenant_may_be_born_paused() {
    platform.apply(
        """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: born-paused, annotations: {smarteros.io/paused: "true"}}
        spec: {displayName: Born paused, adminEmail: it@born.example, services: {n8n: {}}}
        """);
    scene.owns("born-paused");

    Tenant paused =
        platform.await("born-paused", "to say so", now -> is(now, "Ready", "Unknown Paused"));
    assertThat(Kstatus.of(paused)).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(platform.records().secret("born-paused").get()).isNull();

    scene.unannotate("born-paused", "paused");
    platform.awaitReady("born-paused");
  }

  @Test
  void a_person_can_ask_for_a_look_at_everything() {
    platform.awaitReady("acme");
    platform.client().secrets().inNamespace(namespace("acme")).withName("n8n-login").delete();

    platform.lookAgain("acme");

    assertThat(scene.secret("acme", "n8n-login")).containsKey("password");
  }

  /** What neither a suspension nor anything else may change. */
  private record Everything(
      Map<String, String> keys, Map<String, String> login, String service, String ingress) {}

  private Everything everythingOf(String name) {
    return new Everything(
        scene.secret(name, "n8n"),
        scene.secret(name, "n8n-login"),
        uid(service(name)),
        uid(ingress(name)));
  }

  private static <T extends HasMetadata> String uid(Resource<T> resource) {
    return resource.require().getMetadata().getUid();
  }

  private Tenant tenant(String name) {
    return platform.find(name).orElseThrow();
  }

  private N8nUser n8nOf(String name) {
    return new N8nUser(platform.applications().n8n().addressOf(namespace(name)));
  }

  private Resource<Deployment> deployment(String name) {
    return platform.client().apps().deployments().inNamespace(namespace(name)).withName("n8n");
  }

  private Resource<Service> service(String name) {
    return platform.client().services().inNamespace(namespace(name)).withName("n8n");
  }

  private Resource<Ingress> ingress(String name) {
    return platform
        .client()
        .network()
        .v1()
        .ingresses()
        .inNamespace(namespace(name))
        .withName("n8n");
  }

  private Container container(String name) {
    return deployment(name).require().getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private static boolean is(Tenant tenant, String type, String statusAndReason) {
    return Optional.ofNullable(tenant.getStatus())
        .flatMap(status -> status.condition(type))
        .map(LifeOfATenantTest::text)
        .equals(Optional.of(statusAndReason));
  }

  private static String text(Condition condition) {
    String status =
        switch (condition.status()) {
          case TRUE -> "True";
          case FALSE -> "False";
          case UNKNOWN -> "Unknown";
        };
    return status + " " + condition.reason();
  }
}
