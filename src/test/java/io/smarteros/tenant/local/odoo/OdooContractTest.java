package io.smarteros.tenant.local.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Odoo 19 answers, as far as the operator relies on it. Runs against the stand-in, or against
 * a real Odoo (docs/real-odoo.md) that the system properties {@code odoo.real.url}, {@code
 * odoo.real.database}, {@code odoo.real.login} and {@code odoo.real.password} name: then it says
 * whether the stand-in tells the truth.
 */
class OdooContractTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String LOGIN_PATH = "/web/session/authenticate";

  private static @Nullable OdooStandIn standIn;
  private static URI url = URI.create("http://127.0.0.1");
  private static String database = "acme_odoo";
  private static String login = "it@acme.example";
  private static String password = "Secret12345";

  @BeforeAll
  static void find_odoo() {
    String real = System.getProperty("odoo.real.url");
    if (real == null) {
      OdooStandIn started = startStandIn();
      standIn = started;
      url = started.addressOf("tenant-acme");
    } else {
      url = URI.create(real);
      database = System.getProperty("odoo.real.database", database);
      login = System.getProperty("odoo.real.login", login);
      password = System.getProperty("odoo.real.password", password);
    }
  }

  @AfterAll
  static void stop() {
    if (standIn != null) {
      standIn.close();
    }
  }

  private static OdooStandIn startStandIn() {
    String configuration = "[options]\ndb_name = %s\n".formatted(database);
    String wanted =
        "{\"administrator\": {\"login\": \"%s\", \"password\": \"%s\"}}".formatted(login, password);
    Map<String, String> files =
        Map.of("/etc/odoo/odoo.conf", configuration, "/etc/odoo/wanted.json", wanted);
    PodEnvironment job =
        new PodEnvironment("uid", "odoo:19.0", List.of("python3", "initialize"), Map.of(), files);
    OdooStandIn odoo =
        OdooStandIn.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            _ -> Optional.of(OdooConf.of(job)),
            options -> options.getOrDefault("db_name", ""));
    odoo.run(job);
    return odoo;
  }

  @Test
  void its_health_says_nothing_of_the_database_unless_it_is_asked() {
    HttpResponse<String> plain = get("/web/health");
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(json(plain)).isEqualTo(json("{\"status\": \"pass\"}"));

    HttpResponse<String> full = get("/web/health?db_server_status=1");
    assertThat(full.statusCode()).isEqualTo(200);
    assertThat(json(full)).isEqualTo(json("{\"status\": \"pass\", \"db_server_status\": true}"));
  }

  @Test
  void who_logs_in_gets_the_number_of_his_account() {
    HttpResponse<String> answer = logIn(database, login, password);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/result/uid").isIntegralNumber()).isTrue();
    assertThat(json(answer).at("/result/is_system").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"it@acme.example, guess", "nobody@acme.example, guess", "admin, admin"})
  void whom_it_does_not_know_is_denied_with_status_200(String account, String guess) {
    HttpResponse<String> answer = logIn(database, account, guess);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/error/data/name").asText())
        .isEqualTo("odoo.exceptions.AccessDenied");
    assertThat(json(answer).at("/error/data/message").asText()).isEqualTo("Access Denied");
  }

  @Test
  void another_database_than_its_own_is_not_found() {
    HttpResponse<String> answer = logIn("other", login, password);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/error/data/name").asText())
        .isEqualTo("odoo.exceptions.AccessError");
    assertThat(json(answer).at("/error/data/message").asText()).isEqualTo("Database not found.");
  }

  @Test
  void what_is_no_json_is_a_bad_request() {
    assertThat(post(LOGIN_PATH, "{bad").statusCode()).isEqualTo(400);
  }

  @Test
  void a_path_that_it_does_not_have_is_a_page_with_404() {
    HttpResponse<String> answer = get("/nothing");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).hasValueSatisfying(this::isPage);
  }

  private void isPage(String contentType) {
    assertThat(contentType).startsWith("text/html");
  }

  private static HttpResponse<String> logIn(String db, String account, String secret) {
    return post(
        LOGIN_PATH,
        "{\"jsonrpc\": \"2.0\", \"params\": {\"db\": \"%s\", \"login\": \"%s\", \"password\": \"%s\"}}"
            .formatted(db, account, secret));
  }

  private static HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(url.resolve(path)));
  }

  private static HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(
          request.version(HttpClient.Version.HTTP_1_1).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("No answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
