package io.smarteros.tenant.local.botpress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.util.Map;

/** What Botpress says, in production mode. */
final class BotpressAnswer {
  private static final String DOCS = "https://botpress.com/docs";

  private BotpressAnswer() {}

  static StandInAnswer success(String message, ObjectNode payload) {
    ObjectNode body = StandInAnswer.object().put("status", "success").put("message", message);
    body.set("payload", payload);
    return StandInAnswer.json(200, body);
  }

  /** An error that Botpress foresees has a code. */
  static StandInAnswer error(int status, String code, String type, String message) {
    ObjectNode body = StandInAnswer.object().put("statusCode", status);
    if (!code.isEmpty()) {
      body.put("errorCode", code);
    }
    return StandInAnswer.json(
        status,
        body.put("type", type).put("message", message).put("details", "").put("docs", DOCS));
  }

  /** Whatever it does not foresee is a bad request. */
  static StandInAnswer unexpected(String type, String message) {
    return error(400, "", type, message);
  }

  static StandInAnswer invalidOperation(String message) {
    return error(400, "BP_0006", "InvalidOperationError", "Invalid operation: " + message);
  }

  static StandInAnswer text(int status, String text) {
    return StandInAnswer.page(status, text);
  }

  static StandInAnswer loading() {
    return StandInAnswer.page(
        503,
        "<html><head></head><body>Botpress is loading. Please try again in a minute.</body></html>");
  }

  static StandInAnswer noRoute(StandInRequest request) {
    return new StandInAnswer(
        404,
        "text/html; charset=utf-8",
        "<!DOCTYPE html>\n<html><body><pre>Cannot %s</pre></body></html>\n"
            .formatted(request.line()),
        Map.of());
  }
}
