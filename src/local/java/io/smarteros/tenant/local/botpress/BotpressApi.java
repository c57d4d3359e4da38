package io.smarteros.tenant.local.botpress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.botpress.BotpressDatabase.Bot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The API of Botpress, as far as the operator and its tests use it. From {@code
 * packages/bp/src/core/security/router-security.ts}, {@code admin/workspace/bots/bots-router.ts},
 * {@code core/bots/bot-service.ts} and {@code common/validation.ts} of github.com/botpress/v12; the
 * studio's from {@code packages/studio-be/src} of github.com/botpress/studio.
 */
final class BotpressApi {
  static final String STUDIO = "/api/v1/studio/";

  private static final String LOGIN = "POST /api/v1/auth/login/basic/default";
  private static final String REGISTRATION = "POST /api/v1/auth/register/basic/default";
  private static final String BOTS = "/api/v2/admin/workspace/bots";
  private static final Pattern EXISTENCE = Pattern.compile("GET " + BOTS + "/([^/]+)/exists");
  private static final Pattern CONFIGURATION =
      Pattern.compile("(GET|POST) " + STUDIO + "([^/]+)/config");
  private static final Pattern BOT_ID =
      Pattern.compile("[A-Z0-9]+[A-Z0-9_-]{1,}[A-Z0-9]+", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_ID = 50;
  private static final Set<String> TEMPLATES =
      Set.of("empty-bot", "welcome-bot", "small-talk", "learn-botpress");
  private static final Set<String> EDITABLE =
      Set.of(
          "name",
          "category",
          "description",
          "disabled",
          "private",
          "defaultLanguage",
          "languages",
          "details");
  private static final String NOT_UPDATED = "Cannot update bot configuration: Error: ";
  private static final long ONE_HOUR_IN_MILLIS = 3_600_000;

  private final BotpressDatabase database;
  private final String appSecret;
  private final List<String> declaredSuperAdmins;

  /**
   * @param appSecret signs tokens: with another one none is known
   * @param declaredSuperAdmins the addresses in its environment. They take the place of as many in
   *     its configuration: {@code core/config/config-loader.ts}, getBotpressConfig
   */
  BotpressApi(BotpressDatabase database, String appSecret, List<String> declaredSuperAdmins) {
    this.database = database;
    this.appSecret = appSecret;
    this.declaredSuperAdmins = List.copyOf(declaredSuperAdmins);
  }

  StandInAnswer answer(StandInRequest request) {
    return switch (request.line()) {
      case LOGIN -> logIn(body(request));
      case REGISTRATION -> register(body(request));
      default -> asCollaborator(request);
    };
  }

  private StandInAnswer logIn(JsonNode body) {
    String email = body.path("email").asText();
    return database.isPassword(email, body.path("password").asText())
        ? loggedIn(email)
        : BotpressAnswer.error(400, "BP_0009", "InvalidCredentialsError", "Invalid credentials");
  }

  private StandInAnswer register(JsonNode body) {
    if (database.hasUsers()) {
      return BotpressAnswer.text(403, "Registration is disabled");
    }
    String email = body.path("email").asText();
    database.makeFirstUser(email, body.path("password").asText());
    return loggedIn(email);
  }

  private StandInAnswer loggedIn(String email) {
    return BotpressAnswer.success(
        "Login successful",
        StandInAnswer.object().put("jwt", token(email)).put("exp", ONE_HOUR_IN_MILLIS));
  }

  private String token(String email) {
    byte[] signed = (email + appSecret).getBytes(StandardCharsets.UTF_8);
    return email + "." + UUID.nameUUIDFromBytes(signed);
  }

  private StandInAnswer asCollaborator(StandInRequest request) {
    Optional<String> authorization = request.header("authorization");
    if (authorization.isEmpty()) {
      return unauthorized("Authorization header is missing");
    }
    String token = authorization.get().replaceFirst("(?i)^bearer ", "");
    int dot = token.lastIndexOf('.');
    if (dot < 0 || !token.equals(token(token.substring(0, dot)))) {
      return unauthorized("Invalid authentication token");
    }
    String email = token.substring(0, dot);
    return isSuperAdmin(email) ? asSuperAdmin(request) : forbidden(email);
  }

  private boolean isSuperAdmin(String email) {
    return Stream.concat(
            declaredSuperAdmins.stream(),
            database.superAdmins().stream().skip(declaredSuperAdmins.size()))
        .anyMatch(email::equalsIgnoreCase);
  }

  private StandInAnswer asSuperAdmin(StandInRequest request) {
    Matcher existence = EXISTENCE.matcher(request.line());
    if (existence.matches()) {
      return StandInAnswer.json(
          200, BooleanNode.valueOf(database.bot(existence.group(1)).isPresent()));
    }
    Matcher configuration = CONFIGURATION.matcher(request.line());
    if (configuration.matches()) {
      return configuration.group(1).equals("GET")
          ? configuration(configuration.group(2))
          : edit(configuration.group(2), body(request));
    }
    return request.line().equals("POST " + BOTS)
        ? addBot(request)
        : BotpressAnswer.noRoute(request);
  }

  private static StandInAnswer unauthorized(String message) {
    return BotpressAnswer.error(401, "BP_0041", "UnauthorizedError", "Unauthorized: " + message);
  }

  /** Nobody else is a member of the workspace. */
  private static StandInAnswer forbidden(String email) {
    return BotpressAnswer.error(
        403,
        "BP_0043",
        "ForbiddenError",
        "Forbidden: User \"%s\" doesn't have access to workspace \"default\"".formatted(email));
  }

  private StandInAnswer addBot(StandInRequest request) {
    if (request.header("x-bp-workspace").isEmpty()) {
      return BotpressAnswer.invalidOperation("Workspace is missing. Set header X-BP-Workspace");
    }
    JsonNode body = body(request);
    String id = body.path("id").asText();
    if (database.bot(id).isPresent()) {
      return BotpressAnswer.error(
          409,
          "BP_0049",
          "ConflictError",
          "Conflict: Bot \"%s\" already exists and is already linked in workspace".formatted(id));
    }
    Optional<String> wrong = wrong(id, body);
    if (wrong.isPresent()) {
      return BotpressAnswer.invalidOperation(
          "An error occurred while creating the bot: " + wrong.get());
    }
    if (!body.path("template").isObject()) {
      return BotpressAnswer.unexpected("TypeError", "Cannot read property 'moduleId' of undefined");
    }
    // an unknown template, or a file that cannot be written, is a line of its log and nothing else
    if (TEMPLATES.contains(body.path("template").path("id").asText()) && database.isWritable()) {
      database.put(new Bot(id, body.path("name").asText(), "en", false));
    }
    return BotpressAnswer.success("Added new bot", StandInAnswer.object().put("botId", id));
  }

  private static Optional<String> wrong(String id, JsonNode body) {
    if (!BOT_ID.matcher(id).matches()) {
      return Optional.of(
          "\"id\" with value \"%s\" fails to match the required pattern".formatted(id));
    }
    if (id.length() > LONGEST_ID) {
      return Optional.of("\"id\" length must be less than or equal to 50 characters long");
    }
    return body.has("defaultLanguage")
        ? Optional.of("\"defaultLanguage\" is not allowed")
        : Optional.empty();
  }

  private StandInAnswer configuration(String id) {
    return database
        .bot(id)
        .map(bot -> StandInAnswer.json(200, configuration(bot)))
        .orElseGet(() -> BotpressAnswer.text(404, "Not Found"));
  }

  private static ObjectNode configuration(Bot bot) {
    ObjectNode configuration =
        StandInAnswer.object()
            .put("id", bot.id())
            .put("name", bot.name())
            .put("disabled", bot.disabled())
            .put("private", false)
            .put("defaultLanguage", bot.language());
    configuration.putArray("languages").add(bot.language());
    return configuration;
  }

  private StandInAnswer edit(String id, JsonNode body) {
    Optional<Bot> bot = database.bot(id);
    return wrongEdit(id, bot, body)
        .map(why -> BotpressAnswer.unexpected("UnexpectedError", NOT_UPDATED + why))
        .orElseGet(() -> edit(bot.orElseThrow(), body));
  }

  private static Optional<String> wrongEdit(String id, Optional<Bot> bot, JsonNode body) {
    Optional<String> unknown =
        body.propertyStream()
            .map(field -> field.getKey())
            .filter(key -> !EDITABLE.contains(key))
            .findFirst();
    if (unknown.isPresent()) {
      return unknown.map("\"%s\" is not allowed"::formatted);
    }
    if (bot.isEmpty()) {
      return Optional.of("Bot \"%s\" doesn't exist".formatted(id));
    }
    JsonNode languages = body.path("languages");
    if (languages.size() > 1) {
      return Optional.of("A single language is allowed on community edition.");
    }
    String language = body.path("defaultLanguage").asText(bot.get().language());
    String supported = languages.isEmpty() ? bot.get().language() : languages.path(0).asText();
    return language.equals(supported)
        ? Optional.empty()
        : Optional.of("Supported languages must include the default language of the bot");
  }

  private StandInAnswer edit(Bot bot, JsonNode body) {
    database.put(
        new Bot(
            bot.id(),
            body.path("name").asText(bot.name()),
            body.path("defaultLanguage").asText(bot.language()),
            body.path("disabled").asBoolean(bot.disabled())));
    return BotpressAnswer.success("Updated bot", StandInAnswer.object().put("botId", bot.id()));
  }

  private static JsonNode body(StandInRequest request) {
    return request.json().orElseGet(StandInAnswer::object);
  }
}
