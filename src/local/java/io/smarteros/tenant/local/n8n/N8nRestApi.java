package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The internal API, {@code /rest}: for people's browsers and for the first log-in. */
final class N8nRestApi {
  private static final String VERSION = "2.41.1";
  private static final int SECOND_FACTOR_MISSING = 998;
  private static final String CLEARED_COOKIE =
      "n8n-auth=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
  private static final Pattern STRONG_PASSWORD = Pattern.compile("(?=.*\\d)(?=.*[A-Z]).{8,64}");

  private final Map<String, String> environment;
  private final N8nDatabase database;
  private final InstantSource clock;
  private final N8nLoginLimit loginLimit;
  private final N8nSessions sessions;
  private final N8nApiKeys apiKeys;

  N8nRestApi(
      Map<String, String> environment,
      N8nDatabase database,
      N8nSessions sessions,
      InstantSource clock) {
    this.environment = environment;
    this.database = database;
    this.sessions = sessions;
    this.clock = clock;
    this.loginLimit = new N8nLoginLimit(clock);
    this.apiKeys = new N8nApiKeys(database, clock);
  }

  StandInAnswer answer(StandInRequest request) {
    return switch (request.line()) {
      case "GET /rest/settings" -> settings(request);
      case "POST /rest/login" -> logIn(request);
      case "GET /rest/login" -> withSession(request, () -> N8nAnswer.data(user()));
      case "POST /rest/logout" -> withSession(request, () -> logOut(request));
      case "POST /rest/owner/setup" -> setUp(request);
      case "PATCH /rest/me/password" -> withSession(request, () -> changePassword(request));
      default ->
          apiKeys
              .route(request)
              .map(answer -> withSession(request, answer))
              .orElseGet(() -> N8nAnswer.noRoute(request));
    };
  }

  private StandInAnswer withSession(StandInRequest request, Supplier<StandInAnswer> answer) {
    if (sessions.isIn(request)) {
      return answer.get();
    }
    return request.cookie("n8n-auth").isPresent()
        ? N8nAnswer.noSession().with("Set-Cookie", CLEARED_COOKIE)
        : N8nAnswer.noSession();
  }

  private StandInAnswer settings(StandInRequest request) {
    ObjectNode settings = StandInAnswer.object();
    settings
        .putObject("userManagement")
        .put("authenticationMethod", "email")
        .put("showSetupOnFirstLoad", !database.owner().isSetUp())
        .put("smtpSetup", false)
        .put("passwordMinLength", 8);
    settings.putObject("authCookie").put("secure", sessions.areSecure());
    if (!sessions.isIn(request)) {
      return N8nAnswer.data(settings.put("settingsMode", "public"));
    }
    settings.putObject("license").put("planName", "Community");
    return N8nAnswer.data(
        settings
            .put("settingsMode", "authenticated")
            .put("versionCli", VERSION)
            .put("urlBaseEditor", variable("N8N_EDITOR_BASE_URL").replaceFirst("/$", ""))
            .put("urlBaseWebhook", variable("N8N_WEBHOOK_URL").replaceFirst("/?$", "/")));
  }

  private StandInAnswer logIn(StandInRequest request) {
    JsonNode body = request.json().orElseThrow();
    if (!body.path("emailOrLdapLoginId").isTextual()) {
      return N8nAnswer.required("emailOrLdapLoginId", "string");
    }
    String loginName = body.path("emailOrLdapLoginId").textValue();
    N8nLoginLimit.Window window = loginLimit.count(loginName);
    return window.isExceeded()
        ? window.refusal(clock.instant())
        : logIn(loginName, body).with(window.headers());
  }

  private StandInAnswer logIn(String loginName, JsonNode body) {
    if (!body.path("password").isTextual()) {
      return N8nAnswer.required("password", "string");
    }
    if (!N8nOwner.isEmail(loginName)) {
      return N8nAnswer.error(400, "Invalid email address");
    }
    N8nOwner owner = database.owner();
    if (!owner.email().equalsIgnoreCase(loginName)
        || !owner.hasPassword(body.path("password").textValue())) {
      return N8nAnswer.error(401, "Wrong username or password. Do you have caps lock on?");
    }
    return database.asksForSecondFactor()
        ? N8nAnswer.error(401, SECOND_FACTOR_MISSING, "MFA Error")
        : N8nAnswer.data(user()).with("Set-Cookie", sessions.begin());
  }

  private StandInAnswer logOut(StandInRequest request) {
    sessions.end(request);
    return N8nAnswer.data(StandInAnswer.object().put("loggedOut", true))
        .with("Set-Cookie", CLEARED_COOKIE);
  }

  private StandInAnswer setUp(StandInRequest request) {
    if (database.owner().isSetUp()) {
      return N8nAnswer.error(400, "Instance owner already setup");
    }
    JsonNode body = request.json().orElseThrow();
    Function<String, String> text = field -> body.path(field).asText();
    database.changeOwner(
        new N8nOwner(
                database.owner().id(),
                text.apply("email"),
                text.apply("firstName"),
                text.apply("lastName"),
                "")
            .withPassword(text.apply("password")));
    return N8nAnswer.data(user()).with("Set-Cookie", sessions.begin());
  }

  private StandInAnswer changePassword(StandInRequest request) {
    if (isManagedByEnvironment()) {
      return N8nAnswer.error(
          403,
          "This account is managed via environment variables and cannot be modified through the"
              + " API");
    }
    JsonNode body = request.json().orElseThrow();
    String newPassword = body.path("newPassword").asText();
    if (!database.owner().hasPassword(body.path("currentPassword").asText())) {
      return N8nAnswer.error(400, "Provided current password is incorrect.");
    }
    if (!STRONG_PASSWORD.matcher(newPassword).matches()) {
      return N8nAnswer.error(
          400,
          "Password must be 8 to 64 characters long. Password must contain at least 1 number."
              + " Password must contain at least 1 uppercase letter.");
    }
    database.changeOwner(database.owner().withPassword(newPassword));
    return N8nAnswer.success().with("Set-Cookie", sessions.begin());
  }

  private ObjectNode user() {
    N8nOwner owner = database.owner();
    ObjectNode user =
        StandInAnswer.object()
            .put("id", owner.id())
            .put("email", owner.email())
            .put("firstName", owner.firstName())
            .put("lastName", owner.lastName())
            .put("role", "global:owner")
            .put("isOwner", true)
            .put("isPending", false)
            .put("mfaEnabled", database.asksForSecondFactor());
    return isManagedByEnvironment() ? user.put("isManagedByEnv", true) : user;
  }

  private boolean isManagedByEnvironment() {
    return variable("N8N_INSTANCE_OWNER_MANAGED_BY_ENV").equals("true")
        && variable("N8N_INSTANCE_OWNER_EMAIL").equalsIgnoreCase(database.owner().email());
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
