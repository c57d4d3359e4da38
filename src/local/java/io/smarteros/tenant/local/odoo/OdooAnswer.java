package io.smarteros.tenant.local.odoo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;

/** What Odoo says. */
final class OdooAnswer {
  private static final String ERROR_PAGE =
      """
      <!doctype html>
      <html lang=en>
      <title>500 Internal Server Error</title>
      <h1>Internal Server Error</h1>
      """;

  private OdooAnswer() {}

  /** The status of the answer to a remote call is always 200. */
  static StandInAnswer result(ObjectNode result) {
    ObjectNode body = call();
    body.set("result", result);
    return StandInAnswer.json(200, body);
  }

  static StandInAnswer error(String name, String message) {
    ObjectNode body = call();
    ObjectNode error = body.putObject("error").put("code", 0).put("message", "Odoo Server Error");
    error
        .putObject("data")
        .put("name", name)
        .put("message", message)
        .put("debug", "Traceback (most recent call last):\n  File \"http.py\", line 1\n")
        .putArray("arguments")
        .add(message);
    return StandInAnswer.json(200, body);
  }

  /** Of whatever Odoo does not foresee, such as a database without tables. */
  static StandInAnswer broken(int status) {
    return StandInAnswer.page(status, ERROR_PAGE);
  }

  private static ObjectNode call() {
    return StandInAnswer.object().put("jsonrpc", "2.0").putNull("id");
  }
}
