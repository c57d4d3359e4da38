package io.smarteros.tenant.service.n8n;

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
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * One call to n8n, and what its answer means. Only JSON is an answer of n8n's API: while it starts
 * it answers any path with text, and then with 404 pages.
 */
final class N8nHttp {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int SECOND_FACTOR_WANTED = 998;

  private final ApplicationHttp http;

  /**
   * @param timeout of a whole answer
   * @param deadline of all calls together
   */
  N8nHttp(HttpClient http, URI base, Duration timeout, Deadline deadline) {
    this.http = new ApplicationHttp("n8n", http, base, timeout, deadline);
  }

  HttpRequest.Builder request(String path) {
    return http.request(path);
  }

  HttpRequest.Builder post(String path, JsonNode body) {
    return http.post(path, body);
  }

  Reply<JsonAnswer> send(HttpRequest.Builder request) {
    return http.send(request).then(N8nHttp::meaning);
  }

  private static Reply<JsonAnswer> meaning(HttpAnswer answer) {
    if (answer.status() == 429) {
      return new NotNow<>("n8n limits the number of logins", answer.retryAfter());
    }
    Optional<JsonNode> body = answer.json();
    if (body.isEmpty()) {
      return new NotNow<>("n8n is starting up", SOON);
    }
    return switch (answer.status()) {
      case 200, 201 -> new Value<>(new JsonAnswer(body.get(), answer.headers()));
      case 401 -> new Unauthorized<>(body.get().path("code").asInt() == SECOND_FACTOR_WANTED);
      case 502, 503, 504 ->
          new NotNow<>("n8n is starting, or has no connection to its database", SOON);
      default ->
          new Rejected<>(answer.status(), HttpAnswer.sentence(body.get().path("message").asText()));
    };
  }

  /** An answer of n8n's API. */
  record JsonAnswer(JsonNode body, HttpHeaders headers) {
    JsonNode data() {
      return body.path("data");
    }

    /** Without the body and the cookies, which may hold keys. */
    @Override
    public String toString() {
      return "JsonAnswer";
    }
  }
}
