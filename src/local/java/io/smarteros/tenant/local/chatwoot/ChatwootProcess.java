package io.smarteros.tenant.local.chatwoot;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.Account;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.User;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One run of Chatwoot's web process, from the start of its pod to the end. Its database was
 * prepared before: what the prepare Job makes of the environment is there.
 */
final class ChatwootProcess {
  private static final String ONBOARDING = "/installation/onboarding";

  private final Map<String, String> environment;
  private final ChatwootDatabase database;
  private final BooleanSupplier databaseIsUp;
  private final ChatwootPlatformApi platform;
  private final ChatwootAccountApi accounts;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Duration startUp;

  /**
   * Starts Chatwoot.
   *
   * @param startUp until it listens
   */
  ChatwootProcess(
      Map<String, String> environment,
      ChatwootDatabase database,
      BooleanSupplier databaseIsUp,
      Duration startUp,
      InstantSource clock) {
    this.environment = environment;
    this.database = database;
    this.databaseIsUp = databaseIsUp;
    this.platform = new ChatwootPlatformApi(database);
    this.accounts = new ChatwootAccountApi(database);
    this.clock = clock;
    this.startedAt = clock.instant();
    this.startUp = startUp;
    prepare();
  }

  /** As the Job of the operator does, which ran before. */
  private void prepare() {
    String token = environment.getOrDefault("SMARTEROS_PLATFORM_TOKEN", "");
    String email = environment.getOrDefault("SMARTEROS_SUPER_ADMIN_EMAIL", "");
    if (token.isEmpty() || email.isEmpty()) {
      return;
    }
    database.setPlatformToken(token);
    if (database.userOf(email).isEmpty()) {
      user(
          database,
          "Super Admin",
          email,
          environment.getOrDefault("SMARTEROS_SUPER_ADMIN_PASSWORD", ""),
          true);
    }
    database.setOnboardingOpen(false);
  }

  static User user(
      ChatwootDatabase database, String name, String email, String password, boolean superAdmin) {
    long id = database.nextId();
    User user = new User(id, name, email, password, "token-of-user-" + id, superAdmin);
    database.put(user);
    return user;
  }

  ChatwootDatabase database() {
    return database;
  }

  /** Empty as long as nothing listens. */
  Optional<StandInAnswer> answer(StandInRequest request) {
    if (Duration.between(startedAt, clock.instant()).compareTo(startUp) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        switch (request.line()) {
          case "GET /health" -> ChatwootAnswer.ok(StandInAnswer.object().put("status", "woot"));
          case "GET /api" -> states(request);
          default -> connected() ? connectedAnswer(request) : ChatwootAnswer.failure(500);
        });
  }

  /** With its own host name it says what is away; under any other it looks for a portal first. */
  private StandInAnswer states(StandInRequest request) {
    boolean hasDatabase = databaseIsUp.getAsBoolean();
    if (!hasDatabase && !isOwnHost(request)) {
      return ChatwootAnswer.failure(500);
    }
    return ChatwootAnswer.ok(
        StandInAnswer.object()
            .put("version", "4.16.2")
            .put("timestamp", "2026-11-22 08:00:00")
            .put("queue_services", state(database.isRedisUp()))
            .put("data_services", state(hasDatabase)));
  }

  private static String state(boolean isUp) {
    return isUp ? "ok" : "failing";
  }

  private boolean isOwnHost(StandInRequest request) {
    String own =
        Objects.requireNonNullElse(
            URI.create(environment.getOrDefault("FRONTEND_URL", "")).getHost(), "");
    return request
        .header("host")
        .map(host -> host.replaceFirst(":\\d+$", ""))
        .equals(Optional.of(own));
  }

  private boolean connected() {
    return database.isRedisUp() && databaseIsUp.getAsBoolean();
  }

  private StandInAnswer connectedAnswer(StandInRequest request) {
    return switch (request.line()) {
      case "GET /" -> dashboard(request);
      case "GET " + ONBOARDING ->
          database.isOnboardingOpen()
              ? StandInAnswer.page(200, "<html><body>Set up your installation</body></html>")
              : ChatwootAnswer.redirect(request, "/");
      case "POST " + ONBOARDING -> onboard(request);
      case "POST /auth/sign_in" -> signIn(request);
      // closed, since nobody may sign up
      case "POST " + ChatwootAccountApi.PREFIX -> ChatwootAnswer.notFound();
      default -> api(request);
    };
  }

  private StandInAnswer api(StandInRequest request) {
    if (request.path().startsWith(ChatwootPlatformApi.PREFIX)) {
      return platform.answer(request);
    }
    return request.path().startsWith(ChatwootAccountApi.PREFIX + "/")
        ? accounts.answer(request)
        : ChatwootAnswer.failure(404);
  }

  private StandInAnswer dashboard(StandInRequest request) {
    if (database.isOnboardingOpen()) {
      return ChatwootAnswer.redirect(request, ONBOARDING);
    }
    return request.header("accept").map(type -> type.contains("json")).orElse(false)
        ? ChatwootAnswer.error(
            406, "Please use API routes instead of dashboard routes for JSON requests")
        : StandInAnswer.page(200, "<html><body>Chatwoot</body></html>");
  }

  /** Accepted or not, the answer is the same. */
  private StandInAnswer onboard(StandInRequest request) {
    Map<String, String> form = form(request.body());
    String email = form.getOrDefault("user[email]", "");
    if (database.isOnboardingOpen() && !email.isEmpty() && database.userOf(email).isEmpty()) {
      long id = database.nextId();
      User user =
          user(
              database,
              form.getOrDefault("user[name]", ""),
              email,
              form.getOrDefault("user[password]", ""),
              true);
      database.put(
          new Account(
              id,
              form.getOrDefault("user[company]", ""),
              "en",
              "",
              "active",
              Map.of("onboarding_step", "account_details"),
              Map.of(user.id(), "administrator")));
      database.setOnboardingOpen(false);
    }
    return ChatwootAnswer.redirect(request, "/");
  }

  private static Map<String, String> form(String body) {
    Map<String, String> fields = new TreeMap<>();
    Arrays.stream(body.split("&", -1))
        .map(field -> field.split("=", 2))
        .filter(field -> field.length == 2)
        .forEach(field -> fields.put(decode(field[0]), decode(field[1])));
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private StandInAnswer signIn(StandInRequest request) {
    JsonNode body = ChatwootAnswer.body(request).orElseGet(StandInAnswer::object);
    Optional<User> user =
        database
            .userOf(body.path("email").asText())
            .filter(known -> known.password().equals(body.path("password").asText()));
    if (user.isEmpty()) {
      var refused = StandInAnswer.object().put("success", false);
      refused.putArray("errors").add("Invalid login credentials. Please try again.");
      return StandInAnswer.json(401, refused);
    }
    var answer = StandInAnswer.object();
    answer
        .putObject("data")
        .put("id", user.get().id())
        .put("email", user.get().email())
        .put("access_token", user.get().token());
    return ChatwootAnswer.ok(answer);
  }
}
