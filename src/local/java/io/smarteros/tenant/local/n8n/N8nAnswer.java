package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;

/** What n8n says. The shapes are those of 2.41.1 in production mode, as its image runs it. */
final class N8nAnswer {
  private N8nAnswer() {}

  /** The internal API wraps what it returns. */
  static StandInAnswer data(JsonNode data) {
    return StandInAnswer.json(200, StandInAnswer.object().set("data", data));
  }

  static StandInAnswer success() {
    return data(StandInAnswer.object().put("success", true));
  }

  /** An error of the internal API. The code is mostly, but not always, the status. */
  static StandInAnswer error(int status, int code, String message) {
    return StandInAnswer.json(
        status, StandInAnswer.object().put("code", code).put("message", message));
  }

  static StandInAnswer error(int status, String message) {
    return error(status, status, message);
  }

  /** A body that does not fit its schema: here the code is a word. */
  static StandInAnswer required(String field, String type) {
    ObjectNode problem =
        StandInAnswer.object()
            .put("code", "invalid_type")
            .put("expected", type)
            .put("received", "undefined");
    problem.putArray("path").add(field);
    return StandInAnswer.json(400, problem.put("message", "Required"));
  }

  /** The internal API without a session. */
  static StandInAnswer noSession() {
    return StandInAnswer.json(
        401, StandInAnswer.object().put("status", "error").put("message", "Unauthorized"));
  }

  /** The public API: a message and nothing else. */
  static StandInAnswer message(int status, String message) {
    return StandInAnswer.json(status, StandInAnswer.object().put("message", message));
  }

  static StandInAnswer errorPage(int status, String message) {
    return StandInAnswer.page(
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
  static StandInAnswer noRoute(StandInRequest request) {
    return errorPage(404, "Cannot " + request.line());
  }
}
