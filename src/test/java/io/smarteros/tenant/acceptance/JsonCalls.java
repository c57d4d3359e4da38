package io.smarteros.tenant.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Calls to an application through its Service. */
record JsonCalls(URI application) {
  /** For each call. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  static JsonCalls to(String service, String namespace, int port) {
    return new JsonCalls(
        URI.create("http://%s.%s.svc.cluster.local:%d".formatted(service, namespace, port)));
  }

  /** An answer with status 200. */
  record Answer(JsonNode body, String cookie) {}

  /** Throws AssertionError with the answer when its status is another one than 200. */
  Answer post(String path, Map<String, String> headers, String body) {
    return answer(path, sendUnchecked(postOf(path, headers, body)));
  }

  /** As {@link #post}. */
  Answer get(String path, Map<String, String> headers) {
    return answer(path, sendUnchecked(requestOf(path, headers).build()));
  }

  /** Whatever the answer is. */
  int statusOfPost(String path, String body) {
    return sendUnchecked(postOf(path, Map.of(), body)).statusCode();
  }

  /** Waits until an answer with status 200 has this text. At first nothing may listen. */
  void awaitAnswer(String path, String body, String text) {
    Await.until(
        "%s to answer with %s".formatted(application.resolve(path), text),
        PATIENCE,
        () -> {
          try {
            HttpResponse<String> answer = send(postOf(path, Map.of(), body));
            return answer.statusCode() == 200 && answer.body().contains(text);
          } catch (IOException _) {
            return false;
          }
        });
  }

  private HttpRequest postOf(String path, Map<String, String> headers, String body) {
    return requestOf(path, headers)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder requestOf(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(application.resolve(path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(PATIENCE);
    headers.forEach(request::header);
    return request;
  }

  private static Answer answer(String path, HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new AssertionError("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    try {
      return new Answer(JSON.readTree(answer.body()), cookie(answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> sendUnchecked(HttpRequest request) {
    try {
      return send(request);
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri().toString(), e);
    }
  }

  private static HttpResponse<String> send(HttpRequest request) throws IOException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The session, if it opened one. */
  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").map(set -> set.split(";", 2)[0]).orElse("");
  }
}
