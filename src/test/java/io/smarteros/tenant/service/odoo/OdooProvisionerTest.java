package io.smarteros.tenant.service.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import io.smarteros.tenant.local.odoo.OdooConf;
import io.smarteros.tenant.local.odoo.OdooStandIn;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Jobs have set up is seen to work, however often that is interrupted. */
final class OdooProvisionerTest {
  private static final String NAMESPACE = "tenant-acme";
  private static final String LOGIN = "POST /web/session/authenticate";
  private static final String HEALTH = "GET /web/health";

  private OdooPlans tenant = OdooPlans.usual();
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private final InstantSource clock = () -> now;
  private boolean podRuns = true;
  private boolean databaseRuns = true;
  private OdooStandIn odoo;
  private HttpClient http;
  private OdooService service;
  private FragileRecordSession recordSession;
  private Map<String, String> secrets;

  @BeforeEach
  void start() {
    odoo =
        OdooStandIn.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            _ -> podRuns ? Optional.of(OdooConf.of(pod("odoo"))) : Optional.empty(),
            this::identityOfDatabase);
    URI address = odoo.addressOf(NAMESPACE);
    http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), address.getPort())))
            .build();
    service = new OdooService(http, new Random(1), clock);
    secrets = new HashMap<>();
    service.missingSecrets(Map.of()).forEach((name, maker) -> secrets.put(name, maker.get()));
    recordSession = new FragileRecordSession(ServiceName.ODOO, secrets);
  }

  @AfterEach
  void stop() {
    odoo.close();
    http.close();
  }

  @Test
  void its_administrator_logs_in_and_nobody_does_as_admin() {
    odoo.run(pod("initialize"));

    assertThat(provision()).isEqualTo(new Done(Optional.of("t_acme_odoo"), Map.of()));

    assertThat(record().externals().get(OdooAdministrator.EXTERNAL))
        .satisfies(account -> assertThat(account.id()).contains(OdooPlans.ADMINISTRATOR));
  }

  @Test
  void before_its_tables_are_made_it_is_waited_for() {
    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class, waiting -> assertThat(waiting.message()).contains("HTTP 500"));
    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
  }

  @Test
  void nobody_logs_in_any_more_once_it_is_set_up() {
    odoo.run(pod("initialize"));
    provision();
    odoo.changePassword(NAMESPACE, OdooPlans.ADMINISTRATOR, "his own");
    int requests = odoo.requests(NAMESPACE).size();

    later();
    assertThat(provision()).isInstanceOf(Done.class);
    assertThat(odoo.requests(NAMESPACE)).hasSize(requests);
  }

  @Test
  void a_password_that_was_changed_before_it_was_seen_to_work_is_for_a_person() {
    odoo.run(pod("initialize"));
    odoo.changePassword(NAMESPACE, OdooPlans.ADMINISTRATOR, "his own");

    assertThat(provision())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().reason()).isEqualTo(Reason.LOGIN_REFUSED);
              assertThat(refused.problem().message()).contains("Secret odoo-login");
            });
    int requests = odoo.requests(NAMESPACE).size();
    provision();
    assertThat(odoo.requests(NAMESPACE)).as("not at once again").hasSize(requests);
  }

  @Test
  void an_answer_that_is_lost_is_asked_for_again() {
    odoo.run(pod("initialize"));
    odoo.loseNextAnswer(NAMESPACE, LOGIN);

    assertThat(provision()).isInstanceOf(Waiting.class);
    later();
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 429, 500, 502})
  void what_is_no_answer_of_odoo_is_waited_out(int status) {
    odoo.run(pod("initialize"));
    odoo.failNext(NAMESPACE, LOGIN, status);

    assertThat(provision()).isInstanceOf(Waiting.class);
    later();
    assertThat(provision()).isInstanceOf(Done.class);
  }

  @Test
  void without_its_database_server_it_is_not_healthy() {
    odoo.run(pod("initialize"));
    assertThat(service.checkHealth(plan())).isEqualTo(new HealthCheckResult.Healthy());
    databaseRuns = false;

    assertThat(service.checkHealth(plan()))
        .isEqualTo(new HealthCheckResult.NotYet("Odoo has no connection to its database server"));
  }

  @Test
  void without_a_pod_it_is_not_healthy() {
    podRuns = false;

    assertThat(service.checkHealth(plan())).isInstanceOf(HealthCheckResult.NotYet.class);
  }

  @Test
  void something_else_on_its_port_is_not_healthy() {
    odoo.run(pod("initialize"));
    odoo.failNext(NAMESPACE, HEALTH, 404);

    assertThat(service.checkHealth(plan()))
        .isEqualTo(new HealthCheckResult.NotYet("Something other than Odoo answers on its port"));
  }

  @Test
  void a_module_that_leaves_the_list_is_told_of_as_long_as_it_was_installed() {
    odoo.run(pod("initialize"));
    tenant = tenant.withSettings(new OdooSettings(List.of("crm", "sale"), null, null, null, null));
    assertThat(service.externals(plan())).containsEntry("module/crm", "crm");
    provision();
    assertThat(service.remark(plan(), ServiceRecord.blank())).isEmpty();

    tenant = tenant.withSettings(new OdooSettings(List.of("sale"), null, null, null, null));

    assertThat(service.remark(plan(), ServiceRecord.blank()))
        .hasValueSatisfying(remark -> assertThat(remark).endsWith("uninstalls them in Odoo: crm"));
  }

  @Test
  void a_second_pod_is_refused_with_what_to_set_instead() {
    assertThat(service.refusesPlan(tenant.plan())).isEmpty();
    assertThat(service.refusesPlan(tenant.withReplicas(2).plan()))
        .map(Problem::message)
        .hasValueSatisfying(message -> assertThat(message).contains("settings.workers"));
  }

  @Test
  void its_secrets_are_made_once_and_the_hash_follows_the_password() {
    assertThat(service.missingSecrets(secrets)).isEmpty();
    Map<String, String> without = new HashMap<>(secrets);
    without.remove(OdooSecrets.MASTER_PASSWORD_HASH);

    assertThat(service.missingSecrets(without)).containsOnlyKeys(OdooSecrets.MASTER_PASSWORD_HASH);
    assertThat(secrets.get(OdooSecrets.MASTER_PASSWORD_HASH))
        .matches("\\$pbkdf2-sha512\\$1000\\$[A-Za-z0-9./]{22}\\$[A-Za-z0-9./]{86}");
  }

  private void later() {
    now = now.plus(Duration.ofMinutes(6));
  }

  private PodEnvironment pod(String command) {
    OdooOptions options = OdooOptions.of(plan().service().spec());
    OdooConfiguration configuration = new OdooConfiguration(plan(), options);
    Map<String, String> files = new HashMap<>();
    configuration.files().forEach((name, text) -> files.put("/etc/odoo/" + name, text));
    new OdooJobs(plan(), options, new OdooPod(plan(), configuration, List.of()))
        .files()
        .forEach((name, text) -> files.put("/etc/odoo/" + name, text));
    return new PodEnvironment("uid", "odoo:19.0", List.of(command), Map.of(), Map.copyOf(files));
  }

  private String identityOfDatabase(Map<String, String> options) throws SQLException {
    if (!databaseRuns) {
      throw new SQLException("connect ECONNREFUSED");
    }
    return options.getOrDefault("db_name", "");
  }

  private ServicePlan plan() {
    return tenant.plan(secrets, record().externals(), OdooPlans.ADMINISTRATOR);
  }

  private Provisioning provision() {
    return service.provision(plan(), recordSession.ledger());
  }

  private ServiceRecord record() {
    return recordSession.ofService().read();
  }
}
