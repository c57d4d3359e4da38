package io.smarteros.tenant.local.chatwoot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.Account;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.User;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Platform API, as far as the operator and its tests use it. From {@code
 * app/controllers/platform_controller.rb} and {@code app/controllers/platform/api/v1} of
 * github.com/chatwoot/chatwoot.
 */
final class ChatwootPlatformApi {
  static final String PREFIX = "/platform/api/v1/";

  private static final Pattern ACCOUNT = Pattern.compile("accounts/(\\d+)");
  private static final Pattern MEMBERS = Pattern.compile("accounts/(\\d+)/account_users");
  private static final Pattern TOKEN = Pattern.compile("users/(\\d+)/token");
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+");

  /** Those that {@code config/initializers/languages.rb} switches on. */
  private static final Set<String> LOCALES =
      Set.of(
          "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hu",
          "id", "is", "it", "ja", "ko", "lt", "lv", "ml", "nl", "no", "pl", "pt", "pt_BR", "ro",
          "ru", "sk", "sr", "sv", "ta", "th", "tr", "uk", "vi", "zh_CN", "zh_TW");

  private static final Set<String> STATES = Set.of("active", "suspended");

  private final ChatwootDatabase database;

  ChatwootPlatformApi(ChatwootDatabase database) {
    this.database = database;
  }

  StandInAnswer answer(StandInRequest request) {
    if (ChatwootAnswer.token(request).filter(database::isPlatformToken).isEmpty()) {
      return ChatwootAnswer.unauthorized("Invalid access_token");
    }
    return ChatwootAnswer.body(request)
        .map(body -> answer(request, body))
        .orElseGet(() -> ChatwootAnswer.failure(400));
  }

  private StandInAnswer answer(StandInRequest request, JsonNode body) {
    String path = request.path().substring(PREFIX.length());
    return switch (request.method() + " " + path) {
      case "GET accounts" -> listAccounts();
      case "POST accounts" -> createAccount(body);
      case "POST users" -> createUser(body);
      default ->
          member(request.method(), path, body)
              .or(() -> account(request.method(), path, body))
              .or(() -> token(request.method(), path))
              .orElseGet(ChatwootAnswer::notFound);
    };
  }

  /** A deleted account stays among those of the platform application, and cannot be shown. */
  private StandInAnswer listAccounts() {
    if (database.hasDeletedAccounts()) {
      return ChatwootAnswer.failure(500);
    }
    ArrayNode accounts = JsonNodeFactory.instance.arrayNode();
    database.accounts().forEach(account -> accounts.add(json(account)));
    return ChatwootAnswer.ok(accounts);
  }

  private StandInAnswer createAccount(JsonNode body) {
    if (body.path("name").asText().isEmpty()) {
      return ChatwootAnswer.invalid("Name can't be blank", "name");
    }
    return save(new Account(database.nextId(), "", "en", "", "active", Map.of(), Map.of()), body);
  }

  /** A value that is none of an enumeration is not foreseen, and nothing is saved. */
  private StandInAnswer save(Account account, JsonNode body) {
    String locale = body.path("locale").asText(account.locale());
    String status = body.path("status").asText(account.status());
    if (!LOCALES.contains(locale) || !STATES.contains(status)) {
      return ChatwootAnswer.failure(500);
    }
    Account changed =
        new Account(
            account.id(),
            body.path("name").asText(account.name()),
            locale,
            body.path("support_email").asText(account.supportEmail()),
            status,
            body.has("custom_attributes") ? attributes(body) : account.customAttributes(),
            account.roles());
    database.put(changed);
    return ChatwootAnswer.ok(json(changed));
  }

  private static Map<String, String> attributes(JsonNode body) {
    Map<String, String> attributes = new TreeMap<>();
    body.path("custom_attributes")
        .properties()
        .forEach(field -> attributes.put(field.getKey(), field.getValue().asText()));
    return attributes;
  }

  private Optional<StandInAnswer> account(String method, String path, JsonNode body) {
    return at(ACCOUNT, path)
        .map(
            id ->
                database
                    .account(id)
                    .map(account -> account(method, account, body))
                    .orElseGet(ChatwootAnswer::notFound));
  }

  private StandInAnswer account(String method, Account account, JsonNode body) {
    return switch (method) {
      case "GET" -> ChatwootAnswer.ok(json(account));
      case "PATCH" -> save(account, body);
      case "DELETE" -> {
        database.deleteAccount(account.id());
        yield ChatwootAnswer.empty();
      }
      default -> ChatwootAnswer.notFound();
    };
  }

  /** Whoever has the address is given out; his password stays. */
  private StandInAnswer createUser(JsonNode body) {
    String email = body.path("email").asText().toLowerCase(Locale.ROOT);
    Optional<User> known = database.userOf(email);
    if (known.isPresent()) {
      return ChatwootAnswer.ok(json(known.get()));
    }
    if (!ADDRESS.matcher(email).matches()) {
      return ChatwootAnswer.invalid("Email is invalid", "email");
    }
    String password = body.path("password").asText();
    if (password.chars().allMatch(Character::isLetterOrDigit)) {
      return ChatwootAnswer.invalid(
          "Password must contain at least 1 special character", "password");
    }
    User user = ChatwootProcess.user(database, body.path("name").asText(), email, password, false);
    return ChatwootAnswer.ok(json(user));
  }

  private Optional<StandInAnswer> member(String method, String path, JsonNode body) {
    return at(MEMBERS, path)
        .filter(_ -> method.equals("POST"))
        .map(
            id ->
                database
                    .account(id)
                    .map(account -> link(account, body))
                    .orElseGet(ChatwootAnswer::notFound));
  }

  private StandInAnswer link(Account account, JsonNode body) {
    long user = body.path("user_id").asLong();
    if (database.user(user).isEmpty()) {
      return ChatwootAnswer.invalid("User must exist", "user");
    }
    String role = body.path("role").asText("agent");
    Map<Long, String> roles = new TreeMap<>(account.roles());
    roles.put(user, role);
    database.put(
        new Account(
            account.id(),
            account.name(),
            account.locale(),
            account.supportEmail(),
            account.status(),
            account.customAttributes(),
            roles));
    return ChatwootAnswer.ok(
        StandInAnswer.object()
            .put("account_id", account.id())
            .put("user_id", user)
            .put("role", role));
  }

  private Optional<StandInAnswer> token(String method, String path) {
    return at(TOKEN, path)
        .filter(_ -> method.equals("POST"))
        .map(
            id ->
                database
                    .user(id)
                    .map(
                        user ->
                            ChatwootAnswer.ok(
                                StandInAnswer.object().put("access_token", user.token())))
                    .orElseGet(ChatwootAnswer::notFound));
  }

  private static Optional<Long> at(Pattern pattern, String path) {
    Matcher matcher = pattern.matcher(path);
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }

  private static ObjectNode json(Account account) {
    ObjectNode json =
        StandInAnswer.object()
            .put("id", account.id())
            .put("name", account.name())
            .put("locale", account.locale())
            .put("support_email", account.supportEmail())
            .put("status", account.status());
    ObjectNode attributes = json.putObject("custom_attributes");
    account.customAttributes().forEach(attributes::put);
    return json;
  }

  private static ObjectNode json(User user) {
    return StandInAnswer.object()
        .put("id", user.id())
        .put("name", user.name())
        .put("email", user.email())
        .put("access_token", user.token())
        .put("confirmed", true);
  }
}
