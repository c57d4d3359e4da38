package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.n8n.N8nStandIn;
import io.smarteros.tenant.local.n8n.N8nStandIn.Settings;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.Rotation;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.n8n.N8nClient.Session;
import io.smarteros.tenant.testkit.FragileRecordSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Setting n8n up, against a stand-in that answers as n8n does. */
final class N8nProvisionerTest {
  private static final String NAMESPACE = "tenant-acme";
  private static final Duration START_UP = Duration.ofSeconds(10);

  private final Map<String, String> environment = new HashMap<>();
  private N8nPlans tenant = N8nPlans.usual();
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private final InstantSource clock = () -> now;
  private boolean podRuns = true;
  private boolean databaseRuns = true;
  private N8nStandIn n8n;
  private HttpClient http;
  private N8nService service;
  private FragileRecordSession recordSession;
  private Map<String, String> secrets;

  @BeforeEach
  void start() {
    n8n =
        N8nStandIn.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            _ -> podRuns ? Optional.of(Map.copyOf(environment)) : Optional.empty(),
            Settings.defaults()
                .withClock(clock)
                .withStartUp(START_UP)
                .withDatabaseLogin(this::identityOfDatabase));
    URI address = n8n.addressOf(NAMESPACE);
    http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), address.getPort())))
            .build();
    service = new N8nService(http, new Random(1), clock);
    secrets = new HashMap<>();
    service.missingSecrets(Map.of()).forEach((name, maker) -> secrets.put(name, maker.get()));
    recordSession = new FragileRecordSession(ServiceName.N8N, secrets);
    run(N8nPlans.usual());
    service.checkHealth(plan());
    now = now.plus(START_UP);
  }

  @AfterEach
  void stop() {
    n8n.close();
    http.close();
  }

  @Test
  void makes_an_api_key_of_its_own() {
    assertThat(provision()).isEqualTo(new Done());

    assertThat(client().scopes(keyInRecord())).isEqualTo(new Reply.Value<>(N8nProvisioner.SCOPES));
    List<String> keys = keysInN8n();
    assertThat(keys).hasSize(1);
    assertThat(record().externals())
        .containsEntry(N8nProvisioner.KEY_EXTERNAL, ExternalRecord.made(keys.getFirst()));
  }

  @Test
  void nobody_logs_in_while_the_key_works() {
    provision();
    List<String> before = n8n.requests(NAMESPACE);

    now = now.plus(Duration.ofMinutes(11));
    assertThat(provision()).isEqualTo(new Done());

    assertThat(n8n.requests(NAMESPACE).subList(before.size(), n8n.requests(NAMESPACE).size()))
        .containsExactly("GET /api/v1/discover");
  }

  @Test
  void passes_in_quick_succession_ask_nothing() {
    provision();
    provision();
    int requests = n8n.requests(NAMESPACE).size();

    assertThat(provision()).isEqualTo(new Done());

    assertThat(n8n.requests(NAMESPACE)).hasSize(requests);
  }

  @Test
  void a_key_whose_value_was_lost_in_a_crash_is_replaced() {
    recordSession.dieAfterWrites(1);
    assertThatThrownBy(this::provision).isInstanceOf(RecordConflictException.class);
    assertThat(record().externals())
        .as("the intent is in the record before the call")
        .containsEntry(
            N8nProvisioner.KEY_EXTERNAL, ExternalRecord.pending(N8nProvisioner.KEY_LABEL));
    assertThat(keysInN8n()).hasSize(1);

    recordSession.restart();
    assertThat(provision()).isEqualTo(new Done());

    assertThat(keysInN8n()).hasSize(1);
    assertThat(client().scopes(keyInRecord())).isInstanceOf(Reply.Value.class);
  }

  @Test
  void a_crash_before_the_first_write_leaves_nothing_behind() {
    recordSession.dieAfterWrites(0);
    assertThatThrownBy(this::provision).isInstanceOf(RecordConflictException.class);
    assertThat(keysInN8n()).isEmpty();
  }

  @Test
  void a_key_whose_answer_was_lost_on_the_way_is_replaced() {
    n8n.loseNextAnswer(NAMESPACE, "POST /rest/api-keys");
    assertThat(provision()).isInstanceOf(Waiting.class);

    later();
    assertThat(provision()).isEqualTo(new Done());
    assertThat(keysInN8n()).hasSize(1);
  }

  @Test
  void a_key_that_n8n_does_not_know_any_more_is_made_again() {
    provision();
    String lost = keyInRecord();
    keysInN8n().forEach(id -> client().deleteApiKey(session(), id));

    now = now.plus(Duration.ofMinutes(11));
    assertThat(provision()).isEqualTo(new Done());

    assertThat(keyInRecord()).isNotEqualTo(lost);
    assertThat(client().scopes(keyInRecord())).isInstanceOf(Reply.Value.class);
  }

  @Test
  void a_key_is_replaced_at_once_when_a_person_asks_for_another() {
    provision();
    provision();
    String old = keyInRecord();

    askForAnotherKey();
    assertThat(service.remark(plan(), record()))
        .hasValueSatisfying(remark -> assertThat(remark).contains("the old one is used"));
    assertThat(provision()).isEqualTo(new Done());

    assertThat(keyInRecord()).isNotEqualTo(old);
    assertThat(client().scopes(old)).isInstanceOf(Reply.Unauthorized.class);
    assertThat(client().scopes(keyInRecord())).isEqualTo(new Reply.Value<>(N8nProvisioner.SCOPES));
    assertThat(keysInN8n()).hasSize(1);
    assertThat(service.remark(plan(), record())).isEmpty();
  }

  @Test
  void a_crash_while_a_key_is_replaced_is_continued() {
    provision();
    String old = keyInRecord();
    askForAnotherKey();
    for (int writes = 0; writes < 3; writes++) {
      recordSession.dieAfterWrites(writes);
      assertThatThrownBy(this::provision).isInstanceOf(RecordConflictException.class);
      later();
    }

    recordSession.restart();
    assertThat(provision()).isEqualTo(new Done());

    assertThat(keyInRecord()).isNotEqualTo(old);
    assertThat(client().scopes(keyInRecord())).isInstanceOf(Reply.Value.class);
    assertThat(keysInN8n()).hasSize(1);
  }

  @Test
  void while_nobody_can_log_in_the_old_key_stays_and_is_used() {
    provision();
    String old = keyInRecord();
    n8n.askForSecondFactor(NAMESPACE);
    askForAnotherKey();

    assertThat(provision()).isEqualTo(new Done());

    assertThat(keyInRecord()).isEqualTo(old);
    assertThat(client().scopes(old)).isInstanceOf(Reply.Value.class);
    assertThat(service.remark(plan(), record())).isPresent();
  }

  private void askForAnotherKey() {
    assertThat(service.apiKeyRotation(plan().service()))
        .isEqualTo(new Rotation.OfExternal(N8nProvisioner.KEY_EXTERNAL));
    recordSession.ofService().update(known -> known.remaking(N8nProvisioner.KEY_EXTERNAL));
  }

  @Test
  void an_owner_that_is_managed_gets_another_password_at_the_next_start() {
    provision();
    Rotation.OfSecrets login =
        (Rotation.OfSecrets) service.loginRotation(N8nPlans.usual().plan().service());
    secrets.keySet().removeAll(login.names());
    service.missingSecrets(secrets).forEach((name, maker) -> secrets.put(name, maker.get()));

    run(N8nPlans.usual());
    service.checkHealth(plan());
    now = now.plus(START_UP);

    assertThat(client().logIn(N8nOwner.of(plan()))).isInstanceOf(Reply.Value.class);
    assertThat(provision()).as("the key is as good as before").isEqualTo(new Done());
  }

  @Test
  void an_owner_who_is_not_managed_keeps_the_password() {
    assertThat(service.loginRotation(initial().plan().service()))
        .isInstanceOf(Rotation.Impossible.class);
  }

  @Test
  void a_key_that_may_do_too_little_is_replaced() {
    Reply<N8nClient.ApiKey> narrow =
        client().createApiKey(session(), N8nProvisioner.KEY_LABEL, Set.of("tag:list"));
    assertThat(narrow).isInstanceOf(Reply.Value.class);
    recordSession
        .ofService()
        .update(
            record ->
                record.withAddedSecrets(
                    Map.of(
                        N8nSecrets.API_KEY,
                        ((Reply.Value<N8nClient.ApiKey>) narrow).value().value())));

    assertThat(provision()).isEqualTo(new Done());

    assertThat(client().scopes(keyInRecord())).isEqualTo(new Reply.Value<>(N8nProvisioner.SCOPES));
    assertThat(keysInN8n()).hasSize(1);
  }

  @Test
  void an_initial_owner_is_set_up_by_the_operator() {
    runOnNewDatabase(initial());

    assertThat(client().isSetUpOpen()).isEqualTo(new Reply.Value<>(true));
    assertThat(provision()).isEqualTo(new Done());

    assertThat(client().isSetUpOpen()).isEqualTo(new Reply.Value<>(false));
  }

  @Test
  void a_crash_after_the_set_up_and_another_address_in_the_tenant_lock_nobody_out() {
    runOnNewDatabase(initial());
    recordSession.dieAfterWrites(1);
    assertThatThrownBy(this::provision).isInstanceOf(RecordConflictException.class);
    assertThat(record().externals())
        .as("the intent is in the record before the call")
        .containsEntry(N8nOwner.EXTERNAL, ExternalRecord.pending(N8nPlans.ADMINISTRATOR));
    assertThat(client().isSetUpOpen()).isEqualTo(new Reply.Value<>(false));

    recordSession.restart();
    ServicePlan changed = planOf(initial(), "new@acme.example");

    assertThat(service.provision(changed, recordSession.ledger())).isEqualTo(new Done());
    assertThat(N8nOwner.of(planOf(initial(), "new@acme.example")).email())
        .isEqualTo(N8nPlans.ADMINISTRATOR);
  }

  @Test
  void a_crash_before_the_set_up_leaves_the_address_to_the_tenant() {
    runOnNewDatabase(initial());
    n8n.failNext(NAMESPACE, "POST /rest/owner/setup", 500);
    provision();
    later();

    service.provision(planOf(initial(), "new@acme.example"), recordSession.ledger());

    assertThat(N8nOwner.of(planOf(initial(), "newer@acme.example")).email())
        .isEqualTo("new@acme.example");
  }

  @Test
  void an_initial_account_keeps_its_address_when_the_tenant_names_another() {
    runOnNewDatabase(initial());
    provision();

    assertThat(N8nOwner.of(planOf(initial(), "new@acme.example")).email())
        .isEqualTo(N8nPlans.ADMINISTRATOR);
    assertThat(N8nOwner.of(planOf(N8nPlans.usual(), "new@acme.example")).email())
        .isEqualTo("new@acme.example");
  }

  @Test
  void an_account_that_was_managed_before_keeps_the_last_address() {
    provision();
    run(N8nPlans.usual(), "new@acme.example");
    service.checkHealth(plan());
    now = now.plus(START_UP);
    service.provision(planOf(N8nPlans.usual(), "new@acme.example"), recordSession.ledger());

    assertThat(N8nOwner.of(planOf(initial(), "newer@acme.example")).email())
        .isEqualTo("new@acme.example");
  }

  @Test
  void the_customer_may_change_an_initial_password() throws Exception {
    runOnNewDatabase(initial());
    provision();
    changePassword("Customer1");

    now = now.plus(Duration.ofMinutes(11));
    assertThat(provision()).isEqualTo(new Done());
  }

  @Test
  void a_changed_password_without_a_key_needs_a_person() throws Exception {
    runOnNewDatabase(initial());
    client().setUpOwner(N8nOwner.of(plan()));
    changePassword("Customer1");

    assertRefused(provision(), "ownerPassword to Managed");
  }

  @Test
  void setting_the_owner_to_managed_helps_at_once() throws Exception {
    runOnNewDatabase(initial());
    client().setUpOwner(N8nOwner.of(plan()));
    changePassword("Customer1");
    provision();

    run(N8nPlans.usual());
    service.checkHealth(plan());
    now = now.plus(START_UP);
    assertThat(provision()).isEqualTo(new Done());
  }

  @Test
  void two_factor_log_in_does_no_harm_once_the_key_is_there() {
    provision();
    n8n.askForSecondFactor(NAMESPACE);

    now = now.plus(Duration.ofMinutes(11));
    assertThat(provision()).isEqualTo(new Done());
  }

  @Test
  void two_factor_log_in_without_a_key_needs_a_person() {
    n8n.askForSecondFactor(NAMESPACE);

    assertRefused(provision(), "two-factor authentication off");
    int requests = n8n.requests(NAMESPACE).size();
    provision();
    assertThat(n8n.requests(NAMESPACE)).as("nobody hammers the log-in").hasSize(requests);
  }

  @Test
  void log_ins_stop_where_n8n_limits_them() {
    for (int i = 0; i < 5; i++) {
      session();
    }
    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> {
              assertThat(waiting.message()).contains("limits");
              assertThat(waiting.retryAfter())
                  .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(70));
            });
    now = now.plus(Duration.ofSeconds(70));
    assertThat(provision()).isEqualTo(new Done());
  }

  @Test
  void what_n8n_says_while_it_starts_is_no_answer() {
    environment.put("N8N_LOG_LEVEL", "debug");
    for (Duration passed = Duration.ZERO;
        passed.compareTo(START_UP) < 0;
        passed = passed.plusMillis(500)) {
      assertThat(provision()).isInstanceOf(Waiting.class);
      assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
      now = now.plusMillis(500);
    }
    later();
    assertThat(provision()).isEqualTo(new Done());
    assertThat(service.checkHealth(plan())).isEqualTo(new HealthCheckResult.Healthy());
  }

  @Test
  void a_database_that_is_away_is_waited_for() {
    provision();
    databaseRuns = false;
    later();

    assertThat(service.checkHealth(plan()))
        .isInstanceOfSatisfying(
            HealthCheckResult.NotYet.class,
            notYet -> assertThat(notYet.message()).contains("database"));
    now = now.plus(Duration.ofMinutes(11));
    assertThat(provision()).isInstanceOf(Waiting.class);

    databaseRuns = true;
    later();
    assertThat(provision()).isEqualTo(new Done());
    assertThat(keysInN8n()).hasSize(1);
  }

  @Test
  void a_pod_that_is_not_there_is_waited_for() {
    podRuns = false;

    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
    assertThat(provision()).isInstanceOf(Waiting.class);
  }

  @Test
  void a_refusal_of_n8n_is_told_in_its_own_words() {
    n8n.failNext(NAMESPACE, "POST /rest/api-keys", 500);

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> assertThat(waiting.message()).contains("500").contains("Injected"));
  }

  private void run(N8nPlans plans) {
    run(plans, N8nPlans.ADMINISTRATOR);
  }

  private void run(N8nPlans plans, String administrator) {
    tenant = plans;
    environment.clear();
    environment.putAll(N8nEnvironment.plain(planOf(plans, administrator)));
    environment.putAll(N8nEnvironment.secret(plan()));
  }

  private void runOnNewDatabase(N8nPlans plans) {
    run(plans);
    environment.put("DB_POSTGRESDB_DATABASE", "another");
    service.checkHealth(plan());
    now = now.plus(START_UP);
  }

  private static N8nPlans initial() {
    return N8nPlans.usual().withSettings("ownerPassword: Initial");
  }

  private void later() {
    now = now.plus(Duration.ofMinutes(6));
  }

  private String identityOfDatabase(Map<String, String> environment) throws SQLException {
    if (!databaseRuns) {
      throw new SQLException("connect ECONNREFUSED");
    }
    return environment.getOrDefault("DB_POSTGRESDB_DATABASE", "");
  }

  private ServicePlan plan() {
    return planOf(tenant, N8nPlans.ADMINISTRATOR);
  }

  private ServicePlan planOf(N8nPlans plans, String administrator) {
    return plans.plan(secrets, record().externals(), administrator);
  }

  private Provisioning provision() {
    return service.provision(plan(), recordSession.ledger());
  }

  private ServiceRecord record() {
    return recordSession.ofService().read();
  }

  private String keyInRecord() {
    return record().secrets().getOrDefault(N8nSecrets.API_KEY, "none");
  }

  private N8nClient client() {
    return new N8nClient(
        http, URI.create(plan().clusterUrl(N8n.PORT)), Deadline.in(Duration.ofMinutes(1), clock));
  }

  private Session session() {
    return value(client().logIn(N8nOwner.of(plan())));
  }

  private List<String> keysInN8n() {
    return value(client().apiKeyIds(session(), N8nProvisioner.KEY_LABEL));
  }

  private void changePassword(String password) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(plan().clusterUrl(N8n.PORT)).resolve("/rest/me/password"))
            .header("Cookie", session().cookie())
            .header("Content-Type", "application/json")
            .method(
                "PATCH",
                BodyPublishers.ofString(
                    "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}"
                        .formatted(secrets.get(N8nSecrets.OWNER_PASSWORD), password)))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static <T> T value(Reply<T> reply) {
    return switch (reply) {
      case Reply.Value<T>(T value) -> value;
      case Reply.Unauthorized<T> _, Reply.NotNow<T> _, Reply.Rejected<T> _ ->
          throw new AssertionError("n8n answers " + reply);
    };
  }

  private static void assertRefused(Provisioning result, String remedy) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().reason()).isEqualTo(Reason.LOGIN_REFUSED);
              assertThat(refused.problem().message()).contains(remedy);
            });
  }
}
