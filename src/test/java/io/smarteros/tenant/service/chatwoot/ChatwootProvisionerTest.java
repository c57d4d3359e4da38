package io.smarteros.tenant.service.chatwoot;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn.Settings;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.FragileRecordSession;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Chatwoot is set up, however often that is interrupted. */
final class ChatwootProvisionerTest {
  private static final String NAMESPACE = "tenant-acme";
  private static final String ACCOUNTS = "/platform/api/v1/accounts";
  private static final Duration START_UP = Duration.ofSeconds(10);

  private final Map<String, String> environment = new HashMap<>();
  private ChatwootPlans tenant = ChatwootPlans.usual();
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private final InstantSource clock = () -> now;
  private boolean podRuns = true;
  private boolean databaseRuns = true;
  private ChatwootStandIn chatwoot;
  private HttpClient http;
  private ChatwootService service;
  private FragileRecordSession recordSession;
  private Map<String, String> secrets;

  @BeforeEach
  void start() {
    chatwoot =
        new ChatwootStandIn(
            _ -> podRuns ? Optional.of(Map.copyOf(environment)) : Optional.empty(),
            new Settings(START_UP, this::identityOfDatabase, clock));
    URI address = chatwoot.addressOf(NAMESPACE);
    http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), address.getPort())))
            .build();
    service = new ChatwootService(http, new Random(1), clock);
    secrets = new HashMap<>();
    service.missingSecrets(Map.of()).forEach((name, maker) -> secrets.put(name, maker.get()));
    recordSession = new FragileRecordSession(ServiceName.CHATWOOT, secrets);
    begin(ChatwootPlans.usual());
  }

  @AfterEach
  void stop() {
    chatwoot.close();
    http.close();
  }

  @Test
  void there_is_an_account_with_an_administrator_and_an_inbox() {
    ready();

    String account = account(provision());
    assertThat(chatwoot.accounts(NAMESPACE)).isEqualTo(Map.of(account, "Acme S.A."));
    assertThat(chatwoot.locale(NAMESPACE, account)).contains("en");
    assertThat(chatwoot.administrators(NAMESPACE, account))
        .containsExactly(ChatwootPlans.ADMINISTRATOR);
    assertThat(chatwoot.inboxes(NAMESPACE, account)).containsExactly("Website");
    assertThat(record().externals().get(ChatwootAccount.EXTERNAL))
        .satisfies(made -> assertThat(made.id()).contains(account));
    assertThat(record().externals().get(ChatwootAdministrator.EXTERNAL))
        .satisfies(made -> assertThat(made.id()).contains(ChatwootPlans.ADMINISTRATOR));
    assertThat(record().externals().get(ChatwootAccount.INBOX_EXTERNAL))
        .satisfies(made -> assertThat(made.id()).isPresent());
  }

  @Test
  void the_account_speaks_the_language_of_the_settings() {
    begin(ChatwootPlans.usual().withLocale("el"));
    ready();

    assertThat(chatwoot.locale(NAMESPACE, account(provision()))).contains("el");
  }

  /** The stand-in has few languages, as a version may have fewer than another. */
  @Test
  void a_language_that_the_version_does_not_have_is_named() {
    begin(ChatwootPlans.usual().withLocale("eo"));
    ready();

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> assertThat(waiting.message()).contains("locale eo").contains("HTTP 500"));
    assertThat(chatwoot.accounts(NAMESPACE)).isEmpty();
  }

  @Test
  void at_rest_only_the_onboarding_is_looked_at_and_seldom() {
    ready();
    provision();
    int requests = chatwoot.requests(NAMESPACE).size();

    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(chatwoot.requests(NAMESPACE)).hasSize(requests);

    later();
    later();
    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(chatwoot.requests(NAMESPACE).subList(requests, requests + 1))
        .containsExactly("GET /installation/onboarding");
    assertThat(chatwoot.requests(NAMESPACE)).hasSize(requests + 1);
  }

  @Test
  void an_installation_that_is_open_to_whoever_comes_first_is_not_done() {
    ready();
    chatwoot.openOnboarding(NAMESPACE);

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting ->
                assertThat(waiting.message())
                    .contains("open to whoever comes first")
                    .contains("kubectl exec"));
    assertThat(chatwoot.accounts(NAMESPACE)).isEmpty();

    chatwoot.closeOnboarding(NAMESPACE);
    later();
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @Test
  void one_that_is_opened_again_after_its_set_up_is_noticed() {
    ready();
    provision();
    chatwoot.openOnboarding(NAMESPACE);
    later();
    later();

    assertThat(provision()).isInstanceOf(Waiting.class);
  }

  @Test
  void it_is_waited_for_while_it_starts() {
    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
    assertThat(provision()).isInstanceOf(Waiting.class);

    ready();
    later();
    assertThat(service.checkHealth(plan())).isEqualTo(new HealthCheckResult.Healthy());
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST " + ACCOUNTS,
        "POST /platform/api/v1/users",
        "POST " + ACCOUNTS + "/%d/account_users",
        "POST /api/v1/accounts/%d/inboxes",
        "PATCH /api/v1/accounts/%d/inbox_members"
      })
  void an_answer_that_is_lost_makes_nothing_twice(String line) {
    ready();
    // the super administrator has the first id, and the account the next one
    chatwoot.loseNextAnswer(NAMESPACE, line.formatted(2));

    assertThat(provision()).isInstanceOf(Waiting.class);
    later();
    assertSetUpOnce(provision());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void a_kill_before_the_record_is_written_makes_nothing_twice(int writes) {
    ready();
    recordSession.dieAfterWrites(writes);
    try {
      provision();
    } catch (RecordConflictException _) {
      recordSession.restart();
    }
    service = new ChatwootService(http, new Random(1), clock);

    assertSetUpOnce(provision());
  }

  @Test
  void what_the_record_does_not_have_any_more_is_found_again_by_its_mark() {
    ready();
    provision();
    recordSession = new FragileRecordSession(ServiceName.CHATWOOT, secrets);

    assertSetUpOnce(provision());
  }

  @Test
  void what_the_customer_makes_of_it_afterwards_is_his() {
    ready();
    String account = account(provision());
    chatwoot.deleteAccount(NAMESPACE, account);
    later();
    later();

    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(chatwoot.accounts(NAMESPACE)).isEmpty();
  }

  @Test
  void a_token_that_chatwoot_does_not_know_is_for_a_person() {
    ready();
    chatwoot.setPlatformToken(NAMESPACE, "another");

    assertThat(provision())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().reason()).isEqualTo(Reason.LOGIN_REFUSED);
              assertThat(refused.problem().message())
                  .contains("Secret chatwoot")
                  .doesNotContain(token());
            });

    chatwoot.setPlatformToken(NAMESPACE, token());
    later();
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {402, 403, 404, 422})
  void what_chatwoot_refuses_is_told_in_its_words(int status) {
    ready();
    chatwoot.failNext(NAMESPACE, "POST " + ACCOUNTS, status);

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting ->
                assertThat(waiting.message()).contains("HTTP " + status).contains("Injected"));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void it_is_asked_again_when_it_cannot_answer(int status) {
    ready();
    chatwoot.failNext(NAMESPACE, "GET " + ACCOUNTS, status);

    assertThat(provision()).isInstanceOf(Waiting.class);
    later();
    assertSetUpOnce(provision());
  }

  @Test
  void without_redis_it_is_not_healthy_although_its_answer_has_status_200() {
    ready();
    chatwoot.setRedisUp(NAMESPACE, false);

    assertThat(service.checkHealth(plan()))
        .isEqualTo(new HealthCheckResult.NotYet("Chatwoot has no connection to its Redis"));
  }

  @Test
  void without_its_database_it_is_not_healthy() {
    ready();
    databaseRuns = false;

    assertThat(service.checkHealth(plan()))
        .isEqualTo(
            new HealthCheckResult.NotYet(
                "Chatwoot answers that something went wrong (HTTP 500). Its log says what"));
  }

  @Test
  void without_a_pod_it_is_not_healthy() {
    podRuns = false;

    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
  }

  @Test
  void all_that_it_makes_can_be_found_again_and_is_in_the_record_from_the_first_start_on() {
    assertThat(service.externals(plan()))
        .isEqualTo(
            Map.of(
                ChatwootAdministrator.EXTERNAL,
                ChatwootPlans.ADMINISTRATOR,
                ChatwootAccount.EXTERNAL,
                "acme",
                ChatwootAccount.INBOX_EXTERNAL,
                "Website"));
  }

  private void assertSetUpOnce(Provisioning result) {
    String account = account(result);
    assertThat(chatwoot.accounts(NAMESPACE)).containsOnlyKeys(account);
    assertThat(chatwoot.administrators(NAMESPACE, account))
        .containsExactly(ChatwootPlans.ADMINISTRATOR);
    assertThat(chatwoot.inboxes(NAMESPACE, account)).containsExactly("Website");
  }

  private static String account(Provisioning result) {
    assertThat(result).isInstanceOf(Done.class);
    return ((Done) result).accountId().orElseThrow();
  }

  private String token() {
    return Objects.requireNonNull(secrets.get(ChatwootSecrets.PLATFORM_TOKEN));
  }

  private void begin(ChatwootPlans plans) {
    tenant = plans;
    environment.clear();
    environment.putAll(ChatwootEnvironment.plain(plan(), ChatwootEnvironment.redis(plan())));
    environment.putAll(ChatwootEnvironment.secret(plan()));
    service.checkHealth(plan());
  }

  private void ready() {
    now = now.plus(START_UP);
  }

  private void later() {
    now = now.plus(Duration.ofMinutes(6));
  }

  private String identityOfDatabase(Map<String, String> variables) throws SQLException {
    if (!databaseRuns) {
      throw new SQLException("connection refused");
    }
    return variables.getOrDefault("POSTGRES_DATABASE", "");
  }

  private ServicePlan plan() {
    return tenant.plan(secrets, record().externals(), ChatwootPlans.ADMINISTRATOR);
  }

  private Provisioning provision() {
    return service.provision(plan(), recordSession.ledger());
  }

  private ServiceRecord record() {
    return recordSession.ofService().read();
  }
}
