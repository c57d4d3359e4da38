package io.smarteros.tenant.local.odoo;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One run of Odoo, from the start of its pod to the end. */
final class OdooProcess {
  private static final int ADMINISTRATOR_ID = 2;

  private final Map<String, String> options;
  private final OdooDatabase database;
  private final BooleanSupplier databaseIsUp;

  OdooProcess(Map<String, String> options, OdooDatabase database, BooleanSupplier databaseIsUp) {
    this.options = options;
    this.database = database;
    this.databaseIsUp = databaseIsUp;
  }

  OdooDatabase database() {
    return database;
  }

  StandInAnswer answer(StandInRequest request) {
    if (!database.isInitialized()) {
      return OdooAnswer.broken(500);
    }
    return switch (request.line()) {
      case "GET /web/health" -> health(request.query().containsKey("db_server_status"));
      case "POST /web/session/authenticate" ->
          request
              .json()
              .map(body -> logIn(body.path("params")))
              .orElseGet(() -> OdooAnswer.broken(400));
      default -> OdooAnswer.broken(404);
    };
  }

  private StandInAnswer health(boolean withDatabase) {
    if (!withDatabase) {
      return StandInAnswer.json(200, StandInAnswer.object().put("status", "pass"));
    }
    boolean up = databaseIsUp.getAsBoolean();
    return StandInAnswer.json(
        up ? 200 : 500,
        StandInAnswer.object().put("status", up ? "pass" : "fail").put("db_server_status", up));
  }

  private StandInAnswer logIn(JsonNode parameters) {
    if (!parameters.path("db").asText().equals(options.get("db_name"))) {
      return OdooAnswer.error("odoo.exceptions.AccessError", "Database not found.");
    }
    return database.isPassword(
            parameters.path("login").asText(), parameters.path("password").asText())
        ? OdooAnswer.result(
            StandInAnswer.object().put("uid", ADMINISTRATOR_ID).put("is_system", true))
        : OdooAnswer.error("odoo.exceptions.AccessDenied", "Access Denied");
  }
}
