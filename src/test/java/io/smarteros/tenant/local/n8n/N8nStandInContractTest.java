package io.smarteros.tenant.local.n8n;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.local.process.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What n8n 2.41.1 answers, as far as the operator relies on it. Runs against the stand-in, or
 * against a real n8n (docs/real-n8n.md) that the system properties {@code n8n.real.url}, {@code
 * n8n.real.email} and {@code n8n.real.password} name: then it says whether the stand-in tells the
 * truth.
 */
class N8nStandInContractTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final String JSON = "application/json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  private static @Nullable N8nStandIn standIn;
  private static URI url = URI.create("http://127.0.0.1");
  private static String email = "it@acme.example";
  private static String password = "Passw0rd123";
  private static int spellings;

  private final List<String> createdKeys = new ArrayList<>();
  private N8nCaller anyone = new N8nCaller(url);
  private N8nCaller owner = anyone;

  @BeforeAll
  static void find_n8n() {
    String real = System.getProperty("n8n.real.url");
    if (real == null) {
      N8nStandIn standIn = startStandIn();
      N8nStandInContractTest.standIn = standIn;
      url = standIn.addressOf("tenant-acme");
    } else {
      url = URI.create(real);
      email = System.getProperty("n8n.real.email", email);
      password = System.getProperty("n8n.real.password", password);
    }
  }

  @AfterAll
  static void stop() {
    if (standIn != null) {
      standIn.close();
    }
  }

  @BeforeEach
  void log_in() {
    anyone = new N8nCaller(url);
    owner = anyone.with("Cookie", logIn().session());
  }

  @AfterEach
  void delete_keys() {
    createdKeys.forEach(id -> owner.delete("/rest/api-keys/" + id));
  }

  @Test
  void a_running_instance_is_healthy_and_ready() {
    assertThat(anyone.get("/healthz").toString()).isEqualTo("200 " + JSON + " {\"status\":\"ok\"}");
    assertThat(anyone.get("/healthz/readiness").toString())
        .isEqualTo("200 " + JSON + " {\"status\":\"ok\"}");
  }

  @Test
  void the_set_up_page_is_closed_by_the_owner_from_the_environment() {
    JsonNode settings = anyone.get("/rest/settings").data();

    assertThat(settings.at("/userManagement/showSetupOnFirstLoad").isBoolean()).isTrue();
    assertThat(settings.at("/userManagement/showSetupOnFirstLoad").asBoolean()).isFalse();
    assertThat(
            anyone
                .post(
                    "/rest/owner/setup",
                    Map.of(
                        "email",
                        "thief@example.com",
                        "firstName",
                        "T",
                        "lastName",
                        "F",
                        "password",
                        "Passw0rd123"))
                .toString())
        .isEqualTo("400 " + JSON + " {\"code\":400,\"message\":\"Instance owner already setup\"}");
  }

  @Test
  void version_and_addresses_are_shown_to_the_owner_only() {
    assertThat(anyone.get("/rest/settings").data().has("versionCli")).isFalse();

    JsonNode settings = owner.get("/rest/settings").data();
    assertThat(settings.path("settingsMode").asText()).isEqualTo("authenticated");
    assertThat(settings.path("versionCli").asText()).isEqualTo("2.41.1");
    assertThat(settings.path("urlBaseEditor").asText()).startsWith("https://").doesNotEndWith("/");
    assertThat(settings.path("urlBaseWebhook").asText()).startsWith("https://").endsWith("/");
  }

  @Test
  void the_owner_logs_in_and_gets_a_cookie_that_also_works_over_plain_http() {
    N8nCaller.Answer login = logIn();

    assertThat(login.status()).isEqualTo(200);
    assertThat(login.data().path("email").asText()).isEqualTo(email);
    assertThat(login.data().path("role").asText()).isEqualTo("global:owner");
    assertThat(login.data().path("isManagedByEnv").asBoolean()).isTrue();
    assertThat(login.header("Set-Cookie"))
        .startsWith("n8n-auth=")
        .contains("Max-Age=604800", "Path=/", "HttpOnly", "Secure", "SameSite=Lax");
    assertThat(anyone.with("Cookie", login.session()).get("/rest/login").status()).isEqualTo(200);
  }

  @Test
  void a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    String refused =
        "401 "
            + JSON
            + " {\"code\":401,\"message\":\"Wrong username or password."
            + " Do you have caps lock on?\"}";

    assertThat(anyone.logIn(nextSpelling(), "nope").toString()).isEqualTo(refused);
    assertThat(anyone.logIn(unknownUser(), password).toString()).isEqualTo(refused);
  }

  @Test
  void a_log_in_without_its_fields_is_refused() {
    assertThat(anyone.post("/rest/login", Map.of("password", "x")).toString())
        .isEqualTo(
            "400 "
                + JSON
                + " {\"code\":\"invalid_type\",\"expected\":\"string\",\"received\":\"undefined\","
                + "\"path\":[\"emailOrLdapLoginId\"],\"message\":\"Required\"}");
    assertThat(
            anyone
                .post("/rest/login", Map.of("emailOrLdapLoginId", unknownUser()))
                .json()
                .at("/path/0")
                .asText())
        .isEqualTo("password");
    assertThat(anyone.logIn("nobody-" + UUID.randomUUID(), "x").toString())
        .isEqualTo("400 " + JSON + " {\"code\":400,\"message\":\"Invalid email address\"}");
  }

  @Test
  void a_sixth_log_in_within_a_minute_has_to_wait() {
    String user = unknownUser();
    for (int i = 0; i < 5; i++) {
      assertThat(anyone.logIn(user, "x").status()).isEqualTo(401);
    }

    N8nCaller.Answer sixth = anyone.logIn(user, "x");

    assertThat(sixth.toString())
        .isEqualTo("429 " + HTML + " Too many requests, please try again later.");
    assertThat(Integer.parseInt(sixth.header("Retry-After"))).isBetween(1, 60);
    assertThat(sixth.header("X-RateLimit-Limit")).isEqualTo("5");
    assertThat(sixth.header("X-RateLimit-Remaining")).isEqualTo("0");
  }

  @Test
  void without_a_good_cookie_nothing_is_shown() {
    String refused = "401 " + JSON + " {\"status\":\"error\",\"message\":\"Unauthorized\"}";
    N8nCaller forger = anyone.with("Cookie", "n8n-auth=abc");

    assertThat(anyone.get("/rest/login").toString()).isEqualTo(refused);
    assertThat(anyone.get("/rest/api-keys").toString()).isEqualTo(refused);
    assertThat(forger.get("/rest/api-keys").toString()).isEqualTo(refused);
    assertThat(forger.get("/rest/api-keys").session()).isEqualTo("n8n-auth=");
  }

  @Test
  void a_session_ends_with_the_log_out() {
    assertThat(owner.post("/rest/logout", Map.of()).toString())
        .isEqualTo("200 " + JSON + " {\"data\":{\"loggedOut\":true}}");
    assertThat(owner.get("/rest/login").status()).isEqualTo(401);

    // a log-in within the same second gets the same cookie, which is the one that ended
    Instant ended = Instant.now();
    Await.until(
        "the next second",
        TWO_SECONDS,
        () -> Instant.now().getEpochSecond() > ended.getEpochSecond());
  }

  @Test
  void a_new_key_is_shown_in_full_once() {
    N8nCaller.Answer created = createKey(newLabel(), "workflow:list");
    JsonNode key = created.data();

    assertThat(created.status()).isEqualTo(200);
    assertThat(key.path("id").asText()).hasSize(16);
    assertThat(key.path("rawApiKey").asText()).startsWith("eyJ");
    assertThat(key.path("apiKey").asText()).startsWith("******").hasSize(10);
    assertThat(key.path("expiresAt").isNull()).isTrue();
    assertThat(key.path("scopes")).hasToString("[\"workflow:list\"]");
    JsonNode listed = listed(key.path("label").asText());
    assertThat(listed.path("id")).isEqualTo(key.path("id"));
    assertThat(listed.has("rawApiKey")).isFalse();
  }

  @Test
  void a_label_is_given_once() {
    String label = newLabel();
    createKey(label, "workflow:list");

    assertThat(createKey(label, "workflow:list").toString())
        .isEqualTo(
            "500 "
                + JSON
                + " {\"code\":0,\"message\":\"There is already an entry with this name\"}");
  }

  @Test
  void a_key_needs_label_scopes_and_an_explicit_end() {
    assertThat(
            owner
                .post("/rest/api-keys", Map.of("scopes", List.of("tag:list")))
                .json()
                .at("/path/0")
                .asText())
        .isEqualTo("label");
    assertThat(
            owner
                .post("/rest/api-keys", Map.of("label", "x", "scopes", List.of("tag:list")))
                .json()
                .at("/path/0")
                .asText())
        .isEqualTo("expiresAt");
    assertThat(createKey(newLabel()).json().path("message").asText())
        .isEqualTo("Array must contain at least 1 element(s)");
    assertThat(createKey("x".repeat(51), "tag:list").json().path("code").asText())
        .isEqualTo("too_big");
    assertThat(createKey(newLabel(), "no:scope").toString())
        .isEqualTo("400 " + JSON + " {\"code\":400,\"message\":\"Invalid scopes for user role\"}");
  }

  @Test
  void the_owner_is_offered_the_scopes_that_the_operator_uses() {
    assertThat(owner.get("/rest/api-keys/scopes").data())
        .hasSize(106)
        .extracting(JsonNode::asText)
        .contains("workflow:create", "workflow:activate", "credential:create", "credential:list");
  }

  @Test
  void a_list_has_ten_keys_unless_more_are_asked_for() {
    String label = newLabel();
    IntStream.range(0, 11).forEach(i -> createKey(label + i, "tag:list"));

    assertThat(owner.get("/rest/api-keys?label=" + query(label)).data().path("items")).hasSize(10);
    assertThat(owner.get("/rest/api-keys?label=" + query(label)).data().at("/counts/mine").asInt())
        .isEqualTo(11);
    assertThat(owner.get("/rest/api-keys?take=250&label=" + query(label)).data().path("items"))
        .hasSize(11);
  }

  @Test
  void a_deleted_key_opens_nothing_any_more() {
    JsonNode key = createKey(newLabel(), "workflow:list").data();
    N8nCaller program = anyone.withKey(key.path("rawApiKey").asText());
    assertThat(program.get("/api/v1/workflows").status()).isEqualTo(200);

    assertThat(owner.delete("/rest/api-keys/" + key.path("id").asText()).toString())
        .isEqualTo("200 " + JSON + " {\"data\":{\"success\":true}}");

    assertThat(program.get("/api/v1/workflows").toString())
        .isEqualTo("401 " + JSON + " {\"message\":\"Unauthorized\"}");
    assertThat(owner.delete("/rest/api-keys/" + key.path("id").asText()).toString())
        .isEqualTo("404 " + JSON + " {\"code\":404,\"message\":\"API key not found\"}");
  }

  @Test
  void the_public_api_refuses_callers_without_a_key() {
    String refused = "401 " + JSON + " {\"message\":\"Unauthorized\"}";

    assertThat(anyone.get("/api/v1/workflows").toString()).isEqualTo(refused);
    assertThat(anyone.withKey("bad").get("/api/v1/workflows").toString()).isEqualTo(refused);
    assertThat(anyone.withKey("bad").get("/api/v1/discover").toString())
        .isEqualTo("401 " + JSON + " {\"message\":\"unauthorized\"}");
    assertThat(anyone.get("/api/v1/discover").toString())
        .isEqualTo("401 " + JSON + " {\"message\":\"'X-N8N-API-KEY' header required\"}");
  }

  @Test
  void a_key_opens_what_its_scopes_say() {
    N8nCaller program = programWith("workflow:list");

    assertThat(program.get("/api/v1/workflows?limit=1").json().path("data").isArray()).isTrue();
    assertThat(program.get("/api/v1/credentials").toString())
        .isEqualTo("403 " + JSON + " {\"message\":\"Forbidden\"}");
  }

  @Test
  void the_owners_cookie_opens_the_public_api_too_unless_a_wrong_key_comes_with_it() {
    assertThat(owner.get("/api/v1/workflows").status()).isEqualTo(200);
    assertThat(owner.get("/api/v1/discover").data().path("scopes")).hasSize(106);
    assertThat(owner.withKey("bad").get("/api/v1/workflows").status()).isEqualTo(401);
  }

  @Test
  void every_key_may_ask_what_it_may_do() {
    assertThat(
            programWith("tag:list", "workflow:list").get("/api/v1/discover").data().path("scopes"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("tag:list", "workflow:list");
  }

  @Test
  void what_does_not_exist_is_a_page_in_the_internal_and_a_message_in_the_public_api() {
    N8nCaller.Answer page = owner.get("/rest/nope");

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).isEqualTo(HTML);
    assertThat(page.text()).contains("Cannot GET /rest/nope");
    assertThat(programWith("workflow:list").get("/api/v1/nope").toString())
        .isEqualTo("404 " + JSON + " {\"message\":\"not found\"}");
    assertThat(anyone.get("/api/v1/nope").toString())
        .isEqualTo("404 " + JSON + " {\"message\":\"not found\"}");
  }

  @Test
  void an_owner_from_the_environment_keeps_its_password() {
    assertThat(
            owner
                .patch(
                    "/rest/me/password",
                    Map.of("currentPassword", password, "newPassword", "An0therPassword"))
                .toString())
        .isEqualTo(
            "403 "
                + JSON
                + " {\"code\":403,\"message\":\"This account is managed via environment variables"
                + " and cannot be modified through the API\"}");
  }

  @Test
  void a_body_that_is_no_json_is_a_server_error() {
    N8nCaller.Answer answer = anyone.send("POST", "/rest/login", "{bad");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("Content-Type")).isEqualTo(HTML);
    assertThat(answer.text()).contains("<pre>Internal Server Error</pre>");
  }

  @Test
  void whoever_calls_itself_a_bot_gets_nothing() {
    N8nCaller bot = anyone.with("User-Agent", "tenant-bot/1");

    assertThat(bot.get("/rest/settings").status()).isEqualTo(204);
    assertThat(bot.get("/healthz").status()).isEqualTo(200);
  }

  @Test
  void an_offer_of_http_2_is_never_answered() {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/healthz")).timeout(TWO_SECONDS).build();

    try (HttpClient offeringHttp2 = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> offeringHttp2.send(request, BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
    }
  }

  private N8nCaller.Answer logIn() {
    N8nCaller.Answer login = anyone.logIn(nextSpelling(), password);
    assertThat(login.status()).describedAs("%s", login).isEqualTo(200);
    return login;
  }

  /**
   * The owner's e-mail in capitals and small letters of its own: log-ins are counted by spelling.
   */
  private static String nextSpelling() {
    StringBuilder spelling = new StringBuilder(email);
    int choice = spellings++;
    for (int i = 0; i < email.length(); i++) {
      if (Character.isLetter(email.charAt(i))) {
        if (choice % 2 == 1) {
          spelling.setCharAt(i, Character.toUpperCase(email.charAt(i)));
        }
        choice /= 2;
      }
    }
    return spelling.toString();
  }

  private static String unknownUser() {
    return UUID.randomUUID() + "@example.com";
  }

  private static String newLabel() {
    return "contract " + UUID.randomUUID().toString().substring(0, 8);
  }

  private N8nCaller programWith(String... scopes) {
    return anyone.withKey(createKey(newLabel(), scopes).data().path("rawApiKey").asText());
  }

  private N8nCaller.Answer createKey(String label, String... scopes) {
    N8nCaller.Answer answer =
        owner.send(
            "POST",
            "/rest/api-keys",
            "{\"label\":\"%s\",\"scopes\":[%s],\"expiresAt\":null}"
                .formatted(
                    label, scopes.length == 0 ? "" : "\"" + String.join("\",\"", scopes) + "\""));
    Optional.of(answer.data().path("id").asText())
        .filter(id -> !id.isEmpty())
        .ifPresent(createdKeys::add);
    return answer;
  }

  private static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode listed(String label) {
    return owner.get("/rest/api-keys?ownership=mine&label=" + query(label)).data().at("/items/0");
  }

  private static N8nStandIn startStandIn() {
    Map<String, String> environment =
        Map.of(
            "N8N_ENCRYPTION_KEY", "a key that never changes",
            "N8N_INSTANCE_OWNER_MANAGED_BY_ENV", "true",
            "N8N_INSTANCE_OWNER_EMAIL", email,
            "N8N_INSTANCE_OWNER_PASSWORD_HASH",
                BCrypt.withDefaults().hashToString(4, password.toCharArray()),
            "N8N_EDITOR_BASE_URL", "https://n8n-acme.example.com/",
            "N8N_WEBHOOK_URL", "https://n8n-acme.example.com/");
    return N8nStandIn.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        _ -> Optional.of(environment),
        N8nStandIn.Settings.defaults());
  }
}
