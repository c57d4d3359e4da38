package io.smarteros.tenant.operator.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /healthz/live}, {@code /healthz/ready} and {@code /metrics}, until closed. */
public final class ManagementServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final Supplier<HealthStatus> liveness;
  private final Supplier<HealthStatus> readiness;
  private final Supplier<String> metrics;
  private final HttpServer server;

  /** Virtual threads would wait for processor time behind all reconciliations. */
  private final ExecutorService executor =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("http-", 0).factory());

  private record Answer(int status, String contentType, String body) {
    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body + "\n");
    }
  }

  private ManagementServer(
      HttpServer server,
      Supplier<HealthStatus> liveness,
      Supplier<HealthStatus> readiness,
      Supplier<String> metrics) {
    this.server = server;
    this.liveness = liveness;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  /**
   * Serves from now on.
   *
   * @param liveness not well when only a restart helps
   * @param readiness not well until the operator does its work
   * @param metrics in Prometheus' text format
   * @throws IOException when the address is taken
   */
  public static ManagementServer start(
      InetSocketAddress address,
      Supplier<HealthStatus> liveness,
      Supplier<HealthStatus> readiness,
      Supplier<String> metrics)
      throws IOException {
    var endpoints =
        new ManagementServer(HttpServer.create(address, 0), liveness, readiness, metrics);
    endpoints.server.setExecutor(endpoints.executor);
    endpoints.server.createContext("/", endpoints::handle);
    endpoints.server.start();
    log.info("Serving health and metrics on {}", endpoints.address());
    return endpoints;
  }

  /** With the port that was taken when the configured one is 0. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop((int) LAST_ANSWERS.toSeconds());
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath()));
    }
  }

  private Answer answer(String method, String path) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Answer.text(405, "only GET and HEAD");
    }
    try {
      return switch (path) {
        case "/healthz/live" -> health(liveness.get());
        case "/healthz/ready" -> health(readiness.get());
        case "/metrics" ->
            new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        default -> Answer.text(404, "not found; there are /healthz/live, /healthz/ready, /metrics");
      };
    } catch (RuntimeException e) {
      log.warn("{} failed", path, e);
      return Answer.text(500, "internal error, see the operator's log");
    }
  }

  private static Answer health(HealthStatus health) {
    return health.isWell()
        ? Answer.text(200, "ok")
        : Answer.text(503, String.join("\n", health.problems()));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
