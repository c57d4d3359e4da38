package io.smarteros.tenant.service.chatwoot;

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
import java.util.Optional;

/**
 * The calls to one Chatwoot that the operator needs: with the token of its platform application to
 * the Platform API, and with that of a user to the API of his account.
 */
final class ChatwootClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_TOKEN_LENGTH = 256;
  private static final String TOKEN_HEADER = "api_access_token";
  private static final String ACCOUNTS = "/platform/api/v1/accounts";
  private static final String USERS = "/platform/api/v1/users";

  private final ChatwootHttp http;
  private final String platformToken;

  /**
   * @param platformToken of the operator's platform application
   * @param deadline of all calls together
   */
  ChatwootClient(HttpClient http, URI base, String platformToken, Deadline deadline) {
    this.http = new ChatwootHttp(http, base, TIMEOUT, deadline);
    this.platformToken = platformToken;
  }

  /** What it says of its parts, each {@code ok} or {@code failing}. */
  Reply<JsonNode> states() {
    return http.send(http.request(Chatwoot.STATES_PATH));
  }

  /** Whether a visitor could still become the first administrator. */
  Reply<Boolean> isOnboardingOpen() {
    return http.page(http.request(Chatwoot.ONBOARDING_PATH)).map(answer -> answer.status() == 200);
  }

  /** The id of the account with a mark, if the operator made one. */
  Reply<Optional<Long>> findAccount(String mark) {
    return http.send(platform(http.request(ACCOUNTS)))
        .then(
            accounts ->
                accounts
                    .valueStream()
                    .filter(account -> mark.equals(markOf(account)))
                    .findFirst()
                    .map(account -> id(account).map(Optional::of))
                    .orElseGet(() -> new Value<>(Optional.empty())));
  }

  private static String markOf(JsonNode account) {
    return account.path("custom_attributes").path(ChatwootAccount.MARK_ATTRIBUTE).asText();
  }

  /** Each call makes another one: ask {@link #findAccount} before. */
  Reply<Long> createAccount(ChatwootAccount account) {
    ObjectNode body =
        object()
            .put("name", account.name())
            .put("locale", account.locale())
            .put("support_email", account.supportEmail())
            .put("status", "active");
    body.putObject("custom_attributes").put(ChatwootAccount.MARK_ATTRIBUTE, account.mark());
    return http.send(platform(http.post(ACCOUNTS, body))).then(ChatwootClient::id);
  }

  /** Makes the user, or finds the one of that address, whose password stays. */
  Reply<User> ensureUser(ChatwootAdministrator administrator) {
    ObjectNode body =
        object()
            .put("name", ChatwootAdministrator.DISPLAY_NAME)
            .put("email", administrator.email())
            .put("password", administrator.password());
    return http.send(platform(http.post(USERS, body)))
        .then(
            user ->
                id(user).then(id -> token(user.path("access_token")).map(it -> new User(id, it))));
  }

  /** Can be repeated. */
  Reply<JsonNode> makeAdministrator(long account, User user) {
    ObjectNode body = object().put("user_id", user.id()).put("role", "administrator");
    return http.send(platform(http.post("%s/%d/account_users".formatted(ACCOUNTS, account), body)));
  }

  /** The id of an inbox of a website by its name. */
  Reply<Optional<Long>> findInbox(long account, User user, String name) {
    return http.send(as(user, http.request(inboxes(account))))
        .then(
            inboxes ->
                inboxes
                    .path("payload")
                    .valueStream()
                    .filter(inbox -> inbox.path("name").asText().equals(name))
                    .findFirst()
                    .map(inbox -> id(inbox).map(Optional::of))
                    .orElseGet(() -> new Value<>(Optional.empty())));
  }

  /** Each call makes another one: ask {@link #findInbox} before. */
  Reply<Long> createInbox(long account, User user, String name, String website) {
    ObjectNode body = object().put("name", name);
    body.putObject("channel").put("type", "web_widget").put("website_url", website);
    return http.send(as(user, http.post(inboxes(account), body))).then(ChatwootClient::id);
  }

  /** He alone gets its conversations. */
  Reply<JsonNode> setMember(long account, User user, long inbox) {
    ObjectNode body = object().put("inbox_id", inbox);
    body.putArray("user_ids").add(user.id());
    return http.send(
        as(user, http.patch("/api/v1/accounts/%d/inbox_members".formatted(account), body)));
  }

  private static String inboxes(long account) {
    return "/api/v1/accounts/%d/inboxes".formatted(account);
  }

  private HttpRequest.Builder platform(HttpRequest.Builder request) {
    return request.header(TOKEN_HEADER, platformToken);
  }

  private static HttpRequest.Builder as(User user, HttpRequest.Builder request) {
    return request.header(TOKEN_HEADER, user.token());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Reply<Long> id(JsonNode made) {
    long id = made.path("id").asLong();
    return id > 0 ? new Value<>(id) : new Rejected<>(200, "it gives out no id");
  }

  /** What runs in Chatwoot is the tenant's: what is sent back in a header must be fit for it. */
  private static Reply<String> token(JsonNode given) {
    String token = given.asText();
    boolean fit =
        !token.isEmpty()
            && token.length() <= MAX_TOKEN_LENGTH
            && token.chars().allMatch(character -> character > ' ' && character < 0x7f);
    return fit ? new Value<>(token) : new Rejected<>(200, "it gives out no token of a user");
  }

  /** A user, with the token by which the operator acts as him. */
  record User(long id, String token) {
    @Override
    public String toString() {
      return "User " + id;
    }
  }
}
