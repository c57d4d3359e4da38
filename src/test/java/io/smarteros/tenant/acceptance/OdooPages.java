package io.smarteros.tenant.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a person does with an Odoo. */
final class OdooPages {
  private final JsonCalls odoo;
  private final String database;

  OdooPages(String namespace, String database) {
    this.odoo = JsonCalls.to("odoo", namespace, 8069);
    this.database = database;
  }

  /**
   * The names of the modules that are installed, as the administrator sees them.
   *
   * @param login as the login Secret has it
   */
  Set<String> modules(Map<String, String> login) {
    JsonNode found =
        call(
            "/web/dataset/call_kw/ir.module.module/search_read",
            Map.of("Cookie", logIn(login)),
            """
            {"model": "ir.module.module", "method": "search_read",
             "args": [[["state", "=", "installed"]]], "kwargs": {"fields": ["name"]}}""");
    Set<String> names = new TreeSet<>();
    found.forEach(module -> names.add(module.path("name").asText()));
    return names;
  }

  /** The session. */
  private String logIn(Map<String, String> login) {
    return odoo.post(
            "/web/session/authenticate",
            Map.of(),
            """
            {"jsonrpc": "2.0", "params": {"db": "%s", "login": "%s", "password": "%s"}}"""
                .formatted(database, login.get("username"), login.get("password")))
        .cookie();
  }

  /** Odoo answers with status 200 also when it refuses. */
  private JsonNode call(String path, Map<String, String> headers, String parameters) {
    JsonNode body =
        odoo.post(
                path,
                headers,
                """
                {"jsonrpc": "2.0", "params": %s}"""
                    .formatted(parameters))
            .body();
    if (!body.has("result")) {
      throw new AssertionError(path + ": " + body);
    }
    return body.path("result");
  }
}
