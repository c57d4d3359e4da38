package io.smarteros.tenant.service.n8n;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.n8n.Reply.NotNow;
import io.smarteros.tenant.service.n8n.Reply.Rejected;
import io.smarteros.tenant.service.n8n.Reply.Unauthorized;
import io.smarteros.tenant.service.n8n.Reply.Value;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call to n8n, and what its answer means. Only JSON is an answer of n8n's API: while it starts
 * it answers any path with text, and then with 404 pages.
 */
final class N8nHttp {
  /** What runs in n8n is the tenant's; an endless answer must not fill the operator's memory. */
  private static final long MAX_ANSWER_BYTES = 1 << 20;

  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration WHEN_LIMITED = Duration.ofSeconds(60);

  /** Whatever n8n, or a proxy before it, asks for. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final Duration AFTER_DEADLINE = Duration.ofMinutes(1);
  private static final int SECOND_FACTOR_WANTED = 998;
  private static final int MAX_MESSAGE_LENGTH = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final URI base;
  private final Duration timeout;
  private final Deadline deadline;

  /**
   * @param timeout of a whole answer: n8n with a stalled database takes requests and says nothing
   * @param deadline of all calls together
   */
  N8nHttp(HttpClient http, URI base, Duration timeout, Deadline deadline) {
    this.http = http;
    this.base = base;
    this.timeout = timeout;
    this.deadline = deadline;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("User-Agent", "smarteros-tenant-operator")
        .header("Accept", "application/json");
  }

  static HttpRequest.BodyPublisher json(JsonNode body) {
    return HttpRequest.BodyPublishers.ofString(body.toString());
  }

  Reply<JsonAnswer> send(HttpRequest.Builder request) {
    if (deadline.hasPassed()) {
      return new NotNow<>(
          "n8n answers too slowly to be set up. The operator goes on in a minute", AFTER_DEADLINE);
    }
    Duration bound = deadline.atMost(timeout);
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(
            request.timeout(bound).build(),
            BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      return meaning(exchange.get(bound.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return new NotNow<>(
          e.getCause() instanceof ConnectException
              ? "n8n does not accept connections"
              : "The connection to n8n broke",
          SOON);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      return new NotNow<>("n8n does not answer", SOON);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      return new NotNow<>("The operator is shutting down", SOON);
    }
  }

  private static Reply<JsonAnswer> meaning(HttpResponse<String> response) {
    if (response.statusCode() == 429) {
      return new NotNow<>("n8n limits the number of logins", pause(response));
    }
    Optional<JsonNode> body = jsonBody(response);
    if (body.isEmpty()) {
      return new NotNow<>("n8n is starting up", SOON);
    }
    return switch (response.statusCode()) {
      case 200, 201 -> new Value<>(new JsonAnswer(body.get(), response.headers()));
      case 401 -> new Unauthorized<>(body.get().path("code").asInt() == SECOND_FACTOR_WANTED);
      case 502, 503, 504 ->
          new NotNow<>("n8n is starting, or has no connection to its database", SOON);
      default -> new Rejected<>(response.statusCode(), message(body.get()));
    };
  }

  private static Duration pause(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,50}"))
        .map(N8nHttp::pause)
        .orElse(WHEN_LIMITED);
  }

  private static Duration pause(String seconds) {
    BigInteger asked = new BigInteger(seconds).add(BigInteger.ONE);
    return Duration.ofSeconds(
        asked.min(BigInteger.valueOf(LONGEST_PAUSE.toSeconds())).longValueExact());
  }

  private static Optional<JsonNode> jsonBody(HttpResponse<String> response) {
    boolean saysJson =
        response
            .headers()
            .firstValue("Content-Type")
            .map(type -> type.startsWith("application/json"))
            .orElse(false);
    if (!saysJson) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Only n8n's own sentence: bodies may hold stack traces and what was sent. */
  private static String message(JsonNode body) {
    String message = body.path("message").asText().lines().findFirst().orElse("");
    return message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH));
  }

  /** An answer of n8n's API. */
  record JsonAnswer(JsonNode body, HttpHeaders headers) {
    JsonNode data() {
      return body.path("data");
    }
  }
}
