package io.smarteros.tenant.service.odoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.client.ApplicationHttp;
import io.smarteros.tenant.service.client.HttpAnswer;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Unauthorized;
import io.smarteros.tenant.service.client.Reply.Value;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/** The calls to one Odoo that the operator needs. */
final class OdooClient {
  /** The first one after a start loads all modules. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String ACCESS_DENIED = "odoo.exceptions.AccessDenied";

  private final ApplicationHttp http;

  /**
   * @param deadline of all calls together
   */
  OdooClient(HttpClient http, URI base, Deadline deadline) {
    this.http = new ApplicationHttp("Odoo", http, base, TIMEOUT, deadline);
  }

  /** Whether it reaches its database server. It answers 500 when it does not. */
  Reply<Boolean> reachesDatabaseServer() {
    return http.send(http.request("/web/health?db_server_status=1"))
        .then(
            answer ->
                answer
                    .json()
                    .map(body -> body.path("db_server_status"))
                    .filter(JsonNode::isBoolean)
                    .<Reply<Boolean>>map(status -> new Value<>(status.booleanValue()))
                    .orElseGet(() -> unexpected(answer)));
  }

  /**
   * Opens a session, which Odoo forgets by itself. True when the account has no second factor.
   *
   * @return unauthorized when Odoo does not know the account, or its password
   */
  Reply<Boolean> logIn(String database, OdooAdministrator administrator) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    body.putObject("params")
        .put("db", database)
        .put("login", administrator.login())
        .put("password", administrator.password());
    return http.send(http.post("/web/session/authenticate", body)).then(OdooClient::session);
  }

  /** The status of the answer to a remote call is always 200. */
  private static Reply<Boolean> session(HttpAnswer answer) {
    Optional<JsonNode> body = answer.json();
    if (answer.status() != 200 || body.isEmpty()) {
      return unexpected(answer);
    }
    JsonNode error = body.get().path("error").path("data");
    if (!error.isMissingNode()) {
      return error.path("name").asText().equals(ACCESS_DENIED)
          ? new Unauthorized<>(false)
          : new Rejected<>(200, HttpAnswer.sentence(error.path("message").asText()));
    }
    return new Value<>(body.get().path("result").path("uid").isIntegralNumber());
  }

  private static <T> Reply<T> unexpected(HttpAnswer answer) {
    return switch (answer.status()) {
      case 429 ->
          new NotNow<>("Something limits the number of requests to Odoo", answer.retryAfter());
      case 502, 503, 504 -> new NotNow<>("Odoo is starting", SOON);
      default -> new Rejected<>(answer.status(), "it is not an answer of Odoo");
    };
  }
}
