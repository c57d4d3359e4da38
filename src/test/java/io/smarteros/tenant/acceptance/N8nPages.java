package io.smarteros.tenant.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What a person does with an n8n. */
final class N8nPages {
  private static final int PORT = 5678;

  private final JsonCalls n8n;
  private final JsonCalls webhooks;

  private N8nPages(JsonCalls n8n, JsonCalls webhooks) {
    this.n8n = n8n;
    this.webhooks = webhooks;
  }

  /** One process does all. */
  static N8nPages regular(String namespace) {
    JsonCalls n8n = JsonCalls.to("n8n", namespace, PORT);
    return new N8nPages(n8n, n8n);
  }

  /** Webhooks have a process of their own. */
  static N8nPages withQueue(String namespace) {
    return new N8nPages(
        JsonCalls.to("n8n", namespace, PORT), JsonCalls.to("n8n-webhook", namespace, PORT));
  }

  URI url() {
    return n8n.application();
  }

  /**
   * The session of the owner, who may log in five times a minute.
   *
   * @param login as the login Secret has it
   */
  String logIn(Map<String, String> login) {
    return n8n.post("/rest/login", Map.of(), body(login)).cookie();
  }

  boolean refuses(Map<String, String> login) {
    return n8n.statusOfPost("/rest/login", body(login)) == 401;
  }

  /** What n8n says of itself. */
  String version(String session) {
    return n8n.get("/rest/settings", Map.of("Cookie", session))
        .body()
        .at("/data/versionCli")
        .asText();
  }

  /** The id of the one API key that has this label; empty when not exactly one has it. */
  Optional<String> apiKeyId(String session, String label) {
    JsonNode keys =
        n8n.get("/rest/api-keys?ownership=mine&take=50", Map.of("Cookie", session))
            .body()
            .at("/data/items");
    return StreamSupport.stream(keys.spliterator(), false)
        .filter(key -> key.path("label").asText().equals(label))
        .map(key -> key.path("id").asText())
        .reduce((_, _) -> "")
        .filter(id -> !id.isEmpty());
  }

  /** Makes an API key. */
  String apiKey(String session) {
    return n8n.post(
            "/rest/api-keys",
            Map.of("Cookie", session),
            """
            {"label": "acceptance", "expiresAt": null,
             "scopes": ["workflow:create", "workflow:activate", "execution:list"]}""")
        .body()
        .at("/data/rawApiKey")
        .asText();
  }

  /**
   * Makes a workflow whose executions answer with what they were sent, at this path of n8n's
   * webhooks, and activates it.
   */
  void echoAt(String path, String apiKey) {
    String id =
        n8n.post(
                "/api/v1/workflows",
                as(apiKey),
                """
                {"name": "%1$s", "settings": {}, "connections": {}, "nodes": [{
                  "id": "in", "name": "In", "type": "n8n-nodes-base.webhook",
                  "typeVersion": 2, "position": [0, 0], "webhookId": "%1$s",
                  "parameters": {
                    "httpMethod": "POST", "path": "%1$s", "responseMode": "lastNode"}}]}"""
                    .formatted(path))
            .body()
            .path("id")
            .asText();
    n8n.post("/api/v1/workflows/%s/activate".formatted(id), as(apiKey), "{}");
  }

  /** Waits for it: n8n opens a webhook some moments after it said so. */
  void awaitEchoAt(String path) {
    String said = UUID.randomUUID().toString();
    webhooks.awaitAnswer(
        "/webhook/" + path,
        """
        {"said": "%s"}"""
            .formatted(said),
        said);
  }

  /** The id of the last execution, which has succeeded. */
  String lastSuccess(String apiKey) {
    JsonNode last =
        n8n.get("/api/v1/executions?limit=1&status=success", as(apiKey)).body().at("/data/0/id");
    if (last.isMissingNode()) {
      throw new AssertionError("No execution has succeeded");
    }
    return last.asText();
  }

  private static String body(Map<String, String> login) {
    return """
        {"emailOrLdapLoginId": "%s", "password": "%s"}"""
        .formatted(login.get("username"), login.get("password"));
  }

  private static Map<String, String> as(String apiKey) {
    return Map.of("X-N8N-API-KEY", apiKey);
  }
}
