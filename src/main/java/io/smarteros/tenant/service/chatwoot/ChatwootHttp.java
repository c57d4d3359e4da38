package io.smarteros.tenant.service.chatwoot;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.client.ApplicationHttp;
import io.smarteros.tenant.service.client.HttpAnswer;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Unauthorized;
import io.smarteros.tenant.service.client.Reply.Value;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One call to Chatwoot, and what its answer means. Whatever it does not foresee is an error 500:
 * that its database is away, and a value that is none of an enumeration.
 */
final class ChatwootHttp {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  /** Of the platform API and of that of an account. Other refusals have the same status. */
  private static final Set<String> UNKNOWN_TOKEN =
      Set.of("Invalid access_token", "Invalid Access Token");

  private final ApplicationHttp http;

  /**
   * @param timeout of a whole answer
   * @param deadline of all calls together
   */
  ChatwootHttp(HttpClient http, URI base, Duration timeout, Deadline deadline) {
    this.http = new ApplicationHttp("Chatwoot", http, base, timeout, deadline);
  }

  HttpRequest.Builder request(String path) {
    return http.request(path);
  }

  HttpRequest.Builder post(String path, JsonNode body) {
    return http.post(path, body);
  }

  HttpRequest.Builder patch(String path, JsonNode body) {
    return http.request(path)
        .header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  /** A page or a redirect to one. */
  Reply<HttpAnswer> page(HttpRequest.Builder request) {
    return http.send(request.setHeader("Accept", "text/html"))
        .then(
            answer ->
                switch (answer.status()) {
                  case 200, 302 -> new Value<>(answer);
                  default -> failure(answer);
                });
  }

  Reply<JsonNode> send(HttpRequest.Builder request) {
    return http.send(request).then(ChatwootHttp::meaning);
  }

  private static Reply<JsonNode> meaning(HttpAnswer answer) {
    Optional<JsonNode> body = answer.json();
    if (answer.status() == 200) {
      return body.<Reply<JsonNode>>map(Value::new)
          .orElseGet(() -> new Rejected<>(200, "its answer is not JSON"));
    }
    boolean unknownToken =
        body.filter(json -> UNKNOWN_TOKEN.contains(json.path("error").asText())).isPresent();
    return answer.status() == 401 && unknownToken ? new Unauthorized<>(false) : failure(answer);
  }

  private static <T> Reply<T> failure(HttpAnswer answer) {
    return switch (answer.status()) {
      case 429 -> new NotNow<>("Chatwoot limits the number of requests", answer.retryAfter());
      case 500 -> new NotNow<>(wentWrong(), AFTER_FAILURE);
      case 502, 503, 504 -> new NotNow<>("Chatwoot is starting", SOON);
      default ->
          new Rejected<>(
              answer.status(),
              answer.json().map(ChatwootHttp::words).map(HttpAnswer::sentence).orElse(""));
    };
  }

  private static String wentWrong() {
    return "Chatwoot answers that something went wrong (HTTP 500). Its log says what";
  }

  /** Each layer of it has its own shape. */
  private static String words(JsonNode body) {
    if (body.path("message").isTextual()) {
      return body.path("message").asText();
    }
    return body.path("error").asText(body.path("errors").path(0).asText());
  }
}
