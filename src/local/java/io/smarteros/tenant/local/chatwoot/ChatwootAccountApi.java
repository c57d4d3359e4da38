package io.smarteros.tenant.local.chatwoot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.Account;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.Bot;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.Inbox;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.User;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API of an account, as far as the operator and its tests use it. From {@code
 * app/controllers/api/v1/accounts} and {@code app/controllers/concerns} of
 * github.com/chatwoot/chatwoot.
 */
final class ChatwootAccountApi {
  static final String PREFIX = "/api/v1/accounts";

  private static final Pattern PATH =
      Pattern.compile(PREFIX + "/(\\d+)/(inboxes|inbox_members|agent_bots)");
  private static final Map<String, String> CHANNELS =
      Map.of("web_widget", "Channel::WebWidget", "api", "Channel::Api");

  private final ChatwootDatabase database;

  ChatwootAccountApi(ChatwootDatabase database) {
    this.database = database;
  }

  StandInAnswer answer(StandInRequest request) {
    Optional<String> token = ChatwootAnswer.token(request);
    if (token.isEmpty()) {
      ObjectNode body = StandInAnswer.object();
      body.putArray("errors").add("You need to sign in or sign up before continuing.");
      return StandInAnswer.json(401, body);
    }
    if (database.isPlatformToken(token.get())) {
      return ChatwootAnswer.unauthorized("Access to this endpoint is not authorized for bots");
    }
    return database
        .userWithToken(token.get())
        .map(user -> answer(request, user))
        .orElseGet(() -> ChatwootAnswer.unauthorized("Invalid Access Token"));
  }

  private StandInAnswer answer(StandInRequest request, User user) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return ChatwootAnswer.noResource();
    }
    Optional<Account> account = database.account(Long.parseLong(path.group(1)));
    if (account.isEmpty()) {
      return ChatwootAnswer.noResource();
    }
    if (account.get().isSuspended()) {
      return ChatwootAnswer.unauthorized("Account is suspended");
    }
    String role = account.get().roles().getOrDefault(user.id(), "");
    if (role.isEmpty()) {
      return ChatwootAnswer.unauthorized("You are not authorized to access this account");
    }
    if (!role.equals("administrator") && !request.method().equals("GET")) {
      return ChatwootAnswer.unauthorized("You are not authorized to do this action");
    }
    return ChatwootAnswer.body(request)
        .map(body -> answer(request.method() + " " + path.group(2), account.get(), body))
        .orElseGet(() -> ChatwootAnswer.failure(400));
  }

  private StandInAnswer answer(String line, Account account, JsonNode body) {
    return switch (line) {
      case "GET inboxes" -> listInboxes(account);
      case "POST inboxes" -> createInbox(account, body);
      case "PATCH inbox_members" -> setMembers(account, body);
      case "GET agent_bots" -> listBots(account);
      case "POST agent_bots" -> createBot(account, body);
      default -> ChatwootAnswer.noResource();
    };
  }

  private StandInAnswer listInboxes(Account account) {
    ObjectNode list = StandInAnswer.object();
    ArrayNode payload = list.putArray("payload");
    database.inboxes(account.id()).stream()
        .sorted(Comparator.comparing(inbox -> inbox.name().toLowerCase(Locale.ROOT)))
        .forEach(inbox -> payload.add(json(inbox)));
    return ChatwootAnswer.ok(list);
  }

  /** Two of one name are no problem. */
  private StandInAnswer createInbox(Account account, JsonNode body) {
    JsonNode channel = body.path("channel");
    if (!channel.isObject()) {
      return ChatwootAnswer.failure(500);
    }
    String type = CHANNELS.getOrDefault(channel.path("type").asText(), "");
    if (type.isEmpty()) {
      return ChatwootAnswer.invalid("Channel must exist", "channel");
    }
    String website = channel.path("website_url").asText();
    if (type.equals("Channel::WebWidget") && website.isEmpty()) {
      return ChatwootAnswer.invalid("Website url can't be blank", "website_url");
    }
    Inbox inbox =
        new Inbox(
            database.nextId(), account.id(), body.path("name").asText(), type, website, Set.of());
    database.put(inbox);
    return ChatwootAnswer.ok(json(inbox));
  }

  private StandInAnswer setMembers(Account account, JsonNode body) {
    Optional<Inbox> inbox =
        database.inboxes(account.id()).stream()
            .filter(each -> each.id() == body.path("inbox_id").asLong())
            .findFirst();
    if (inbox.isEmpty()) {
      return ChatwootAnswer.noResource();
    }
    Set<Long> members = new TreeSet<>();
    for (JsonNode user : body.path("user_ids")) {
      boolean isMember = inbox.get().members().contains(user.asLong());
      if (isMember && !user.isNumber()) {
        // a text differs from the number that is there, and is added once more
        return ChatwootAnswer.invalid("User has already been taken", "user_id");
      }
      if (!isMember && database.user(user.asLong()).isEmpty()) {
        return ChatwootAnswer.invalid("User must exist", "user");
      }
      members.add(user.asLong());
    }
    database.put(
        new Inbox(
            inbox.get().id(),
            account.id(),
            inbox.get().name(),
            inbox.get().channel(),
            inbox.get().address(),
            members));
    return ChatwootAnswer.ok(
        StandInAnswer.object().set("payload", JsonNodeFactory.instance.arrayNode()));
  }

  private StandInAnswer listBots(Account account) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    database.bots(account.id()).forEach(bot -> list.add(json(bot)));
    return ChatwootAnswer.ok(list);
  }

  private StandInAnswer createBot(Account account, JsonNode body) {
    String name = body.path("name").asText();
    if (name.isEmpty()) {
      return ChatwootAnswer.invalid("Name can't be blank", "name");
    }
    Bot bot = new Bot(database.nextId(), account.id(), name, body.path("outgoing_url").asText());
    database.put(bot);
    return ChatwootAnswer.ok(json(bot));
  }

  private static ObjectNode json(Inbox inbox) {
    return StandInAnswer.object()
        .put("id", inbox.id())
        .put("name", inbox.name())
        .put("channel_type", inbox.channel())
        .put("website_url", inbox.address())
        .put("website_token", "website-" + inbox.id());
  }

  private static ObjectNode json(Bot bot) {
    return StandInAnswer.object()
        .put("id", bot.id())
        .put("name", bot.name())
        .put("outgoing_url", bot.outgoingUrl())
        .put("account_id", bot.account())
        .put("access_token", "bot-" + bot.id());
  }
}
