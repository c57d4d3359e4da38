package io.smarteros.tenant.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.local.process.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/** What a person does with an Odoo. */
final class OdooPages {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final JsonCalls odoo;
  private final URI websocket;
  private final String database;

  OdooPages(String namespace, String database) {
    this.odoo = JsonCalls.to("odoo", namespace, 8069);
    this.websocket = URI.create("ws://%s:8072/websocket".formatted(url().getHost()));
    this.database = database;
  }

  URI url() {
    return odoo.application();
  }

  /**
   * The session of the administrator.
   *
   * @param login as the login Secret has it
   */
  String logIn(Map<String, String> login) {
    return answerTo(login.getOrDefault("username", ""), login.getOrDefault("password", ""))
        .cookie();
  }

  boolean denies(String login, String password) {
    return answerTo(login, password)
        .body()
        .at("/error/data/name")
        .asText()
        .equals("odoo.exceptions.AccessDenied");
  }

  private JsonCalls.Answer answerTo(String login, String password) {
    return odoo.post(
        "/web/session/authenticate",
        Map.of(),
        """
        {"jsonrpc": "2.0", "params": {"db": "%s", "login": "%s", "password": "%s"}}"""
            .formatted(database, login, password));
  }

  /** The language that the owner of the session reads. */
  String language(String session) {
    return odoo.post("/web/session/get_session_info", Map.of("Cookie", session), "{}")
        .body()
        .at("/result/user_context/lang")
        .asText();
  }

  /** What the settings say of the company. */
  record Company(String country, String currency, String language) {}

  /** Odoo's one company. */
  Company company(String session) {
    JsonNode company =
        call(
                session,
                "res.company",
                "web_search_read",
                """
                "args": [], "kwargs": {"domain": [], "specification": {
                  "country_id": {"fields": {"code": {}}}, "currency_id": {"fields": {"name": {}}},
                  "partner_id": {"fields": {"lang": {}}}}}""")
            .at("/records/0");
    return new Company(
        company.at("/country_id/code").asText(),
        company.at("/currency_id/name").asText(),
        company.at("/partner_id/lang").asText());
  }

  /**
   * Waits until Odoo opens a websocket at the port that it has for them while it has workers. They
   * answer earlier.
   */
  void awaitWebsocket(String session) {
    Await.until("a websocket at " + websocket, SOON, () -> opensWebsocket(session));
  }

  private boolean opensWebsocket(String session) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.newWebSocketBuilder()
          .header("Cookie", session)
          // without it Odoo refuses
          .header("Origin", url().toString())
          .buildAsync(websocket, new WebSocket.Listener() {})
          .join()
          .abort();
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        throw new AssertionError("%s: %s".formatted(websocket, refused.getResponse()), e);
      }
      return false;
    }
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
