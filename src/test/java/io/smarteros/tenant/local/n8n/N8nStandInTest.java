package io.smarteros.tenant.local.n8n;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.smarteros.tenant.local.process.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the stand-in does beyond n8n's answers: pods come and go, and things go wrong on purpose.
 */
class N8nStandInTest {
  private static final String ACME = "tenant-acme";
  private static final String PASSWORD = "Passw0rd123";
  private static final String HASH = hash(PASSWORD);
  private static final Duration START_UP = Duration.ofSeconds(9);

  private final Map<String, Map<String, String>> pods = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private final AtomicBoolean databaseIsUp = new AtomicBoolean(true);
  private InetSocketAddress address = freeAddress();

  private N8nStandIn standIn = listen(Duration.ZERO);
  private N8nCaller acme = new N8nCaller(standIn.addressOf(ACME));

  @BeforeEach
  void run_a_pod() {
    pods.put(ACME, environment());
  }

  @AfterEach
  void stop() {
    standIn.close();
  }

  @Test
  void tenants_are_told_apart_by_the_host_header() {
    pods.put("tenant-bolt", Map.of("DB_POSTGRESDB_DATABASE", "bolt_n8n"));

    assertThat(getByHost("n8n.tenant-acme.svc:5678")).contains("\"showSetupOnFirstLoad\":false");
    assertThat(getByHost("n8n.tenant-bolt.svc")).contains("\"showSetupOnFirstLoad\":true");
    assertThat(getByHost("n8n.tenant-bolt.svc.cluster.local:5678")).startsWith("HTTP/1.1 200");
    assertThat(getByHost("odoo.tenant-bolt.svc")).startsWith("HTTP/1.1 421");
  }

