package io.smarteros.tenant.service.botpress;

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

/**
 * One call to Botpress, and what its answer means. Only JSON is an answer of its API: while it
 * loads it answers any path with a page and 503, and for some seconds after that paths of the
 * studio with a page and 404.
 */
final class BotpressHttp {
  private static final Duration SOON = Duration.ofSeconds(2);

  /** A wrong password is a bad request for Botpress. */
  private static final String INVALID_CREDENTIALS = "BP_0009";

  private final ApplicationHttp http;

  /**
   * @param timeout of a whole answer
   * @param deadline of all calls together
   */
  BotpressHttp(HttpClient http, URI base, Duration timeout, Deadline deadline) {
    this.http = new ApplicationHttp("Botpress", http, base, timeout, deadline);
  }

  HttpRequest.Builder request(String path) {
    return http.request(path);
  }

  HttpRequest.Builder post(String path, JsonNode body) {
    return http.post(path, body);
  }

  Reply<JsonNode> send(HttpRequest.Builder request) {
    return http.send(request).then(BotpressHttp::meaning);
  }

  private static Reply<JsonNode> meaning(HttpAnswer answer) {
    if (answer.status() == 429) {
      return new NotNow<>("Botpress limits the number of requests", answer.retryAfter());
    }
    Optional<JsonNode> body = answer.json();
    if (body.isEmpty()) {
      return new NotNow<>("Botpress is loading", SOON);
    }
    if (body.get().path("errorCode").asText().equals(INVALID_CREDENTIALS)) {
      return new Unauthorized<>(false);
    }
    return switch (answer.status()) {
      case 200, 201 -> new Value<>(body.get());
      case 401 -> new Unauthorized<>(false);
      case 502, 503, 504 -> new NotNow<>("Botpress is loading", SOON);
      default ->
          new Rejected<>(answer.status(), HttpAnswer.sentence(body.get().path("message").asText()));
    };
  }
}
