package io.smarteros.tenant.local.chatwoot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.util.Map;
import java.util.Optional;

/** What Chatwoot says, in production. */
final class ChatwootAnswer {
  private static final String JSON_TYPE = "application/json";

  private ChatwootAnswer() {}

  static StandInAnswer ok(JsonNode body) {
    return StandInAnswer.json(200, body);
  }

  /** Done, and nothing to say. */
  static StandInAnswer empty() {
    return new StandInAnswer(200, "text/html", "", Map.of());
  }

  static StandInAnswer error(int status, String message) {
    return StandInAnswer.json(status, StandInAnswer.object().put("error", message));
  }

  static StandInAnswer unauthorized(String message) {
    return error(401, message);
  }

  /** In the account API. */
  static StandInAnswer noResource() {
    return error(404, "Resource could not be found");
  }

  /** In the platform API, where Rails itself answers. */
  static StandInAnswer notFound() {
    return StandInAnswer.json(
        404, StandInAnswer.object().put("status", 404).put("error", "Not Found"));
  }

  /** A record that does not pass its validations. */
  static StandInAnswer invalid(String message, String attribute) {
    ObjectNode body = StandInAnswer.object().put("message", message);
    body.putArray("attributes").add(attribute);
    return StandInAnswer.json(422, body);
  }

  /** Whatever Chatwoot does not foresee. */
  static StandInAnswer failure(int status) {
    return StandInAnswer.page(status, "<html><body>We're sorry, but something went wrong.</body>");
  }

  static StandInAnswer redirect(StandInRequest request, String path) {
    String host = request.header("host").orElse("localhost");
    return StandInAnswer.page(302, "").with("Location", "http://" + host + path);
  }

  /** An object that is not marked as JSON is not seen. Empty when it is marked and is none. */
  static Optional<JsonNode> body(StandInRequest request) {
    boolean isJson =
        request.header("content-type").map(type -> type.startsWith(JSON_TYPE)).orElse(false);
    return isJson ? request.json() : Optional.of(StandInAnswer.object());
  }

  /** In either spelling: for Rack they are one name. */
  static Optional<String> token(StandInRequest request) {
    return request.header("api-access-token").or(() -> request.header("api_access_token"));
  }
}
