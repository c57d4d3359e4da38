package io.smarteros.tenant.service.botpress;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.botpress.BotpressStandIn;
import io.smarteros.tenant.local.botpress.BotpressStandIn.Settings;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.FragileRecordSession;
import java.net.InetAddress;
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

/** One Botpress is set up, however often that is interrupted. */
final class BotpressProvisionerTest {
  private static final String NAMESPACE = "tenant-acme";
  private static final String BOT = "acme-bot";
  private static final String LOGIN = "POST /api/v1/auth/login/basic/default";
  private static final String BOTS = "POST /api/v2/admin/workspace/bots";
  private static final Duration START_UP = Duration.ofSeconds(10);

  private final Map<String, String> environment = new HashMap<>();
  private BotpressPlans tenant = BotpressPlans.usual();
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private final InstantSource clock = () -> now;
  private boolean podRuns = true;
  private boolean databaseRuns = true;
  private BotpressStandIn botpress;
  private HttpClient http;
  private BotpressService service;
  private FragileRecordSession recordSession;
  private Map<String, String> secrets;

  @BeforeEach
  void start() {
    botpress =
        BotpressStandIn.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            _ -> podRuns ? Optional.of(Map.copyOf(environment)) : Optional.empty(),
            new Settings(START_UP, this::identityOfDatabase, clock));
    URI address = botpress.addressOf(NAMESPACE);
    http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), address.getPort())))
            .build();
    service = new BotpressService(http, new Random(1), clock);
    secrets = new HashMap<>();
    service.missingSecrets(Map.of()).forEach((name, maker) -> secrets.put(name, maker.get()));
    recordSession = new FragileRecordSession(ServiceName.BOTPRESS, secrets);
    begin(BotpressPlans.usual());
  }

  @AfterEach
  void stop() {
    botpress.close();
    http.close();
  }

  @Test
  void there_is_an_administrator_and_one_bot() {
    ready();

    assertThat(provision()).isEqualTo(new Done(Optional.of(BOT), Map.of()));

    assertThat(botpress.bots(NAMESPACE)).containsExactly(BOT);
    assertThat(botpress.language(NAMESPACE, BOT)).contains("en");
    assertThat(record().externals().get(BotpressBot.EXTERNAL))
        .satisfies(bot -> assertThat(bot.id()).contains(BOT));
    assertThat(record().externals().get(BotpressAdministrator.EXTERNAL))
        .satisfies(account -> assertThat(account.id()).contains(BotpressPlans.ADMINISTRATOR));
  }

  @Test
  void the_bot_speaks_the_language_of_the_settings() {
    begin(BotpressPlans.usual().withLanguage("el"));
    ready();

    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(botpress.language(NAMESPACE, BOT)).contains("el");
  }

  @Test
  void nobody_logs_in_any_more_once_it_is_set_up() {
    ready();
    provision();
    int requests = botpress.requests(NAMESPACE).size();

    later();
    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(botpress.requests(NAMESPACE)).hasSize(requests);
  }

  @Test
  void what_the_customer_makes_of_it_afterwards_is_his() {
    ready();
    provision();
    botpress.changePassword(NAMESPACE, BotpressPlans.ADMINISTRATOR, "his own");
    later();

    assertThat(provision()).isInstanceOf(Done.class);
  }

  @Test
  void it_is_waited_for_while_it_loads() {
    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
    assertThat(provision()).isInstanceOf(Waiting.class);

    now = now.plus(START_UP.dividedBy(2));
    assertThat(service.checkHealth(plan()))
        .isEqualTo(new HealthCheckResult.NotYet("Botpress is loading"));
    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> assertThat(waiting.message()).isEqualTo("Botpress is loading"));
  }

  @Test
  void its_studio_is_waited_for_which_comes_later() {
    begin(BotpressPlans.usual().withLanguage("de"));
    now = now.plus(START_UP);
    assertThat(service.checkHealth(plan())).isEqualTo(new HealthCheckResult.Healthy());
    assertThat(provision()).isInstanceOf(Waiting.class);

    now = now.plus(START_UP);
    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(botpress.language(NAMESPACE, BOT)).contains("de");
  }

  @Test
  void a_bot_that_botpress_only_says_it_made_is_asked_for_again() {
    ready();
    botpress.setWritable(NAMESPACE, false);

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> assertThat(waiting.message()).contains(BOT).contains("Its log says why"));

    botpress.setWritable(NAMESPACE, true);
    later();
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @Test
  void a_password_that_was_changed_before_the_bot_was_made_is_for_a_person() {
    ready();
    botpress.changePassword(NAMESPACE, BotpressPlans.ADMINISTRATOR, "his own");

    assertThat(provision())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().reason()).isEqualTo(Reason.LOGIN_REFUSED);
              assertThat(refused.problem().message()).contains("Secret botpress-login");
            });
    int requests = botpress.requests(NAMESPACE).size();
    provision();
    assertThat(botpress.requests(NAMESPACE)).as("not at once again").hasSize(requests);

    botpress.changePassword(
        NAMESPACE,
        BotpressPlans.ADMINISTRATOR,
        Objects.requireNonNull(secrets.get(BotpressSecrets.ADMIN_PASSWORD)));
    later();
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {LOGIN, BOTS})
  void an_answer_that_is_lost_makes_no_second_bot(String line) {
    ready();
    botpress.loseNextAnswer(NAMESPACE, line);

    assertThat(provision()).isInstanceOf(Waiting.class);
    later();
    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(botpress.bots(NAMESPACE)).containsExactly(BOT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_kill_before_the_record_is_written_makes_no_second_bot(int writes) {
    ready();
    recordSession.dieAfterWrites(writes);
    try {
      provision();
    } catch (RecordConflictException _) {
      recordSession.restart();
    }
    service = new BotpressService(http, new Random(1), clock);

    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(botpress.bots(NAMESPACE)).containsExactly(BOT);
  }

  /** Botpress makes its first user, and then writes down that he is super administrator. */
  @Test
  void a_botpress_that_was_killed_while_it_made_its_administrator_is_set_up_all_the_same() {
    botpress.dieAfterFirstUser(NAMESPACE);
    service.checkHealth(plan());
    ready();

    assertThat(provision()).isEqualTo(new Done(Optional.of(BOT), Map.of()));
    assertThat(botpress.bots(NAMESPACE)).containsExactly(BOT);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 500})
  void what_botpress_refuses_is_told_in_its_words(int status) {
    ready();
    botpress.failNext(NAMESPACE, BOTS, status);

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting ->
                assertThat(waiting.message()).contains("HTTP " + status).contains("Injected"));
  }

  @Test
  void without_its_database_it_is_not_healthy() {
    ready();
    databaseRuns = false;

    assertThat(service.checkHealth(plan()))
        .isEqualTo(new HealthCheckResult.NotYet("Botpress has no connection to its database"));
  }

  @Test
  void without_a_pod_it_is_not_healthy() {
    podRuns = false;

    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
  }

  @Test
  void what_the_record_has_of_it_from_the_first_start_on_is_what_it_makes() {
    assertThat(service.externals(plan()))
        .isEqualTo(
            Map.of(
                BotpressAdministrator.EXTERNAL,
                BotpressPlans.ADMINISTRATOR,
                BotpressBot.EXTERNAL,
                BOT));
  }

  private void begin(BotpressPlans plans) {
    tenant = plans;
    environment.clear();
    environment.putAll(BotpressEnvironment.plain(plan()));
    environment.putAll(BotpressEnvironment.secret(plan()));
    service.checkHealth(plan());
  }

  private void ready() {
    now = now.plus(START_UP).plus(START_UP);
  }

  private void later() {
    now = now.plus(Duration.ofMinutes(6));
  }

  private String identityOfDatabase(Map<String, String> variables) throws SQLException {
    if (!databaseRuns) {
      throw new SQLException("connect ECONNREFUSED");
    }
    return variables.getOrDefault("DATABASE_URL", "");
  }

  private ServicePlan plan() {
    return tenant.plan(secrets, record().externals(), BotpressPlans.ADMINISTRATOR);
  }

  private Provisioning provision() {
    return service.provision(plan(), recordSession.ledger());
  }

  private ServiceRecord record() {
    return recordSession.ofService().read();
  }
}
