package io.smarteros.tenant.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
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
   * The session of the administrator.
   *
   * @param login as the login Secret has it
   */
  String logIn(Map<String, String> login) {
    return odoo.post(
            "/web/session/authenticate",
            Map.of(),
            """
            {"jsonrpc": "2.0", "params": {"db": "%s", "login": "%s", "password": "%s"}}"""
                .formatted(database, login.get("username"), login.get("password")))
        .cookie();
  }

  /** The names of the modules that are installed. */
  Set<String> modules(String session) {
    JsonNode found =
        call(
            session,
            "ir.module.module",
            "search_read",
            """
            "args": [[["state", "=", "installed"]]], "kwargs": {"fields": ["name"]}""");
    Set<String> names = new TreeSet<>();
    found.forEach(module -> names.add(module.path("name").asText()));
    return names;
  }

  /** Attaches a file: its name becomes a record in the database, its text a file on the volume. */
  void attach(String session, String name, String text) {
    call(
        session,
        "ir.attachment",
        "create",
        """
        "args": [[{"name": "%s", "datas": "%s"}]], "kwargs": {}"""
            .formatted(name, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
  }

  /** The text of the file of this name; empty when there is none. */
  String attached(String session, String name) {
    String datas =
        call(
                session,
                "ir.attachment",
                "search_read",
                """
            "args": [[["name", "=", "%s"]]], "kwargs": {"fields": ["datas"]}"""
                    .formatted(name))
            .at("/0/datas")
            .asText();
    return new String(Base64.getDecoder().decode(datas), UTF_8);
  }

  /** Odoo answers with status 200 also when it refuses. */
  private JsonNode call(String session, String model, String method, String arguments) {
    String path = "/web/dataset/call_kw/%s/%s".formatted(model, method);
    JsonNode body =
        odoo.post(
                path,
                Map.of("Cookie", session),
                """
                {"jsonrpc": "2.0", "params": {"model": "%s", "method": "%s", %s}}"""
                    .formatted(model, method, arguments))
            .body();
    if (!body.has("result")) {
      throw new AssertionError(path + ": " + body);
    }
    return body.path("result");
  }
}
