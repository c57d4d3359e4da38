package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** What n8n says. The shapes are those of 2.41.1 in production mode, as its image runs it. */
record N8nAnswer(int status, String contentType, String body, Map<String, String> headers) {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static N8nAnswer json(int status, JsonNode body) {
    return new N8nAnswer(status, JSON, body.toString(), Map.of());
  }

  /** The internal API wraps what it returns. */
  static N8nAnswer data(JsonNode data) {
    return json(200, object().set("data", data));
  }

  static N8nAnswer success() {
    return data(object().put("success", true));
  }

  /** An error of the internal API. The code is mostly, but not always, the status. */
  static N8nAnswer error(int status, int code, String message) {
    return json(status, object().put("code", code).put("message", message));
  }

  static N8nAnswer error(int status, String message) {
    return error(status, status, message);
  }

  /** A body that does not fit its schema: here the code is a word. */
  static N8nAnswer required(String field, String type) {
    ObjectNode problem =
        object().put("code", "invalid_type").put("expected", type).put("received", "undefined");
    problem.putArray("path").add(field);
    return json(400, problem.put("message", "Required"));
  }

  /** The internal API without a session. */
  static N8nAnswer noSession() {
    return json(401, object().put("status", "error").put("message", "Unauthorized"));
  }

  /** The public API: a message and nothing else. */
  static N8nAnswer message(int status, String message) {
    return json(status, object().put("message", message));
  }

  static N8nAnswer page(int status, String content) {
    return new N8nAnswer(status, HTML, content, Map.of());
  }

  static N8nAnswer errorPage(int status, String message) {
    return page(
        status,
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>Error</title>
        </head>
        <body>
        <pre>%s</pre>
        </body>
        </html>
        """
            .formatted(message));
  }

  /** What the router says to a path that it does not have. */
  static N8nAnswer noRoute(N8nRequest request) {
    return errorPage(404, "Cannot " + request.line());
  }

  N8nAnswer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new N8nAnswer(status, contentType, body, Map.copyOf(more));
  }

  N8nAnswer with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new N8nAnswer(status, contentType, body, Map.copyOf(all));
  }
}
