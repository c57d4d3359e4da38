package io.smarteros.tenant.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  static JsonCalls to(String service, String namespace, int port) {
    return new JsonCalls(
        URI.create("http://%s.%s.svc.cluster.local:%d".formatted(service, namespace, port)));
  }

  /** An answer with status 200. */
  record Answer(JsonNode body, String cookie) {}

  /** Throws AssertionError with the answer when its status is another one than 200. */
  Answer post(String path, Map<String, String> headers, String body) {
    HttpResponse<String> answer = send(path, headers, body);
    if (answer.statusCode() != 200) {
      throw new AssertionError("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    try {
      return new Answer(JSON.readTree(answer.body()), cookie(answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever the answer is. */
  HttpResponse<String> send(String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(application.resolve(path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
