package io.smarteros.tenant.service.botpress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Value;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;

/** The calls to one Botpress that the operator needs. */
final class BotpressClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_TOKEN_LENGTH = 4096;
  private static final String BOTS = "/api/v2/admin/workspace/bots";

  /** The community edition has this one. */
  private static final String WORKSPACE = "default";

  private final BotpressHttp http;

  /**
   * @param deadline of all calls together
   */
  BotpressClient(HttpClient http, URI base, Deadline deadline) {
    this.http = new BotpressHttp(http, base, TIMEOUT, deadline);
  }

  /**
   * What it says of its parts, each {@code up}, {@code down} or {@code error}. The database is
   * among them in some editions only.
   */
  Reply<JsonNode> status() {
    return http.send(http.request("/status"));
  }

  /** Unauthorized when Botpress does not know the account, or its password. */
  Reply<Session> logIn(BotpressAdministrator administrator) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("email", administrator.email())
            .put("password", administrator.password());
    return http.send(http.post("/api/v1/auth/login/basic/default", body))
        .map(answer -> answer.path("payload").path("jwt").asText())
        .then(
            token ->
                isToken(token)
                    ? new Value<>(new Session(token))
                    : new Rejected<>(200, "it opened no session at the login"));
  }

  Reply<Boolean> botExists(Session session, BotpressBot bot) {
    return http.send(as(session, http.request("%s/%s/exists".formatted(BOTS, bot.id()))))
        .then(
            answer ->
                answer.isBoolean()
                    ? new Value<>(answer.booleanValue())
                    : new Rejected<>(200, "it does not say whether a bot exists"));
  }

  /** From the empty template. It says so too when it made none: ask {@link #botExists}. */
  Reply<JsonNode> createBot(Session session, BotpressBot bot) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("id", bot.id()).put("name", bot.id());
    body.putObject("template").put("id", "empty-bot").put("moduleId", "builtin");
    return http.send(as(session, http.post(BOTS, body)));
  }

  /** The language in which the bot is now. */
  Reply<String> language(Session session, BotpressBot bot) {
    return http.send(as(session, http.request(configuration(bot))))
        .map(answer -> answer.path("defaultLanguage").asText());
  }

  /** The community edition mounts no bot with two. */
  Reply<JsonNode> setLanguage(Session session, BotpressBot bot) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", bot.id())
            .put("defaultLanguage", bot.language());
    body.putArray("languages").add(bot.language());
    return http.send(as(session, http.post(configuration(bot), body)));
  }

  private static String configuration(BotpressBot bot) {
    return "/api/v1/studio/%s/config".formatted(bot.id());
  }

  private static HttpRequest.Builder as(Session session, HttpRequest.Builder request) {
    return request
        .header("Authorization", "Bearer " + session.token())
        .header("X-BP-Workspace", WORKSPACE);
  }

  /** What runs in Botpress is the tenant's: what is sent back in a header must be fit for it. */
  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TOKEN_LENGTH
        && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }

  /** A log-in. */
  record Session(String token) {
    @Override
    public String toString() {
      return "Session";
    }
  }
}
