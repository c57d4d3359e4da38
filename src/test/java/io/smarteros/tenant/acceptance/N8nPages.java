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

/** What a person does with an n8n, through its Service. */
final class N8nPages {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI n8n;
  private final ObjectMapper json = new ObjectMapper();

  N8nPages(String namespace) {
    this.n8n = URI.create("http://n8n.%s.svc.cluster.local:5678".formatted(namespace));
  }

  /**
   * Logs in and makes an API key.
   *
   * @param login as the login Secret has it
   */
  String apiKey(Map<String, String> login) {
    HttpResponse<String> in =
        post(
            "/rest/login",
            Map.of(),
            """
            {"emailOrLdapLoginId": "%s", "password": "%s"}"""
                .formatted(login.get("username"), login.get("password")));
    String session = mustSucceed(in).headers().firstValue("Set-Cookie").orElseThrow();
    HttpResponse<String> key =
        post(
            "/rest/api-keys",
            Map.of("Cookie", session.split(";", 2)[0]),
            """
            {"label": "acceptance", "scopes": ["workflow:create", "workflow:activate"],
             "expiresAt": null}""");
    return read(key).path("data").path("rawApiKey").asText();
  }

  /** Makes a workflow that answers at this path of n8n's webhooks, and activates it. */
  void answerAt(String path, String apiKey) {
    Map<String, String> as = Map.of("X-N8N-API-KEY", apiKey);
    String id =
        read(post(
                "/api/v1/workflows",
                as,
                """
                    {"name": "%1$s", "settings": {}, "connections": {}, "nodes": [{
                      "id": "in", "name": "In", "type": "n8n-nodes-base.webhook",
                      "typeVersion": 2, "position": [0, 0], "webhookId": "%1$s",
                      "parameters": {
                        "httpMethod": "POST", "path": "%1$s", "responseMode": "onReceived",
                        "options": {"responseData": "workflow answers"}}}]}"""
                    .formatted(path)))
            .path("id")
            .asText();
    mustSucceed(post("/api/v1/workflows/%s/activate".formatted(id), as, "{}"));
  }

  /** Waits for it: n8n opens a webhook some moments after it said so. */
  void awaitAnswerAt(String path) {
    Await.until(
        "the webhook " + path + " to answer",
        PATIENCE,
        () -> {
          HttpResponse<String> answer = post("/webhook/" + path, Map.of(), "{}");
          return answer.statusCode() == 200 && answer.body().contains("workflow answers");
        });
  }

  private HttpResponse<String> post(String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(n8n.resolve(path))
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

  private JsonNode read(HttpResponse<String> answer) {
    try {
      return json.readTree(mustSucceed(answer).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> mustSucceed(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new AssertionError(
          "%s: %d %s".formatted(answer.uri().getPath(), answer.statusCode(), answer.body()));
    }
    return answer;
  }
}
