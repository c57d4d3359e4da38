package io.smarteros.tenant.local.chatwoot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stand-in against what the sources of Chatwoot say: each test names the file of
 * github.com/chatwoot/chatwoot (v4.16.2) from which it was read. The real program cannot be had
 * here.
 */
final class ChatwootStandInTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NAMESPACE = "tenant-acme";
  private static final String TOKEN = "the-platform-token";
  private static final String PLATFORM = "/platform/api/v1";
  private static final String ONBOARDING = "/installation/onboarding";
  private static final String ACME =
      "{\"name\": \"Acme\", \"custom_attributes\": {\"who\": \"a\"}}";
  private static final String USER =
      "{\"name\": \"It\", \"email\": \"It@acme.example\", \"password\": \"Secret1!\"}";
  private static final String WEBSITE =
      "{\"name\": \"Web\", \"channel\": {\"type\": \"web_widget\", \"website_url\": \"https://acme.example\"}}";

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Map<String, String> environment = new HashMap<>();
  private boolean databaseRuns = true;
  private final ChatwootStandIn chatwoot =
      new ChatwootStandIn(
          _ -> Optional.of(Map.copyOf(environment)),
          new Settings(Duration.ZERO, this::identityOfDatabase, InstantSource.system()));
  private final URI address = chatwoot.addressOf(NAMESPACE);

  ChatwootStandInTest() {
    environment.put("SMARTEROS_PLATFORM_TOKEN", TOKEN);
    environment.put("SMARTEROS_SUPER_ADMIN_EMAIL", "super-admin@chatwoot.invalid");
    environment.put("SMARTEROS_SUPER_ADMIN_PASSWORD", "Super1!");
    environment.put("FRONTEND_URL", "https://chatwoot.acme.example");
  }

  private String identityOfDatabase(Map<String, String> variables) throws SQLException {
    if (!databaseRuns) {
      throw new SQLException("refused");
    }
    return variables.getOrDefault("POSTGRES_DATABASE", "");
  }

  @AfterEach
  void close() {
    chatwoot.close();
    http.close();
  }

  /** {@code app/controllers/health_controller.rb}: it looks at nothing. */
  @Test
  void its_health_is_good_without_database_and_redis() {
    get("/health", "");
    databaseRuns = false;
    chatwoot.setRedisUp(NAMESPACE, false);

    assertThat(json(get("/health", "")).path("status").asText()).isEqualTo("woot");
  }

  /** {@code app/controllers/api_controller.rb}: what is away stands in the body. */
  @Test
  void its_states_are_told_with_status_200() {
    JsonNode well = json(get("/api", ""));
    assertThat(well.path("version").asText()).isEqualTo("4.16.2");
    assertThat(well.path("queue_services").asText()).isEqualTo("ok");
    assertThat(well.path("data_services").asText()).isEqualTo("ok");

    chatwoot.setRedisUp(NAMESPACE, false);
    HttpResponse<String> withoutRedis = get("/api", "");
    assertThat(withoutRedis.statusCode()).isEqualTo(200);
    assertThat(json(withoutRedis).path("queue_services").asText()).isEqualTo("failing");
  }

  /**
   * {@code app/controllers/concerns/switch_locale.rb}: for a host that is not its own it looks for
   * a portal in the database first.
   */
  @Test
  void without_its_database_it_fails_for_a_host_that_is_not_its_own() {
    get("/health", "");
    databaseRuns = false;

    assertThat(get("/api", "").statusCode()).isEqualTo(500);
  }

  /** {@code db/seeds.rb} opens it, {@code app/controllers/dashboard_controller.rb} leads there. */
  @Test
  void whoever_comes_first_to_a_new_installation_sets_it_up() {
    environment.clear();

    assertRedirect(get("/", ""), ONBOARDING);
    assertThat(get(ONBOARDING, "").statusCode()).isEqualTo(200);
  }

  /** {@code app/controllers/installation/onboarding_controller.rb}: one answer for everything. */
  @Test
  void an_onboarding_that_is_accepted_refused_or_closed_leads_to_the_first_page() {
    environment.clear();

    assertRedirect(post(ONBOARDING, "", "user[name]=Eve"), "/");
    assertThat(get(ONBOARDING, "").statusCode()).as("refused").isEqualTo(200);
    assertRedirect(post(ONBOARDING, "", "user[name]=Eve&user[email]=eve%40a.example"), "/");
    assertRedirect(get(ONBOARDING, ""), "/");
    assertRedirect(post(ONBOARDING, "", "user[name]=Bob&user[email]=bob%40a.example"), "/");
    assertThat(chatwoot.accounts(NAMESPACE)).hasSize(1);
  }

  /** {@code app/controllers/dashboard_controller.rb}, ensure_html_format. */
  @Test
  void the_first_page_is_not_acceptable_as_json_once_the_onboarding_is_closed() {
    assertThat(send(request("/", "").header("Accept", "application/json")).statusCode())
        .isEqualTo(406);
    chatwoot.openOnboarding(NAMESPACE);
    assertRedirect(send(request("/", "").header("Accept", "application/json")), ONBOARDING);
  }

  /** {@code app/controllers/api/v1/accounts_controller.rb}, check_signup_enabled. */
  @Test
  void nobody_signs_up() {
    assertThat(post("/api/v1/accounts", "", "{\"email\": \"eve@a.example\"}").statusCode())
        .isEqualTo(404);
  }

  /** {@code app/controllers/platform_controller.rb}. */
  @ParameterizedTest
  @ValueSource(strings = {"", "guess"})
  void the_platform_api_wants_the_token_of_a_platform_application(String token) {
    HttpResponse<String> answer = get(PLATFORM + "/accounts", token);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("error").asText()).isEqualTo("Invalid access_token");
  }

  /** {@code app/controllers/platform/api/v1/accounts_controller.rb}: names are not unique. */
  @Test
  void an_account_is_made_again_as_often_as_one_asks() {
    JsonNode first = json(post(PLATFORM + "/accounts", TOKEN, ACME));
    JsonNode second = json(post(PLATFORM + "/accounts", TOKEN, ACME));

    assertThat(first.path("id").asLong()).isNotEqualTo(second.path("id").asLong());
    assertThat(first.path("locale").asText()).isEqualTo("en");
    assertThat(first.path("status").asText()).isEqualTo("active");
    assertThat(json(get(PLATFORM + "/accounts", TOKEN)))
        .hasSize(2)
        .allSatisfy(
            account -> assertThat(account.at("/custom_attributes/who").asText()).isEqualTo("a"));
  }

  /** {@code app/models/account.rb}: locale and status are enumerations. */
  @ParameterizedTest
  @ValueSource(strings = {"\"locale\": \"xx\"", "\"status\": \"asleep\""})
  void a_value_that_is_none_of_an_enumeration_is_an_error_and_makes_nothing(String field) {
    HttpResponse<String> answer =
        post(PLATFORM + "/accounts", TOKEN, "{\"name\": \"Acme\", %s}".formatted(field));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(json(get(PLATFORM + "/accounts", TOKEN))).isEmpty();
  }

  /** {@code app/controllers/concerns/request_exception_handler.rb}, render_record_invalid. */
  @Test
  void an_account_without_a_name_is_invalid() {
    HttpResponse<String> answer = post(PLATFORM + "/accounts", TOKEN, "{}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).path("message").asText()).isEqualTo("Name can't be blank");
    assertThat(json(answer).path("attributes").path(0).asText()).isEqualTo("name");
  }

  /**
   * {@code app/controllers/platform/api/v1/accounts_controller.rb}, index: it shows each that the
   * platform application was given, and one that is gone cannot be shown.
   */
  @Test
  void the_list_of_accounts_fails_once_one_was_deleted() {
    String id = json(post(PLATFORM + "/accounts", TOKEN, ACME)).path("id").asText();

    assertThat(send("DELETE", PLATFORM + "/accounts/" + id, TOKEN, "").statusCode()).isEqualTo(200);
    HttpResponse<String> gone = get(PLATFORM + "/accounts/" + id, TOKEN);
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(json(gone).path("error").asText()).isEqualTo("Not Found");
    assertThat(get(PLATFORM + "/accounts", TOKEN).statusCode()).isEqualTo(500);
  }

  /** {@code app/controllers/platform/api/v1/users_controller.rb}, create: find or make. */
  @Test
  void a_user_with_an_address_that_is_known_is_that_user_with_his_password() {
    JsonNode first = json(post(PLATFORM + "/users", TOKEN, USER));
    JsonNode again = json(post(PLATFORM + "/users", TOKEN, USER.replace("Secret1!", "Another1!")));

    assertThat(again).isEqualTo(first);
    assertThat(first.path("access_token").asText()).isNotEmpty();
    assertThat(first.path("email").asText()).isEqualTo("it@acme.example");
    assertThat(signIn("Secret1!").statusCode()).isEqualTo(200);
    assertThat(signIn("Another1!").statusCode()).isEqualTo(401);
  }

  /** {@code config/initializers/secure_password.rb}. */
  @Test
  void a_password_needs_a_special_character() {
    HttpResponse<String> answer =
        post(PLATFORM + "/users", TOKEN, USER.replace("Secret1!", "Secret1"));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).path("attributes").path(0).asText()).isEqualTo("password");
  }

  /** {@code app/controllers/platform/api/v1/account_users_controller.rb}: find or make. */
  @Test
  void a_user_is_linked_to_an_account_as_often_as_one_asks() {
    String account = json(post(PLATFORM + "/accounts", TOKEN, ACME)).path("id").asText();
    String user = json(post(PLATFORM + "/users", TOKEN, USER)).path("id").asText();
    String path = PLATFORM + "/accounts/%s/account_users".formatted(account);
    String link = "{\"user_id\": %s, \"role\": \"administrator\"}".formatted(user);

    assertThat(post(path, TOKEN, link).statusCode()).isEqualTo(200);
    assertThat(post(path, TOKEN, link).statusCode()).isEqualTo(200);
    assertThat(chatwoot.administrators(NAMESPACE, account)).containsExactly("it@acme.example");
  }

  /** {@code app/controllers/platform/api/v1/users_controller.rb}, token: the same each time. */
  @Test
  void the_token_of_a_user_can_be_asked_for() {
    JsonNode user = json(post(PLATFORM + "/users", TOKEN, USER));
    String path = PLATFORM + "/users/%s/token".formatted(user.path("id").asText());

    assertThat(json(post(path, TOKEN, "{}")).path("access_token").asText())
        .isEqualTo(user.path("access_token").asText());
  }

  /** {@code app/controllers/concerns/access_token_auth_helper.rb}. */
  @Test
  void the_api_of_an_account_wants_the_token_of_one_of_its_users() {
    String inboxes = inboxes(account());

    assertThat(json(get(inboxes, "")).path("errors").isArray()).isTrue();
    assertThat(json(get(inboxes, "guess")).path("error").asText())
        .isEqualTo("Invalid Access Token");
    assertThat(json(get(inboxes, TOKEN)).path("error").asText())
        .isEqualTo("Access to this endpoint is not authorized for bots");
    assertThat(get(inboxes, userToken()).statusCode()).isEqualTo(200);
  }

  /** {@code app/controllers/concerns/ensure_current_account_helper.rb}. */
  @Test
  void a_suspended_account_answers_nobody() {
    String account = account();
    send("PATCH", PLATFORM + "/accounts/" + account, TOKEN, "{\"status\": \"suspended\"}");

    HttpResponse<String> answer = get(inboxes(account), userToken());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("error").asText()).isEqualTo("Account is suspended");
  }

  /** {@code app/controllers/api/v1/accounts/inboxes_controller.rb}: names are not unique. */
  @Test
  void an_inbox_is_made_again_as_often_as_one_asks() {
    String account = account();

    JsonNode made = json(post(inboxes(account), userToken(), WEBSITE));
    assertThat(made.path("channel_type").asText()).isEqualTo("Channel::WebWidget");
    assertThat(made.path("website_token").asText()).isNotEmpty();
    post(inboxes(account), userToken(), WEBSITE);
    assertThat(json(get(inboxes(account), userToken())).path("payload")).hasSize(2);
  }

  /** {@code app/controllers/api/v1/accounts/inboxes_controller.rb}, create_channel. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\": \"Web\"} | 500",
        "{\"name\": \"Web\", \"channel\": {\"type\": \"fax\"}} | 422",
        "{\"name\": \"Web\", \"channel\": {\"type\": \"web_widget\"}} | 422"
      })
  void an_inbox_without_a_channel_that_fits_is_refused(String body, int status) {
    assertThat(post(inboxes(account()), userToken(), body).statusCode()).isEqualTo(status);
  }

  /**
   * {@code app/controllers/api/v1/accounts/inbox_members_controller.rb}, update: it adds those that
   * are not among the numbers of the present members. {@code app/models/inbox_member.rb}: a user is
   * one once, and must exist; of which account he is nobody asks.
   */
  @Test
  void the_members_of_an_inbox_are_set_by_number_as_often_as_one_asks() {
    String account = account();
    String inbox = json(post(inboxes(account), userToken(), WEBSITE)).path("id").asText();
    String user = json(post(PLATFORM + "/users", TOKEN, USER)).path("id").asText();
    String path = "/api/v1/accounts/%s/inbox_members".formatted(account);
    String members = "{\"inbox_id\": %s, \"user_ids\": [%s]}";

    for (int time = 0; time < 2; time++) {
      assertThat(send("PATCH", path, userToken(), members.formatted(inbox, user)).statusCode())
          .isEqualTo(200);
    }
    HttpResponse<String> asText =
        send("PATCH", path, userToken(), members.formatted(inbox, "\"" + user + "\""));
    assertThat(asText.statusCode()).isEqualTo(422);
    assertThat(json(asText).path("message").asText()).isEqualTo("User has already been taken");
    HttpResponse<String> nobody = send("PATCH", path, userToken(), members.formatted(inbox, 4711));
    assertThat(nobody.statusCode()).isEqualTo(422);
    assertThat(json(nobody).path("message").asText()).isEqualTo("User must exist");
  }

  /** {@code app/controllers/api/v1/accounts/agent_bots_controller.rb}. */
  @Test
  void an_agent_bot_has_a_token_of_its_own() {
    String path = "/api/v1/accounts/%s/agent_bots".formatted(account());

    JsonNode bot = json(post(path, userToken(), "{\"name\": \"botpress\"}"));
    assertThat(bot.path("access_token").asText()).isNotEmpty();
    assertThat(json(get(path, userToken()))).hasSize(1);
  }

  /** {@code app/controllers/concerns/request_exception_handler.rb}, handle_with_exception. */
  @Test
  void an_account_that_is_not_there_is_not_found() {
    account();

    HttpResponse<String> answer = get(inboxes("4711"), userToken());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).path("error").asText()).isEqualTo("Resource could not be found");
  }

  private String account() {
    String account = json(post(PLATFORM + "/accounts", TOKEN, ACME)).path("id").asText();
    String user = json(post(PLATFORM + "/users", TOKEN, USER)).path("id").asText();
    post(
        PLATFORM + "/accounts/%s/account_users".formatted(account),
        TOKEN,
        "{\"user_id\": %s, \"role\": \"administrator\"}".formatted(user));
    return account;
  }

  private String userToken() {
    return json(post(PLATFORM + "/users", TOKEN, USER)).path("access_token").asText();
  }

  private static String inboxes(String account) {
    return "/api/v1/accounts/%s/inboxes".formatted(account);
  }

  private HttpResponse<String> signIn(String password) {
    return post(
        "/auth/sign_in",
        "",
        "{\"email\": \"it@acme.example\", \"password\": \"%s\"}".formatted(password));
  }

  private HttpResponse<String> get(String path, String token) {
    return send(request(path, token));
  }

  private HttpResponse<String> post(String path, String token, String body) {
    return send("POST", path, token, body);
  }

  private HttpResponse<String> send(String method, String path, String token, String body) {
    String type = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
    return send(
        request(path, token)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    return token.isEmpty() ? request : request.header("api_access_token", token);
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

  private static void assertRedirect(HttpResponse<String> answer, String path) {
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").map(URI::create).map(URI::getPath))
        .contains(path);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.body(), e);
    }
  }
}