  @Test
  void without_a_ready_pod_the_connection_breaks() {
    pods.remove(ACME);

    assertThat(getByHost("n8n.tenant-acme.svc:5678")).isEmpty();
    assertThatThrownBy(() -> acme.get("/healthz")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void a_start_goes_through_what_callers_see_of_the_real_one() {
    startSlowly();

    assertThatThrownBy(() -> acme.get("/healthz")).isInstanceOf(UncheckedIOException.class);

    pass(START_UP.dividedBy(3));
    assertThat(acme.get("/healthz").status()).isEqualTo(200);
    assertThat(acme.get("/healthz/readiness").json().path("status").asText()).isEqualTo("error");
    assertThat(acme.logIn("it@acme.example", PASSWORD).toString())
        .isEqualTo("200 text/html; charset=utf-8 n8n is starting up. Please wait");

    pass(START_UP.dividedBy(3));
    assertThat(acme.get("/healthz/readiness").status()).isEqualTo(503);
    assertThat(acme.logIn("it@acme.example", PASSWORD).status()).isEqualTo(404);

    pass(START_UP.dividedBy(3));
    assertThat(acme.get("/healthz/readiness").status()).isEqualTo(200);
    assertThat(acme.logIn("it@acme.example", PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void a_second_start_has_nothing_to_migrate() {
    startSlowly();
    runPodWith(environment());
    runPodWith(with("TZ", "Europe/Madrid"));

    pass(START_UP.dividedBy(3));

    assertThat(acme.get("/rest/settings").status()).isEqualTo(404);
  }

  @Test
  void keys_and_sessions_survive_the_pod() {
    String session = logIn(PASSWORD).session();
    String key = createKey(session);

    pods.remove(ACME);
    assertThatThrownBy(() -> acme.get("/healthz")).isInstanceOf(UncheckedIOException.class);
    pods.put(ACME, environment());

    assertThat(acme.withKey(key).get("/api/v1/workflows").status()).isEqualTo(200);
    assertThat(acme.with("Cookie", session).get("/rest/login").status()).isEqualTo(200);
  }

  @Test
  void a_changed_password_ends_sessions_but_no_key() {
    String session = logIn(PASSWORD).session();
    String key = createKey(session);

    runPodWith(with("N8N_INSTANCE_OWNER_PASSWORD_HASH", hash("Changed1234")));

    assertThat(acme.with("Cookie", session).get("/rest/login").status()).isEqualTo(401);
    assertThat(acme.withKey(key).get("/api/v1/workflows").status()).isEqualTo(200);
    assertThat(logIn(PASSWORD).status()).isEqualTo(401);
    assertThat(logIn("Changed1234").status()).isEqualTo(200);
  }

  @Test
  void an_owner_who_is_no_longer_managed_stays_and_may_change_the_password() {
    assertThat(logIn(PASSWORD).status()).isEqualTo(200);
    runPodWith(with("N8N_INSTANCE_OWNER_MANAGED_BY_ENV", "false"));

    N8nCaller owner = acme.with("Cookie", logIn(PASSWORD).session());
    assertThat(
            owner
                .patch(
                    "/rest/me/password",
                    Map.of("currentPassword", PASSWORD, "newPassword", "Customer1"))
                .status())
        .isEqualTo(200);

    assertThat(logIn("Customer1").status()).isEqualTo(200);
    runPodWith(environment());
    assertThat(logIn(PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void a_database_opens_with_its_first_encryption_key_only() {
    assertThat(acme.get("/healthz").status()).isEqualTo(200);
    pods.put(ACME, with("N8N_ENCRYPTION_KEY", "another"));

    assertThatThrownBy(() -> acme.get("/healthz")).isInstanceOf(UncheckedIOException.class);
    assertThat(standIn.crash(ACME))
        .hasValue("Deployment key 'signing.hmac' cannot be read with this instance encryption key");

    pods.put(ACME, environment());
    assertThat(acme.get("/healthz").status()).isEqualTo(200);
    assertThat(standIn.crash(ACME)).isEmpty();
  }

  @Test
  void an_owner_without_a_bcrypt_hash_keeps_n8n_from_starting() {
    pods.put(ACME, with("N8N_INSTANCE_OWNER_PASSWORD_HASH", PASSWORD));

    assertThatThrownBy(() -> acme.get("/healthz")).isInstanceOf(UncheckedIOException.class);
    assertThat(standIn.crash(ACME).orElseThrow()).contains("not a valid bcrypt hash");
  }

  @Test
  void an_unusable_database_keeps_n8n_from_starting_and_later_from_answering() {
    databaseIsUp.set(false);
    assertThatThrownBy(() -> acme.get("/healthz")).isInstanceOf(UncheckedIOException.class);

    databaseIsUp.set(true);
    assertThat(acme.get("/healthz/readiness").status()).isEqualTo(200);

    databaseIsUp.set(false);
    assertThat(acme.get("/healthz/readiness").status())
        .as("before n8n has tried its database again")
        .isEqualTo(200);
    pass(Duration.ofSeconds(2));
    assertThat(acme.get("/healthz").status()).isEqualTo(200);
    assertThat(acme.get("/healthz/readiness").status()).isEqualTo(503);
    assertThat(acme.get("/api/v1/workflows").json().path("message").asText())
        .isEqualTo("Database is not ready!");
  }

  @Test
  void two_factor_log_in_refuses_the_password_alone() {
    assertThat(logIn(PASSWORD).status()).isEqualTo(200);

    standIn.askForSecondFactor(ACME);

    assertThat(logIn(PASSWORD).toString())
        .isEqualTo("401 application/json; charset=utf-8 {\"code\":998,\"message\":\"MFA Error\"}");
  }

  @Test
  void a_minute_later_one_may_log_in_again() {
    for (int i = 0; i < 5; i++) {
      logIn(PASSWORD);
    }
    assertThat(logIn(PASSWORD).status()).isEqualTo(429);

    pass(Duration.ofMinutes(1));

    assertThat(logIn(PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void a_failure_on_purpose_happens_once_and_nothing_is_done() {
    String session = logIn(PASSWORD).session();
    standIn.failNext(ACME, "POST /rest/api-keys", 503);

    assertThat(postKey(session).status()).isEqualTo(503);
    assertThat(postKey(session).status()).isEqualTo(200);
  }

  @Test
  void a_lost_answer_comes_after_the_deed() {
    String session = logIn(PASSWORD).session();
    standIn.loseNextAnswer(ACME, "POST /rest/api-keys");

    assertThatThrownBy(() -> postKey(session)).isInstanceOf(UncheckedIOException.class);

    assertThat(postKey(session).json().path("message").asText())
        .isEqualTo("There is already an entry with this name");
  }

  @Test
  void it_remembers_what_was_asked() {
    acme.get("/healthz");
    logIn(PASSWORD);

    assertThat(standIn.requests(ACME)).containsExactly("GET /healthz", "POST /rest/login");
    assertThat(standIn.requests("tenant-bolt")).isEmpty();
  }

  /** On another port: the one that was just given up may not be free yet. */
  private void startSlowly() {
    standIn.close();
    address = freeAddress();
    standIn = listen(START_UP);
    acme = new N8nCaller(standIn.addressOf(ACME));
  }

  private static InetSocketAddress freeAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.pick());
  }

  private N8nStandIn listen(Duration startUp) {
    return N8nStandIn.listen(
        address,
        namespace -> Optional.ofNullable(pods.get(namespace)),
        N8nStandIn.Settings.defaults()
            .withStartUp(startUp)
            .withClock(now::get)
            .withDatabaseLogin(this::logInToDatabase));
  }

  private String logInToDatabase(Map<String, String> environment) throws SQLException {
    if (!databaseIsUp.get()) {
      throw new SQLException("connect ECONNREFUSED");
    }
    return environment.getOrDefault("DB_POSTGRESDB_DATABASE", "");
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private void runPodWith(Map<String, String> environment) {
    pods.put(ACME, environment);
    try {
      acme.get("/healthz");
    } catch (UncheckedIOException e) {
      assertThat(standIn.crash(ACME)).describedAs("not listening yet, %s", e).isEmpty();
    }
  }

  private N8nCaller.Answer logIn(String password) {
    return acme.logIn("it@acme.example", password);
  }

  private String createKey(String session) {
    return postKey(session).data().path("rawApiKey").asText();
  }

  private N8nCaller.Answer postKey(String session) {
    Map<String, Object> key = new HashMap<>(Map.of("label", "operator"));
    key.put("scopes", List.of("workflow:list"));
    key.put("expiresAt", null);
    return acme.with("Cookie", session).post("/rest/api-keys", key);
  }

  /**
   * The whole answer, or nothing when the connection breaks; Java's clients set Host themselves.
   */
  private String getByHost(String host) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /rest/settings HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> changed = new HashMap<>(environment());
    changed.put(name, value);
    return Map.copyOf(changed);
  }

  private static Map<String, String> environment() {
    return Map.of(
        "DB_POSTGRESDB_DATABASE", "acme_n8n",
        "N8N_ENCRYPTION_KEY", "a key that never changes",
        "N8N_INSTANCE_OWNER_MANAGED_BY_ENV", "true",
        "N8N_INSTANCE_OWNER_EMAIL", "it@acme.example",
        "N8N_INSTANCE_OWNER_PASSWORD_HASH", HASH);
  }

  private static String hash(String password) {
    return BCrypt.withDefaults().hashToString(4, password.toCharArray());
  }
}
