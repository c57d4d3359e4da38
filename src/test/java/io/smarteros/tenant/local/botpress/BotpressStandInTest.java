package io.smarteros.tenant.local.botpress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.local.botpress.BotpressStandIn.Settings;
import io.smarteros.tenant.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stand-in against what the sources of Botpress say: each test names the file of
 * github.com/botpress/v12, below {@code packages/bp/src}, from which it was read. The real program
 * cannot be had here.
 */
final class BotpressStandInTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String BOTS = "/api/v2/admin/workspace/bots";
  private static final String LOGIN = "/api/v1/auth/login/basic/default";
  private static final String GOOD_LOGIN =
      "{\"email\": \"it@acme.example\", \"password\": \"secret\"}";
  private static final String EMPTY_BOT =
      "{\"id\": \"%s\", \"name\": \"x\", \"template\": {\"id\": \"empty-bot\", \"moduleId\": \"builtin\"}}";

  private static final String NAMESPACE = "tenant-acme";
  private static final Duration START_UP = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ManualClock clock = new ManualClock();
  private final Map<String, String> environment = new HashMap<>();
  private boolean databaseRuns = true;
  private final BotpressStandIn botpress =
      BotpressStandIn.listen(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          _ -> Optional.of(Map.copyOf(environment)),
          new Settings(START_UP, this::identityOfDatabase, clock));
  private final URI address = botpress.addressOf(NAMESPACE);

  BotpressStandInTest() {
    environment.put("BP_ADMIN_EMAIL", "it@acme.example");
    environment.put("BP_ADMIN_PASSWORD", "secret");
    environment.put("BP_CONFIG_APPSECRET", "signs tokens");
    environment.put("DATABASE_URL", "postgres://acme");
    startPod();
    clock.advance(START_UP.multipliedBy(2));
  }

  private String identityOfDatabase(Map<String, String> variables) throws SQLException {
    if (!databaseRuns) {
      throw new SQLException("refused");
    }
    return variables.getOrDefault("DATABASE_URL", "");
  }

  /** It begins when somebody looks for it. */
  private void startPod() {
    assertThat(botpress.bots(NAMESPACE)).isEmpty();
  }

  @AfterEach
  void close() {
    botpress.close();
    http.close();
  }

  /** {@code core/app/server.ts}: two routes that need no log-in. */
  @Test
  void its_version_is_text_and_its_status_is_json() {
    assertThat(get("/version", "").body()).isEqualTo("12.31.10");
    assertThat(json(get("/status", "")).path("botpress").asText()).isEqualTo("up");
  }

  /** {@code core/health/monitoring-service.ts}, getStatus: with status 200. */
  @Test
  void a_database_that_is_away_is_told_as_an_error() {
    assertThat(json(get("/status", "")).path("database").asText()).isEqualTo("up");
    databaseRuns = false;

    HttpResponse<String> answer = get("/status", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("database").asText()).isEqualTo("error");
  }

  /** {@code core/security/router-security.ts}, checkTokenHeader. */
  @Test
  void who_is_not_logged_in_is_unauthorized() {
    assertError(get(BOTS + "/a-bot/exists", ""), 401, "BP_0041");
    assertError(get(BOTS + "/a-bot/exists", "nobody.nothing"), 401, "BP_0041");
  }

  /**
   * {@code core/security/strategy-basic.ts}: a token has an end, in milliseconds from now. {@code
   * core/security/auth-errors.ts}: the code.
   */
  @Test
  void a_wrong_password_is_a_bad_request() {
    HttpResponse<String> good = post(LOGIN, "", GOOD_LOGIN);
    assertThat(good.statusCode()).isEqualTo(200);
    assertThat(json(good).at("/payload/jwt").asText()).isNotEmpty();
    assertThat(json(good).at("/payload/exp").asLong()).isPositive();

    assertError(post(LOGIN, "", GOOD_LOGIN.replace("secret", "guess")), 400, "BP_0009");
  }

  /** {@code core/security/strategy-basic.ts}, setup: the first user alone registers himself. */
  @Test
  void nobody_registers_once_there_is_an_administrator() {
    HttpResponse<String> answer =
        post("/api/v1/auth/register/basic/default", "", GOOD_LOGIN.replace("it@", "evil@"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("Registration is disabled");
  }

  /**
   * {@code core/security/auth-service.ts}, _createFirstUser: two writes, and the second one alone
   * makes a super administrator. {@code core/security/router-security.ts}, checkPermissions.
   */
  @Test
  void a_first_user_who_was_not_noted_as_super_administrator_may_do_nothing() {
    botpress.dieAfterFirstUser(NAMESPACE);
    startPod();
    clock.advance(START_UP.multipliedBy(2));

    HttpResponse<String> answer = post(BOTS, token(), EMPTY_BOT.formatted("a-bot"));
    assertError(answer, 403, "BP_0043");
    assertThat(json(answer).path("message").asText())
        .isEqualTo(
            "Forbidden: User \"it@acme.example\" doesn't have access to workspace \"default\"");
  }

  /**
   * {@code core/config/config-loader.ts}, getBotpressConfig: the environment goes over the
   * configuration, place by place. {@code core/security/auth-service.ts}, generateSecureToken.
   */
  @Test
  void a_super_administrator_can_be_declared() {
    botpress.dieAfterFirstUser(NAMESPACE);
    environment.put(
        "BP_CONFIG_SUPERADMINS", "[{\"email\": \"IT@acme.example\", \"strategy\": \"default\"}]");
    startPod();
    clock.advance(START_UP.multipliedBy(2));

    assertThat(get(BOTS + "/a-bot/exists", token()).body()).isEqualTo("false");
  }

  /** {@code admin/workspace/bots/bots-router.ts}: existence is a bare boolean. */
  @Test
  void a_bot_that_was_added_exists() {
    assertThat(get(BOTS + "/a-bot/exists", token()).body()).isEqualTo("false");

    HttpResponse<String> added = post(BOTS, token(), EMPTY_BOT.formatted("a-bot"));
    assertThat(added.statusCode()).isEqualTo(200);
    assertThat(json(added).at("/payload/botId").asText()).isEqualTo("a-bot");

    assertThat(get(BOTS + "/a-bot/exists", token()).body()).isEqualTo("true");
    assertError(post(BOTS, token(), EMPTY_BOT.formatted("a-bot")), 409, "BP_0049");
  }

  /** {@code common/validation.ts}, BotCreationSchema: it knows no language. */
  @ParameterizedTest
  @CsvSource({"ab", "-ab", "ab-", "a b", "a.b.c"})
  void an_id_that_does_not_fit_is_an_invalid_operation(String id) {
    assertError(post(BOTS, token(), EMPTY_BOT.formatted(id)), 400, "BP_0006");
    assertError(post(BOTS, token(), EMPTY_BOT.formatted("a".repeat(51))), 400, "BP_0006");
    assertError(
        post(
            BOTS, token(), EMPTY_BOT.formatted("a-bot").replace("\"name\"", "\"defaultLanguage\"")),
        400,
        "BP_0006");
  }

  /** {@code core/bots/bot-service.ts}, _createBotFromTemplate: what fails is logged, not thrown. */
  @Test
  void a_bot_of_an_unknown_template_is_said_to_be_added_and_is_not() {
    HttpResponse<String> answer =
        post(BOTS, token(), EMPTY_BOT.formatted("a-bot").replace("empty-bot", "no-such"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(get(BOTS + "/a-bot/exists", token()).body()).isEqualTo("false");
  }

  /**
   * {@code studio/config/config-router.ts} of github.com/botpress/studio: it wraps each error of
   * {@code core/bots/bot-service.ts}, updateBot, and so none has a code.
   */
  @Test
  void a_bot_has_one_language_which_is_its_default() {
    post(BOTS, token(), EMPTY_BOT.formatted("a-bot"));
    String configuration = "/api/v1/studio/a-bot/config";
    assertThat(json(get(configuration, token())).path("defaultLanguage").asText()).isEqualTo("en");

    assertThat(
            post(configuration, token(), "{\"defaultLanguage\": \"el\", \"languages\": [\"el\"]}")
                .statusCode())
        .isEqualTo(200);
    assertThat(json(get(configuration, token())).path("defaultLanguage").asText()).isEqualTo("el");
    assertError(post(configuration, token(), "{\"languages\": [\"el\", \"en\"]}"), 400, "");
    assertError(post(configuration, token(), "{\"defaultLanguage\": \"de\"}"), 400, "");
    assertError(post(configuration, token(), "{\"version\": \"1\"}"), 400, "");
    assertError(post("/api/v1/studio/no-bot/config", token(), "{\"name\": \"x\"}"), 400, "");
  }

  /**
   * {@code studio/config/config-router.ts} of github.com/botpress/studio: in words, since this one
   * path is served before the check that knows an error for it.
   */
  @Test
  void the_configuration_of_a_bot_that_is_not_there_is_not_found() {
    HttpResponse<String> answer = get("/api/v1/studio/no-bot/config", token());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("Not Found");
  }

  /** {@code core/security/router-security.ts}, checkPermissions. */
  @Test
  void a_bot_is_made_in_a_workspace_that_a_header_names() {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(address.resolve(BOTS))
                .header("Authorization", "Bearer " + token())
                .POST(BodyPublishers.ofString(EMPTY_BOT.formatted("a-bot"))));

    assertError(answer, 400, "BP_0006");
    assertThat(json(answer).path("message").asText())
        .isEqualTo("Invalid operation: Workspace is missing. Set header X-BP-Workspace");
  }

  /**
   * {@code core/app/server.ts}, start: each path gets a page until all bots are mounted. {@code
   * orchestrator/web-worker.ts}: paths of the studio are there once that has told its port.
   */
  @Test
  void while_it_loads_each_path_is_answered_with_a_page() {
    environment.put("VERBOSITY_LEVEL", "1");
    startPod();
    clock.advance(START_UP.dividedBy(2));
    HttpResponse<String> loading = get("/version", "");
    assertThat(loading.statusCode()).isEqualTo(503);
    assertThat(loading.body()).contains("Botpress is loading");

    clock.advance(START_UP.dividedBy(2));
    assertThat(get("/version", "").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/studio/a-bot/config", token()).statusCode()).isEqualTo(404);
  }

  private String token() {
    return json(post(LOGIN, "", GOOD_LOGIN)).at("/payload/jwt").asText();
  }

  private HttpResponse<String> get(String path, String token) {
    return send(request(path, token));
  }

  private HttpResponse<String> post(String path, String token, String body) {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path)).header("X-BP-Workspace", "default");
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("No answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private static void assertError(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("errorCode").asText()).isEqualTo(code);
    assertThat(json(answer).path("message").asText()).isNotEmpty();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.body(), e);
    }
  }
}
