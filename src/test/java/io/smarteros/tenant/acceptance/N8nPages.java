package io.smarteros.tenant.acceptance;

import io.smarteros.tenant.local.process.Await;
import java.net.http.HttpResponse;
import java.util.Map;

/** What a person does with an n8n. */
final class N8nPages {
  private final JsonCalls n8n;

  N8nPages(String namespace) {
    this.n8n = JsonCalls.to("n8n", namespace, 5678);
  }

  /**
   * Logs in and makes an API key.
   *
   * @param login as the login Secret has it
   */
  String apiKey(Map<String, String> login) {
    String session =
        n8n.post(
                "/rest/login",
                Map.of(),
                """
                {"emailOrLdapLoginId": "%s", "password": "%s"}"""
                    .formatted(login.get("username"), login.get("password")))
            .cookie();
    return n8n.post(
            "/rest/api-keys",
            Map.of("Cookie", session),
            """
            {"label": "acceptance", "scopes": ["workflow:create", "workflow:activate"],
             "expiresAt": null}""")
        .body()
        .path("data")
        .path("rawApiKey")
        .asText();
  }

  /** Makes a workflow that answers at this path of n8n's webhooks, and activates it. */
  void answerAt(String path, String apiKey) {
    Map<String, String> as = Map.of("X-N8N-API-KEY", apiKey);
    String id =
        n8n.post(
                "/api/v1/workflows",
                as,
                """
                {"name": "%1$s", "settings": {}, "connections": {}, "nodes": [{
                  "id": "in", "name": "In", "type": "n8n-nodes-base.webhook",
                  "typeVersion": 2, "position": [0, 0], "webhookId": "%1$s",
                  "parameters": {
                    "httpMethod": "POST", "path": "%1$s", "responseMode": "onReceived",
                    "options": {"responseData": "workflow answers"}}}]}"""
                    .formatted(path))
            .body()
            .path("id")
            .asText();
    n8n.post("/api/v1/workflows/%s/activate".formatted(id), as, "{}");
  }

  /** Waits for it: n8n opens a webhook some moments after it said so. */
  void awaitAnswerAt(String path) {
    Await.until(
        "the webhook " + path + " to answer",
        JsonCalls.PATIENCE,
        () -> {
          HttpResponse<String> answer = n8n.send("/webhook/" + path, Map.of(), "{}");
          return answer.statusCode() == 200 && answer.body().contains("workflow answers");
        });
  }
}
