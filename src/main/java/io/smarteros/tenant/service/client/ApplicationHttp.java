package io.smarteros.tenant.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Value;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One call after the other to an application, each within its bounds. */
public final class ApplicationHttp {
  /** What runs there is the tenant's; an endless answer must not fill the operator's memory. */
  private static final long MAX_ANSWER_BYTES = 1 << 20;

  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration AFTER_DEADLINE = Duration.ofMinutes(1);

  private final String application;
  private final HttpClient http;
  private final URI base;
  private final Duration timeout;
  private final Deadline deadline;

  /**
   * Calls nobody yet.
   *
   * @param application its name as people write it
   * @param http must not follow redirects
   * @param timeout of a whole answer: one with a stalled database takes requests and says nothing
   * @param deadline of all calls together
   */
  public ApplicationHttp(
      String application, HttpClient http, URI base, Duration timeout, Deadline deadline) {
    this.application = application;
    this.http = http;
    this.base = base;
    this.timeout = timeout;
    this.deadline = deadline;
  }

  /** A GET; its builder takes other methods and headers. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("User-Agent", "smarteros-tenant-operator")
        .header("Accept", "application/json");
  }

  public HttpRequest.Builder post(String path, JsonNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  /** Whatever the application answered, or {@link NotNow}. */
  public Reply<HttpAnswer> send(HttpRequest.Builder request) {
    if (deadline.hasPassed()) {
      return new NotNow<>(
          application + " answers too slowly to be set up. The operator goes on in a minute",
          AFTER_DEADLINE);
    }
    Duration bound = deadline.atMost(timeout);
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(
            request.timeout(bound).build(),
            BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      HttpResponse<String> response = exchange.get(bound.toMillis(), TimeUnit.MILLISECONDS);
      return new Value<>(
          new HttpAnswer(response.statusCode(), response.headers(), response.body()));
    } catch (ExecutionException e) {
      return new NotNow<>(
          e.getCause() instanceof ConnectException
              ? application + " does not accept connections"
              : "The connection to " + application + " broke",
          SOON);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      return new NotNow<>(application + " does not answer", SOON);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      return new NotNow<>("The operator is shutting down", SOON);
    }
  }
}
