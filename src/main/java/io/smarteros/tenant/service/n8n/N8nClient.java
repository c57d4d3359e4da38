package io.smarteros.tenant.service.n8n;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Value;
import io.smarteros.tenant.service.n8n.N8nHttp.JsonAnswer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The calls to one n8n that the operator needs. {@code /rest} is what n8n's own pages use: it is
 * not a stable API, so it is used to make an API key and for nothing else.
 */
final class N8nClient {
  private static final String SESSION_COOKIE = "n8n-auth";
  private static final int MOST_KEYS = 50;
  private static final int MOST_SCOPES = 1000;
  private static final int MAX_TOKEN_LENGTH = 4096;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final N8nHttp http;

  /**
   * @param deadline of all calls together
   */
  N8nClient(HttpClient http, URI base, Deadline deadline) {
    this.http = new N8nHttp(http, base, TIMEOUT, deadline);
  }

  /** A value when n8n is up, migrated and connected to its database. */
  Reply<JsonAnswer> readiness() {
    return http.send(http.request(N8n.READINESS_PATH));
  }

  /** Whether the first visitor may make himself the owner. */
  Reply<Boolean> isSetUpOpen() {
    return http.send(http.request("/rest/settings"))
        .map(answer -> answer.data().path("userManagement").path("showSetupOnFirstLoad"))
        .then(
            open ->
                open.isBoolean()
                    ? new Value<>(open.booleanValue())
                    : new Rejected<>(200, "its settings do not say whether the set-up is open"));
  }

  /** Makes the owner's account; rejected when there is one. */
  Reply<JsonAnswer> setUpOwner(N8nOwner owner) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("email", owner.email())
            .put("firstName", N8nOwner.FIRST_NAME)
            .put("lastName", N8nOwner.LAST_NAME)
            .put("password", owner.password());
    return http.send(http.post("/rest/owner/setup", body));
  }

  /** At most five times a minute and account, whether it succeeds or not. */
  Reply<Session> logIn(N8nOwner owner) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("emailOrLdapLoginId", owner.email())
            .put("password", owner.password());
    return http.send(http.post("/rest/login", body)).then(N8nClient::session);
  }

  private static Reply<Session> session(JsonAnswer answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.split(";", 2)[0])
        .filter(cookie -> cookie.startsWith(SESSION_COOKIE + "="))
        .filter(N8nClient::isToken)
        .findFirst()
        .<Reply<Session>>map(cookie -> new Value<>(new Session(cookie)))
        .orElseGet(() -> new NotNow<>("n8n opened no session at the login", Duration.ofMinutes(1)));
  }

  /** The owner's own keys with exactly this label, as many as one page has. */
  Reply<List<String>> apiKeyIds(Session session, String label) {
    String query =
        "/rest/api-keys?ownership=mine&take=%d&label=%s"
            .formatted(MOST_KEYS, URLEncoder.encode(label, StandardCharsets.UTF_8));
    return http.send(as(session, http.request(query)))
        .map(
            answer ->
                StreamSupport.stream(answer.data().path("items").spliterator(), false)
                    .filter(key -> key.path("label").asText().equals(label))
                    .map(key -> key.path("id").asText())
                    .filter(N8nClient::isToken)
                    .toList());
  }

  /** Makes a key that does not expire. Its value is shown this once. */
  Reply<ApiKey> createApiKey(Session session, String label, Set<String> scopes) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("label", label);
    scopes.stream().sorted().forEach(body.putArray("scopes")::add);
    body.putNull("expiresAt");
    return http.send(as(session, http.post("/rest/api-keys", body)))
        .map(JsonAnswer::data)
        .map(key -> new ApiKey(key.path("id").asText(), key.path("rawApiKey").asText()))
        .then(
            key ->
                isToken(key.id()) && isToken(key.value())
                    ? new Value<>(key)
                    : new Rejected<>(200, "it created an API key and did not show it"));
  }

  /** A value also when the key is gone already. */
  Reply<Boolean> deleteApiKey(Session session, String id) {
    String path = "/rest/api-keys/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    Reply<JsonAnswer> reply = http.send(as(session, http.request(path)).DELETE());
    return reply instanceof Rejected<JsonAnswer>(int status, String _) && status == 404
        ? new Value<>(false)
        : reply.map(_ -> true);
  }

  /** What the key may do; unauthorized when n8n does not know it. The cheapest check of a key. */
  Reply<Set<String>> scopes(String apiKey) {
    return http.send(http.request("/api/v1/discover").header("X-N8N-API-KEY", apiKey))
        .map(
            answer ->
                StreamSupport.stream(answer.data().path("scopes").spliterator(), false)
                    .map(JsonNode::asText)
                    .limit(MOST_SCOPES)
                    .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * What runs in n8n is the tenant's: what is kept in the record or sent back in a header must be
   * fit for it.
   */
  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TOKEN_LENGTH
        && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }

  /**
   * By hand: n8n marks its cookie Secure, so a cookie store would not send it inside the cluster.
   */
  private static HttpRequest.Builder as(Session session, HttpRequest.Builder request) {
    return request.header("Cookie", session.cookie());
  }

  /** A log-in. */
  record Session(String cookie) {
    @Override
    public String toString() {
      return "Session";
    }
  }

  /** A key to n8n's public API. */
  record ApiKey(String id, String value) {
    @Override
    public String toString() {
      return "ApiKey " + id;
    }
  }
}
