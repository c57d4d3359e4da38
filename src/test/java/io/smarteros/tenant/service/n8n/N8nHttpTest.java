package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.n8n.N8nHttp.JsonAnswer;
import io.smarteros.tenant.testkit.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers mean, also those that n8n should never give. */
final class N8nHttpTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ManualClock clock = new ManualClock();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    http.shutdownNow();
  }

  @Test
  void json_is_an_answer() {
    assertThat(ask(exchange -> send(exchange, 200, "application/json; charset=utf-8", "{}")))
        .isInstanceOf(Reply.Value.class);
  }

  @Test
  void a_page_is_none_whatever_its_status() {
    for (int status : new int[] {200, 404, 500}) {
      assertThat(ask(exchange -> send(exchange, status, "text/html", "<pre>Cannot GET /</pre>")))
          .isInstanceOfSatisfying(
              Reply.NotNow.class,
              notNow -> assertThat(notNow.message()).isEqualTo("n8n is starting up"));
    }
  }

  @Test
  void a_redirect_is_not_followed() {
    assertThat(
            ask(
                exchange -> {
                  exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
                  send(exchange, 302, "text/plain", "Found");
                }))
        .isInstanceOf(Reply.NotNow.class);
  }

  @Test
  void half_a_json_is_none() {
    assertThat(ask(exchange -> send(exchange, 200, "application/json", "{\"data\":")))
        .isInstanceOf(Reply.NotNow.class);
  }

  @Test
  void only_the_first_line_of_a_refusal_is_told() {
    assertThat(
            ask(
                exchange ->
                    send(
                        exchange,
                        400,
                        "application/json",
                        "{\"code\":400,\"message\":\"Invalid scopes\\n at x.js\",\"stacktrace\":\"at y\"}")))
        .isEqualTo(new Reply.Rejected<JsonAnswer>(400, "Invalid scopes"));
  }

  @Test
  void an_endless_answer_is_cut_off() {
    assertThat(
            ask(
                exchange -> {
                  exchange.getResponseHeaders().set("Content-Type", "application/json");
                  exchange.sendResponseHeaders(200, 0);
                  byte[] blank = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
                  try (OutputStream body = exchange.getResponseBody()) {
                    while (end.getCount() > 0) {
                      body.write(blank);
                    }
                  }
                }))
        .isInstanceOf(Reply.NotNow.class);
  }

  @Test
  void an_answer_that_never_was_asked_to_be_compressed_is_none() {
    assertThat(
            ask(
                exchange -> {
                  exchange.getResponseHeaders().set("Content-Type", "application/json");
                  exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                  exchange.sendResponseHeaders(200, 0);
                  try (OutputStream body = new GZIPOutputStream(exchange.getResponseBody())) {
                    body.write(new byte[100 << 20]);
                  }
                }))
        .isInstanceOf(Reply.NotNow.class);
  }

  @Test
  void an_answer_that_is_nested_without_end_is_none() {
    assertThat(ask(exchange -> send(exchange, 200, "application/json", "[".repeat(500_000))))
        .isInstanceOf(Reply.NotNow.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 11",
    "0, 1",
    "299, 300",
    "99999, 300",
    "99999999999999999999999999, 300",
    "-5, 60",
    "soon, 60",
    "'Wed, 21 Oct 2026 07:28:00 GMT', 60",
    "'', 60"
  })
  void a_pause_is_as_long_as_n8n_asks_up_to_five_minutes(String asked, long seconds) {
    Reply<JsonAnswer> limited =
        ask(
            exchange -> {
              exchange.getResponseHeaders().set("Retry-After", asked);
              send(exchange, 429, "application/json", "{}");
            });

    assertThat(limited)
        .isInstanceOfSatisfying(
            Reply.NotNow.class,
            notNow -> assertThat(notNow.retryAfter()).isEqualTo(Duration.ofSeconds(seconds)));
  }

  @Test
  void an_answer_that_stops_half_way_is_waited_for_only_so_long() {
    assertThat(
            ask(
                exchange -> {
                  exchange.getResponseHeaders().set("Content-Type", "application/json");
                  exchange.sendResponseHeaders(200, 100);
                  exchange.getResponseBody().write('{');
                  exchange.getResponseBody().flush();
                  await();
                },
                Duration.ofMillis(200)))
        .isInstanceOf(Reply.NotNow.class);
  }

  @Test
  void a_port_without_listener_is_told_so() {
    server.stop(0);

    assertThat(ask(Duration.ofSeconds(10)))
        .isInstanceOfSatisfying(
            Reply.NotNow.class,
            notNow -> assertThat(notNow.message()).isEqualTo("n8n does not accept connections"));
  }

  private Reply<JsonAnswer> ask(HttpHandler answer) {
    return ask(answer, Duration.ofSeconds(10));
  }

  private Reply<JsonAnswer> ask(HttpHandler answer, Duration timeout) {
    server.createContext("/" + answer.hashCode(), answer);
    return ask("/" + answer.hashCode(), timeout);
  }

  private Reply<JsonAnswer> ask(Duration timeout) {
    return ask("/", timeout);
  }

  private Reply<JsonAnswer> ask(String path, Duration timeout) {
    N8nHttp n8n = new N8nHttp(http, base(), timeout, Deadline.in(Duration.ofMinutes(1), clock));
    return n8n.send(n8n.request(path));
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
