package io.smarteros.tenant.service.chatwoot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import io.smarteros.tenant.testkit.blueprint.ObjectLint;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatwootBlueprintTest {
  private static final GoldenObjects FILES = new GoldenObjects("chatwoot");
  private static final JsonMapper JSON = new JsonMapper();

  static List<ChatwootPlans> tenants() {
    return List.of(
        ChatwootPlans.usual(), ChatwootPlans.usual().suspended(), ChatwootPlans.everything());
  }

  @Test
  void usual_tenant() {
    FILES.assertMatch("usual", ChatwootPlans.usual().objects());
  }

  @Test
  void everything_that_a_class_and_a_tenant_can_ask_for() {
    FILES.assertMatch("full", ChatwootPlans.everything().objects());
  }

  @Test
  void suspended_tenant_keeps_everything_but_pods() {
    FILES.assertMatch("suspended", ChatwootPlans.usual().suspended().objects());
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void a_reader_has_no_objection_to_any_object(ChatwootPlans plans) {
    assertThat(plans.objects())
        .allSatisfy(
            object -> assertThat(ObjectLint.complaints(object, podSecurity(object))).isEmpty());
  }

  /** Redis is another image, which has a user of its own. */
  static PodSecurity podSecurity(HasMetadata object) {
    return object.getMetadata().getName().equals("chatwoot-redis")
        ? PodSecurity.RESTRICTED
        : PodSecurity.BASELINE;
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void no_secret_stands_outside_a_secret(ChatwootPlans plans) {
    assertThat(plans.objects().filter(object -> !(object instanceof Secret)))
        .allSatisfy(
            object ->
                assertThat(JSON.valueToTree(object).toString())
                    .doesNotContain(ChatwootPlans.SECRETS.values())
                    .doesNotContain(
                        ChatwootPlans.MAIL_PASSWORD,
                        ChatwootPlans.STORAGE_KEY,
                        ChatwootPlans.REDIS_PASSWORD));
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void data_stays_when_the_tenant_goes_and_the_rest_goes_with_it(ChatwootPlans plans) {
    assertThat(plans.objects())
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getOwnerReferences())
                    .as(object.getMetadata().getName())
                    .hasSize(holdsData(object) ? 0 : 1));
  }

  private static boolean holdsData(HasMetadata object) {
    return object instanceof Secret || object instanceof PersistentVolumeClaim;
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void what_the_operator_sets_nobody_else_may_set(ChatwootPlans plans) {
    ServicePlan plan = plans.plan();

    assertThat(ChatwootEnvironment.secret(plan).keySet())
        .allMatch(ChatwootBlueprintTest::isTheOperatorsOrTheClasss);
    assertThat(environment(plans).keySet())
        .allMatch(ChatwootBlueprintTest::isTheOperatorsOrTheClasss);
  }

  /** A Tenant that sets what the class has gets nothing of the class's. */
  private static boolean isTheOperatorsOrTheClasss(String variable) {
    return ChatwootEnvironment.owns(variable)
        || ChatwootMail.OWN_SERVER.test(variable)
        || ChatwootFiles.OWN_STORAGE.test(variable);
  }

  /** With any of them the login could be sent to a server of the tenant's. */
  @ParameterizedTest
  @CsvSource({
    "SMTP, SMTP_ADDRESS",
    "SMTP, SMTP_PORT",
    "SMTP, SMTP_TLS",
    "SMTP, SMTP_ENABLE_STARTTLS_AUTO",
    "SMTP, SMTP_OPENSSL_VERIFY_MODE",
    "SMTP, MAILER_SENDER_EMAIL",
    "OBJECT_STORAGE, ACTIVE_STORAGE_SERVICE",
    "OBJECT_STORAGE, STORAGE_ENDPOINT",
    "OBJECT_STORAGE, STORAGE_BUCKET_NAME",
    "OBJECT_STORAGE, AWS_ENDPOINT_URL_S3",
    "OBJECT_STORAGE, AWS_CA_BUNDLE"
  })
  void a_tenants_variable_that_stands_for_its_own_server_is_known(
      ClassResource resource, String variable) {
    Map<ClassResource, Predicate<String>> known =
        service().classResources(ChatwootPlans.usual().plan().service());

    assertThat(ChatwootEnvironment.owns(variable)).isFalse();
    assertThat(known.get(resource)).accepts(variable).rejects("LOG_LEVEL");
  }

  @ParameterizedTest
  @CsvSource({"IMPLICIT, true, false", "START_TLS, false, true", "NONE, false, false"})
  void mail_is_encrypted_as_the_class_says(Tls tls, String fromTheStart, String startTls) {
    ChatwootPlans plans = ChatwootPlans.usual().with(ChatwootPlans.mail(tls));

    assertThat(environment(plans))
        .containsEntry("SMTP_ADDRESS", "smtp.example.com")
        .containsEntry("SMTP_PORT", "587")
        .containsEntry("MAILER_SENDER_EMAIL", "no-reply@example.com")
        .containsEntry("SMTP_TLS", fromTheStart)
        .containsEntry("SMTP_ENABLE_STARTTLS_AUTO", startTls)
        .containsEntry("SMTP_OPENSSL_VERIFY_MODE", "peer");
    assertThat(ChatwootEnvironment.secret(plans.plan()))
        .containsEntry("SMTP_USERNAME", "mailer")
        .containsEntry("SMTP_PASSWORD", ChatwootPlans.MAIL_PASSWORD);
  }

  @Test
  void a_mail_server_that_asks_for_no_login_gets_none() {
    ClassAccess open =
        ClassAccess.NONE.withSmtp(
            Optional.of(
                new SmtpAccess("relay.mail.svc", 25, "a@example.com", Tls.NONE, Optional.empty())));
    ChatwootPlans plans = ChatwootPlans.usual().with(open);

    assertThat(environment(plans)).doesNotContainKey("SMTP_AUTHENTICATION");
    assertThat(ChatwootEnvironment.secret(plans.plan()))
        .doesNotContainKeys("SMTP_USERNAME", "SMTP_PASSWORD");
  }

  @Test
  void the_account_sends_from_an_address_that_the_classs_server_accepts() {
    ChatwootPlans mailing = ChatwootPlans.usual().with(ChatwootPlans.mail(Tls.IMPLICIT));

    assertThat(ChatwootAccount.of(mailing.plan()).supportEmail()).isEqualTo("no-reply@example.com");
    assertThat(ChatwootAccount.of(ChatwootPlans.usual().plan()).supportEmail())
        .isEqualTo(ChatwootPlans.ADMINISTRATOR);
  }

  @Test
  void files_are_in_the_classs_object_storage_and_then_there_is_no_volume_for_them() {
    ChatwootPlans plans = ChatwootPlans.usual().with(ChatwootPlans.objectStorage());

    assertThat(environment(plans))
        .containsEntry("ACTIVE_STORAGE_SERVICE", "s3_compatible")
        .containsEntry("STORAGE_ENDPOINT", "https://project.supabase.co/storage/v1/s3")
        .containsEntry("STORAGE_REGION", "eu-central-1")
        .containsEntry("STORAGE_BUCKET_NAME", "chatwoot-acme")
        .containsEntry("STORAGE_FORCE_PATH_STYLE", "true")
        .containsEntry("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
        .containsEntry("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required");
    assertThat(ChatwootEnvironment.secret(plans.plan()))
        .containsEntry("STORAGE_ACCESS_KEY_ID", "the-access-key-id-of-the-class")
        .containsEntry("STORAGE_SECRET_ACCESS_KEY", ChatwootPlans.STORAGE_KEY);
    assertThat(volumes(plans)).containsExactly("chatwoot-redis");
    assertThat(claims(plans)).isEmpty();
  }

  /** Chatwoot knows of each file where it is, and finds it there. */
  @Test
  void files_from_before_the_object_storage_stay_within_reach() {
    ChatwootPlans plans =
        ChatwootPlans.usual()
            .with(ChatwootPlans.objectStorage())
            .withVolumes("chatwoot-data", "chatwoot-redis");

    assertThat(environment(plans)).containsEntry("ACTIVE_STORAGE_SERVICE", "s3_compatible");
    assertThat(volumes(plans)).containsExactly("chatwoot-data", "chatwoot-redis");
    assertThat(claims(plans)).containsOnly("chatwoot-data");
  }

  @Test
  void without_a_common_volume_the_pods_may_be_on_different_nodes() {
    ChatwootPlans plans = ChatwootPlans.usual().with(ChatwootPlans.objectStorage());

    assertThat(pods(ChatwootPlans.usual())).noneMatch(pod -> pod.getAffinity() == null);
    assertThat(pods(plans)).allMatch(pod -> pod.getAffinity() == null);
  }

  private static List<String> volumes(ChatwootPlans plans) {
    return ChatwootBlueprint.of(plans.plan()).volumes().stream()
        .map(volume -> volume.getMetadata().getName())
        .toList();
  }

  /** That the pods of web process and worker mount. */
  private static List<String> claims(ChatwootPlans plans) {
    return pods(plans).stream()
        .flatMap(pod -> pod.getVolumes().stream())
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .toList();
  }

  private static List<PodSpec> pods(ChatwootPlans plans) {
    return deployments(ChatwootBlueprint.of(plans.plan()).stages().getLast()).values().stream()
        .map(deployment -> deployment.getSpec().getTemplate().getSpec())
        .toList();
  }

  private static Map<String, String> environment(ChatwootPlans plans) {
    ServicePlan plan = plans.plan();
    return ChatwootEnvironment.plain(plan, ChatwootEnvironment.redis(plan));
  }

  @Test
  void the_jobs_run_while_the_former_version_serves_and_once_redis_is_there() {
    RolloutStage first = stages().getFirst();

    assertThat(names(first)).doesNotContain("chatwoot", "chatwoot-worker");
    assertThat(first.gates().getFirst()).isEqualTo(new Gate.Available("chatwoot-redis"));
    assertThat(first.gates().getLast())
        .isInstanceOfSatisfying(
            Gate.Completed.class, bootstrap -> assertThat(bootstrap.run()).isEqualTo("bootstrap"));
    assertThat(first.gates().get(1))
        .isInstanceOfSatisfying(
            Gate.Completed.class,
            prepare -> {
              assertThat(prepare.key()).isEqualTo("v4.16.2-ce");
              assertThat(prepare.migratesTo()).contains("v4.16.2-ce");
            });
  }

  /** Redis is available again before web process and worker are replaced. */
  @Test
  void a_restart_replaces_the_pods_of_every_component_and_runs_no_job_again() {
    ServicePlan usual = ChatwootPlans.usual().plan();
    ServicePlan restarted =
        new ServicePlan(
            usual.tenant(),
            usual.service(),
            usual.secrets(),
            usual.externals(),
            usual.volumes(),
            usual.database(),
            usual.classAccess(),
            usual.running(),
            Optional.of("2026-11-28"));

    assertThat(ChatwootBlueprint.of(restarted).objects())
        .filteredOn(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .hasSize(5)
        .allSatisfy(
            deployment ->
                assertThat(deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                    .containsEntry(Names.RESTART_ANNOTATION, "2026-11-28"));
    assertThat(runs(restarted)).isEqualTo(runs(usual)).hasSize(2);
  }

  private static List<Gate> runs(ServicePlan plan) {
    return ChatwootBlueprint.of(plan).stages().stream()
        .flatMap(stage -> stage.gates().stream())
        .filter(Gate.Completed.class::isInstance)
        .toList();
  }

  @Test
  void web_process_and_worker_of_two_versions_never_run_at_once() {
    RolloutStage second = stages().get(1);

    assertThat(replicas(second)).isEqualTo(Map.of("chatwoot", 0, "chatwoot-worker", 0));
    assertThat(second.gates())
        .containsExactly(
            new Gate.NoOtherVersion("chatwoot", "v4.16.2-ce"),
            new Gate.NoOtherVersion("chatwoot-worker", "v4.16.2-ce"));
    assertThat(replicas(stages().getLast())).isEqualTo(Map.of("chatwoot", 1, "chatwoot-worker", 1));
    assertThat(deployments(stages().getLast()).values())
        .allSatisfy(
            deployment -> {
              assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
              assertThat(deployment.getMetadata().getAnnotations())
                  .containsEntry(Names.VERSION_ANNOTATION, "v4.16.2-ce");
            });
  }

  @Test
  void the_bootstrap_runs_again_for_another_version_or_token_and_only_then() {
    String usual = bootstrapKey(ChatwootPlans.usual(), ChatwootPlans.SECRETS);
    Map<String, String> changed = new TreeMap<>(ChatwootPlans.SECRETS);
    changed.put(ChatwootSecrets.PLATFORM_TOKEN, "another");

    assertThat(bootstrapKey(ChatwootPlans.usual().withLocale("el"), ChatwootPlans.SECRETS))
        .isEqualTo(usual);
    assertThat(bootstrapKey(ChatwootPlans.usual(), changed)).isNotEqualTo(usual);
    assertThat(bootstrapKey(ChatwootPlans.usual().withVersion("v4.17.0-ce"), ChatwootPlans.SECRETS))
        .isNotEqualTo(usual);
  }

  private static String bootstrapKey(ChatwootPlans plans, Map<String, String> secrets) {
    ServicePlan plan = plans.plan(secrets, Map.of(), ChatwootPlans.ADMINISTRATOR);
    return ((Gate.Completed) ChatwootBlueprint.of(plan).stages().getFirst().gates().getLast())
        .key();
  }

  @Test
  void a_new_version_of_chatwoot_does_not_restart_redis() {
    Deployment before = redis(ChatwootPlans.usual());
    Deployment after = redis(ChatwootPlans.usual().withVersion("v4.17.0-ce"));

    assertThat(after).isEqualTo(before);
  }

  @Test
  void redis_has_the_image_of_the_class_and_names_its_tag_as_its_version() {
    Deployment redis =
        redis(
            ChatwootPlans.usual()
                .withClass(
                    """
                    baseDomain: example.com
                    podSecurity: baseline
                    imageRegistry: registry.example.com/mirror
                    redis: {image: "r.example.com:5000/redis:7.2.12@sha256:%s"}
                    """
                        .formatted("0".repeat(64))));

    assertThat(redis.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .isEqualTo("r.example.com:5000/redis:7.2.12@sha256:" + "0".repeat(64));
    assertThat(redis.getMetadata().getAnnotations())
        .containsEntry(Names.VERSION_ANNOTATION, "7.2.12");
  }

  @Test
  void another_redis_password_of_the_class_replaces_the_pods_of_redis_and_of_its_clients() {
    ChatwootPlans usual = ChatwootPlans.usual();
    ChatwootPlans changed =
        usual.with(ClassAccess.NONE.withRedisPassword(Optional.of("of-the-class")));

    assertThat(ChatwootEnvironment.secret(changed.plan()))
        .containsEntry("REDIS_PASSWORD", "of-the-class");
    assertThat(redis(changed)).isNotEqualTo(redis(usual));
    assertThat(deployment(last(changed), "chatwoot"))
        .isNotEqualTo(deployment(last(usual), "chatwoot"));
    assertThat(deployment(last(changed), "chatwoot-worker"))
        .isNotEqualTo(deployment(last(usual), "chatwoot-worker"));
  }

  private static RolloutStage last(ChatwootPlans plans) {
    return ChatwootBlueprint.of(plans.plan()).stages().getLast();
  }

  private static Deployment redis(ChatwootPlans plans) {
    return deployment(ChatwootBlueprint.of(plans.plan()).stages().getFirst(), "chatwoot-redis");
  }

  @Test
  void when_all_are_stopped_redis_ends_after_the_worker_has_put_its_jobs_back() {
    Container redis =
        redis(ChatwootPlans.usual()).getSpec().getTemplate().getSpec().getContainers().getFirst();
    long worker =
        deployment(stages().getLast(), "chatwoot-worker")
            .getSpec()
            .getTemplate()
            .getSpec()
            .getTerminationGracePeriodSeconds();

    List<String> beforeItEnds = redis.getLifecycle().getPreStop().getExec().getCommand();
    assertThat(beforeItEnds).startsWith("sleep");
    assertThat(Long.parseLong(beforeItEnds.getLast())).isGreaterThanOrEqualTo(worker);
  }

  @ParameterizedTest
  @CsvSource({"40, 1, 5, 10", "40, 3, 3, 10", "40, 20, 1, 10", "12, 1, 3, 3", "1, 1, 1, 1"})
  void the_pools_of_all_processes_fit_into_the_limit_of_the_role_twice(
      int limit, int replicas, String web, String worker) {
    ServicePlan plan =
        ChatwootPlans.usual()
            .withReplicas(replicas)
            .withDatabase(ChatwootPlans.database(SslMode.DISABLE, limit, Optional.empty()))
            .plan();

    assertThat(ChatwootEnvironment.plain(plan, ChatwootEnvironment.redis(plan)))
        .containsEntry("RAILS_MAX_THREADS", web)
        .containsEntry("SIDEKIQ_CONCURRENCY", worker);
  }

  @Test
  void the_connection_to_the_database_is_checked_as_the_class_says() {
    assertThat(database(SslMode.DISABLE, Optional.empty()))
        .containsEntry("PGSSLMODE", "disable")
        .doesNotContainKey("PGSSLROOTCERT");
    assertThat(database(SslMode.VERIFY_FULL, Optional.empty()))
        .containsEntry("PGSSLMODE", "verify-full")
        .containsEntry("PGSSLROOTCERT", "/etc/ssl/certs/ca-certificates.crt");
    assertThat(database(SslMode.VERIFY_CA, Optional.of("PEM")))
        .containsEntry("PGSSLMODE", "verify-ca")
        .containsEntry("PGSSLROOTCERT", "/etc/smarteros/database/ca.crt");
  }

  private static Map<String, String> database(SslMode sslMode, Optional<String> authority) {
    ServicePlan plan =
        ChatwootPlans.usual().withDatabase(ChatwootPlans.database(sslMode, 40, authority)).plan();
    return ChatwootEnvironment.plain(plan, ChatwootEnvironment.redis(plan));
  }

  /** Chatwoot has this user by now, so another address would be another user. */
  @Test
  void the_administrator_stays_at_the_address_that_was_set_up() {
    ServicePlan later =
        ChatwootPlans.usual()
            .plan(
                ChatwootPlans.SECRETS,
                Map.of(
                    ChatwootAdministrator.EXTERNAL,
                    ExternalRecord.pending(ChatwootPlans.ADMINISTRATOR)),
                "new@acme.example");

    assertThat(ChatwootBlueprint.of(later))
        .isEqualTo(ChatwootBlueprint.of(ChatwootPlans.usual().plan()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ChatwootSecrets.ENCRYPTION_PRIMARY_KEY,
        ChatwootSecrets.REDIS_PASSWORD,
        ChatwootSecrets.SECRET_KEY_BASE
      })
  void pods_are_replaced_when_what_they_read_changes_and_only_then(String secret) {
    String usual = checksum(ChatwootPlans.SECRETS);
    Map<String, String> changed = new TreeMap<>(ChatwootPlans.SECRETS);
    changed.put(secret, "another");

    assertThat(checksum(ChatwootPlans.SECRETS)).isEqualTo(usual);
    assertThat(checksum(changed)).isNotEqualTo(usual);
  }

  private static String checksum(Map<String, String> secrets) {
    ServicePlan plan = ChatwootPlans.usual().plan(secrets, Map.of(), ChatwootPlans.ADMINISTRATOR);
    return deployment(ChatwootBlueprint.of(plan).stages().getLast(), "chatwoot")
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .getOrDefault(ContentChecksum.ANNOTATION, "");
  }

  @Test
  void the_pages_that_make_a_super_administrator_or_are_his_are_never_routed() {
    assertThat(ChatwootBlueprint.of(ChatwootPlans.usual().plan()).endpoints())
        .singleElement()
        .satisfies(
            web -> assertThat(web.closedPaths()).containsExactly("/installation", "/super_admin"));
  }

  @Test
  void a_class_that_forbids_root_is_told_before_anything_is_made() {
    ChatwootService service = service();

    assertThat(service.refusesPlan(ChatwootPlans.usual().plan())).isEmpty();
    for (String level : Set.of("baseDomain: a.example", "podSecurity: restricted")) {
      assertThat(service.refusesPlan(ChatwootPlans.usual().withClass(level).plan()))
          .hasValueSatisfying(
              problem -> {
                assertThat(problem.reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
                assertThat(problem.message()).contains("TenantClass standard", "baseline");
              });
    }
  }

  private static ChatwootService service() {
    return new ChatwootService(HttpClient.newHttpClient(), new Random(1), InstantSource.system());
  }

  private static List<RolloutStage> stages() {
    Blueprint blueprint = ChatwootBlueprint.of(ChatwootPlans.usual().plan());
    return blueprint.stages();
  }

  private static List<String> names(RolloutStage stage) {
    return stage.objects().stream()
        .filter(Deployment.class::isInstance)
        .map(object -> object.getMetadata().getName())
        .toList();
  }

  private static Map<String, Integer> replicas(RolloutStage stage) {
    return deployments(stage).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, deployment -> deployment.getValue().getSpec().getReplicas()));
  }

  private static Deployment deployment(RolloutStage stage, String name) {
    return Objects.requireNonNull(deployments(stage).get(name), name);
  }

  private static Map<String, Deployment> deployments(RolloutStage stage) {
    return stage.objects().stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .collect(
            Collectors.toMap(
                deployment -> deployment.getMetadata().getName(), Function.identity()));
  }
}
