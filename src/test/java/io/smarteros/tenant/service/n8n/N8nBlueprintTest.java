package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.ServicePlan;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class N8nBlueprintTest {

  @Test
  void usual_tenant() {
    Golden.assertMatches("usual", N8nPlans.usual());
  }

  @Test
  void everything_that_a_class_and_a_tenant_can_ask_for() {
    Golden.assertMatches("full", N8nPlans.everything());
  }

  @Test
  void suspended_tenant_keeps_everything_but_pods() {
    Golden.assertMatches("suspended", N8nPlans.usual().suspended());
  }

  @Test
  void with_a_queue() {
    Golden.assertMatches("queue", N8nPlans.queue());
  }

  @Test
  void everything_that_can_be_asked_for_with_a_queue() {
    Golden.assertMatches("full-queue", N8nPlans.everythingWithQueue());
  }

  @Test
  void no_route_where_the_class_routes_nothing() {
    assertThat(Golden.objects(N8nPlans.usual().withClass("baseDomain: example.com")))
        .noneMatch(object -> object instanceof Ingress)
        .noneMatch(object -> object instanceof GenericKubernetesResource);
  }

  @Test
  void an_ingress_without_tls_relies_on_the_controllers_certificate() {
    Ingress ingress =
        find(
            Golden.objects(
                N8nPlans.usual()
                    .withClass(
                        """
                        baseDomain: example.com
                        routing: {ingress: {className: nginx}}
                        """)),
            Ingress.class);
    assertThat(ingress.getSpec().getTls()).isEmpty();
  }

  @Test
  void the_certificates_secret_can_be_named() {
    Ingress ingress =
        find(
            Golden.objects(
                N8nPlans.usual()
                    .withClass(
                        """
                        baseDomain: example.com
                        routing: {ingress: {tls: {secretName: wildcard}}}
                        """)),
            Ingress.class);
    assertThat(ingress.getSpec().getTls().getFirst().getSecretName()).isEqualTo("wildcard");
    assertThat(ingress.getSpec().getIngressClassName()).isNull();
  }

  @Test
  void tls_of_the_database_follows_the_class() {
    assertThat(environment(N8nPlans.usual().withDatabase(SslMode.DISABLE, Optional.empty())))
        .doesNotContainKey("DB_POSTGRESDB_SSL_ENABLED");
    assertThat(environment(N8nPlans.usual().withDatabase(SslMode.REQUIRE, Optional.empty())))
        .containsEntry("DB_POSTGRESDB_SSL_ENABLED", "true")
        .containsEntry("DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED", "false");
    assertThat(
            environment(
                N8nPlans.usual().withDatabase(SslMode.VERIFY_FULL, Optional.of(N8nPlans.CA))))
        .containsEntry("DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED", "true")
        .containsEntry("DB_POSTGRESDB_SSL_CA", N8nPlans.CA);
  }

  @Test
  void an_initial_owner_is_not_in_the_environment() {
    N8nPlans initial = N8nPlans.usual().withSettings("ownerPassword: Initial");
    assertThat(environment(initial)).doesNotContainKey("N8N_INSTANCE_OWNER_MANAGED_BY_ENV");
    assertThat(N8nEnvironment.secret(initial.plan()))
        .doesNotContainKey("N8N_INSTANCE_OWNER_PASSWORD_HASH");
  }

  @Test
  void a_default_that_the_tenant_changes_stands_once_and_as_it_says() {
    assertThat(
            variables(
                N8nPlans.usual().withEnv(new EnvironmentVariable("N8N_PROXY_HOPS", "2", null))))
        .filteredOn(variable -> variable.getName().equals("N8N_PROXY_HOPS"))
        .extracting(EnvVar::getValue)
        .containsExactly("2");
  }

  @Test
  void an_empty_value_is_left_out_since_the_server_drops_it() {
    EnvVar variable =
        variables(N8nPlans.usual().withEnv(new EnvironmentVariable("N8N_LOG_LEVEL", "", null)))
            .getLast();

    assertThat(variable.getName()).isEqualTo("N8N_LOG_LEVEL");
    assertThat(variable.getValue()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"IMPLICIT, true, false", "START_TLS, false, true", "NONE, false, false"})
  void mail_is_encrypted_as_the_class_says(Tls tls, String ssl, String startTls) {
    ClassAccess access =
        N8nPlans.CLASS_ACCESS.withSmtp(
            Optional.of(
                new SmtpAccess("smtp.example.com", 2525, "a@example.com", tls, Optional.empty())));

    assertThat(environment(N8nPlans.usual().with(access)))
        .containsEntry("N8N_EMAIL_MODE", "smtp")
        .containsEntry("N8N_SMTP_PORT", "2525")
        .containsEntry("N8N_SMTP_SSL", ssl)
        .containsEntry("N8N_SMTP_STARTTLS", startTls);
    assertThat(N8nEnvironment.secret(N8nPlans.usual().with(access).plan()))
        .doesNotContainKeys("N8N_SMTP_USER", "N8N_SMTP_PASS");
  }

  /** With any of them the login, or the key, could be sent to a server of the tenant's. */
  @ParameterizedTest
  @CsvSource({
    "SMTP, N8N_SMTP_HOST",
    "SMTP, N8N_SMTP_HOST_FILE",
    "SMTP, N8N_SMTP_PORT",
    "SMTP, N8N_SMTP_SSL",
    "SMTP, N8N_SMTP_OAUTH_SERVICE_CLIENT",
    "SMTP, N8N_EMAIL_MODE",
    "SMTP, N8N_EMAIL_MODE_FILE",
    "LICENCE, N8N_LICENSE_SERVER_URL",
    "LICENCE, N8N_LICENSE_ACTIVATION_KEY",
    "LICENCE, N8N_LICENSE_CERT"
  })
  void a_tenants_variable_that_stands_for_its_own_server_is_known(
      ClassResource resource, String variable) {
    Map<ClassResource, Predicate<String>> known = classResources(N8nPlans.usual());

    assertThat(known.get(resource)).accepts(variable);
    assertThat(known.get(resource)).rejects("N8N_LOG_LEVEL");
  }

  @Test
  void only_a_queue_needs_the_redis_password_of_the_class() {
    assertThat(classResources(N8nPlans.usual())).doesNotContainKey(ClassResource.REDIS_PASSWORD);
    assertThat(classResources(N8nPlans.queue())).containsKey(ClassResource.REDIS_PASSWORD);
  }

  private static Map<ClassResource, Predicate<String>> classResources(N8nPlans plans) {
    return N8nEnvironment.classResources(N8nOptions.of(plans.plan().service().spec()));
  }

  @Test
  void pods_are_replaced_when_a_login_of_the_class_changes_and_only_then() {
    String before = checksum(N8nPlans.usual().with(N8nPlans.CLASS_ACCESS), N8nPlans.SECRETS);

    assertThat(checksum(N8nPlans.usual().with(N8nPlans.CLASS_ACCESS), N8nPlans.SECRETS))
        .isEqualTo(before);
    assertThat(checksum(N8nPlans.usual(), N8nPlans.SECRETS)).isNotEqualTo(before);
    assertThat(
            checksum(
                N8nPlans.usual().with(N8nPlans.CLASS_ACCESS.withLicence(Optional.of("another"))),
                N8nPlans.SECRETS))
        .isNotEqualTo(before);
  }

  @Test
  void pods_are_replaced_when_what_they_read_changes_and_only_then() {
    String usual = checksum(N8nPlans.usual(), N8nPlans.SECRETS);

    assertThat(checksum(N8nPlans.usual(), N8nPlans.SECRETS)).isEqualTo(usual);
    assertThat(checksum(N8nPlans.usual().suspended(), N8nPlans.SECRETS)).isEqualTo(usual);
    assertThat(checksum(N8nPlans.usual(), with(N8nSecrets.API_KEY, "another"))).isEqualTo(usual);
    assertThat(environment(N8nPlans.usual().withSettings("timezone: Asia/Tokyo")))
        .isNotEqualTo(environment(N8nPlans.usual()));
    assertThat(checksum(N8nPlans.usual(), with(N8nSecrets.SESSION_SECRET, "another")))
        .isNotEqualTo(usual);
  }

  /** Two of them would migrate one database at once. */
  @Test
  void with_a_queue_no_version_starts_before_the_former_one_has_ended_and_the_job_has_migrated() {
    RolloutStage stage = queueStage(1);

    assertThat(replicas(stage)).isEqualTo(Map.of("n8n", 0, "n8n-worker", 0, "n8n-webhook", 0));
    assertThat(stage.gates())
        .startsWith(
            new Gate.Stopped("n8n"),
            new Gate.Stopped("n8n-worker"),
            new Gate.Stopped("n8n-webhook"))
        .last()
        .isInstanceOfSatisfying(
            Gate.Completed.class,
            run -> {
              assertThat(run.key()).isEqualTo("2.41.1");
              assertThat(run.migratesTo()).contains("2.41.1");
            });
  }

  @Test
  void the_queue_is_there_before_the_job_that_connects_to_it() {
    assertThat(replicas(queueStage(0))).isEqualTo(Map.of("n8n-redis", 1));
    assertThat(queueStage(0).gates()).containsExactly(new Gate.Available("n8n-redis"));
  }

  /** They must not stand in its stage: they would end whenever it is not available. */
  @Test
  void workers_start_after_the_main_process_and_stay_while_it_is_away() {
    assertThat(replicas(queueStage(2))).isEqualTo(Map.of("n8n", 1));
    assertThat(queueStage(2).gates()).containsExactly(new Gate.Available("n8n"));
    assertThat(replicas(queueStage(3))).isEqualTo(Map.of("n8n-worker", 2, "n8n-webhook", 1));
  }

  @Test
  void every_process_has_the_same_keys_and_the_same_queue() {
    assertThat(
            List.of(queueStage(2), queueStage(3)).stream()
                .flatMap(stage -> stage.objects().stream())
                .map(Deployment.class::cast)
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .map(pod -> pod.getContainers().getFirst())
                .map(container -> List.of(container.getEnvFrom(), container.getEnv()))
                .distinct())
        .hasSize(1);
    assertThat(environment(N8nPlans.queue()))
        .containsEntry("EXECUTIONS_MODE", "queue")
        .containsEntry("QUEUE_BULL_REDIS_HOST", "n8n-redis")
        .containsEntry("N8N_DEFAULT_BINARY_DATA_MODE", "database");
    assertThat(N8nEnvironment.secret(N8nPlans.queue().plan()))
        .containsKeys("N8N_ENCRYPTION_KEY", "QUEUE_BULL_REDIS_PASSWORD");
  }

  @Test
  void redis_and_who_logs_in_to_it_have_the_password_of_the_class() {
    ServicePlan plan =
        N8nPlans.queue()
            .with(ClassAccess.NONE.withRedisPassword(Optional.of("of-the-class")))
            .plan();

    assertThat(N8nEnvironment.secret(plan))
        .containsEntry("QUEUE_BULL_REDIS_PASSWORD", "of-the-class");
    assertThat(N8nQueue.redis(plan).password()).isEqualTo("of-the-class");
  }

  @Test
  void nothing_of_the_queue_is_left_without_it() {
    assertThat(environment(N8nPlans.usual()).keySet())
        .noneMatch(name -> name.startsWith("QUEUE_") || name.equals("EXECUTIONS_MODE"));
    assertThat(N8nEnvironment.secret(N8nPlans.usual().plan()))
        .doesNotContainKey("QUEUE_BULL_REDIS_PASSWORD");
  }

  /** What it still has to put back needs a Redis that is there. */
  @Test
  void redis_ends_after_the_workers_that_are_stopped_with_it() {
    assertThat(grace(queueStage(0), "n8n-redis")).isGreaterThan(grace(queueStage(3), "n8n-worker"));
  }

  @ParameterizedTest
  @CsvSource({
    "60, Regular, 1, 10",
    "60, Queue, 1, 10",
    "60, Queue, 2, 7",
    "60, Queue, 10, 2",
    "10, Regular, 1, 5",
    "1, Queue, 1, 1"
  })
  void processes_share_the_connections_of_the_role(
      int limit, String mode, int workers, String pool) {
    N8nPlans plans =
        N8nPlans.usual()
            .withSettings("mode: %s\nworkers: %d\n".formatted(mode, workers))
            .withConnections(limit);

    assertThat(environment(plans)).containsEntry("DB_POSTGRESDB_POOL_SIZE", pool);
  }

  @Test
  void metrics_are_told_when_asked_for_and_never_routed() {
    N8nPlans metrics = N8nPlans.usual().withSettings("metrics: true");

    assertThat(environment(metrics)).containsEntry("N8N_METRICS", "true");
    assertThat(N8nBlueprint.of(metrics.plan()).endpoints())
        .flatExtracting(Endpoint::closedPaths)
        .containsExactly("/metrics");
    assertThat(environment(N8nPlans.usual())).doesNotContainKey("N8N_METRICS");
    assertThat(N8nBlueprint.of(N8nPlans.usual().plan()).endpoints())
        .flatExtracting(Endpoint::closedPaths)
        .isEmpty();
  }

  @Test
  void a_volume_that_workers_cannot_read_is_refused_with_what_to_set() {
    N8nService service =
        new N8nService(HttpClient.newHttpClient(), new Random(1), InstantSource.system());

    assertThat(
            service.refusesPlan(
                N8nPlans.usual().withSettings("mode: Queue\nbinaryData: Volume\n").plan()))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.NOT_SUPPORTED_YET);
              assertThat(problem.message()).contains("binaryData to Database", "mode to Regular");
            });
    assertThat(service.refusesPlan(N8nPlans.queue().plan())).isEmpty();
    assertThat(service.refusesPlan(N8nPlans.everything().plan())).isEmpty();
  }

  private static RolloutStage queueStage(int index) {
    return N8nBlueprint.of(N8nPlans.queue().plan()).stages().get(index);
  }

  private static Map<String, Integer> replicas(RolloutStage stage) {
    Map<String, Integer> replicas = new TreeMap<>();
    deployments(stage)
        .forEach(each -> replicas.put(each.getMetadata().getName(), each.getSpec().getReplicas()));
    return replicas;
  }

  private static long grace(RolloutStage stage, String name) {
    return deployments(stage)
        .filter(each -> each.getMetadata().getName().equals(name))
        .map(each -> each.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Deployment> deployments(RolloutStage stage) {
    return stage.objects().stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast);
  }

  private static Map<String, String> with(String secret, String value) {
    Map<String, String> changed = new TreeMap<>(N8nPlans.SECRETS);
    changed.put(secret, value);
    return changed;
  }

  private static String checksum(N8nPlans plans, Map<String, String> secrets) {
    return find(N8nBlueprint.of(plans.plan(secrets)).objects(), Deployment.class)
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .getOrDefault(ContentChecksum.ANNOTATION, "none");
  }

  private static List<EnvVar> variables(N8nPlans plans) {
    return find(
            Golden.objects(plans).filter(object -> object.getMetadata().getName().equals(N8n.NAME)),
            Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv();
  }

  private static Map<String, String> environment(N8nPlans plans) {
    Map<String, String> environment = new TreeMap<>();
    variables(plans).forEach(each -> environment.put(each.getName(), each.getValue()));
    return environment;
  }

  private static <T extends HasMetadata> T find(Stream<HasMetadata> objects, Class<T> kind) {
    return objects
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + kind.getSimpleName() + " in the blueprint"));
  }
}
