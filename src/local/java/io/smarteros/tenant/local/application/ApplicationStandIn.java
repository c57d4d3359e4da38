package io.smarteros.tenant.local.application;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.smarteros.tenant.local.application.StandInFaults.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers as an application does, for the pods of many tenants at one address: the Host header
 * {@code <application>.<namespace>.svc} tells which one is meant. A pod that is not there, or that
 * would end with an error, hangs up.
 */
public abstract class ApplicationStandIn implements AutoCloseable {
  private final String name;
  private final Pattern host;
  private final StandInFaults faults = new StandInFaults();
  private final Map<String, List<String>> requests = new ConcurrentHashMap<>();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final List<ApplicationStandIn> atSameAddress = new CopyOnWriteArrayList<>(List.of(this));

  /**
   * Does not listen yet.
   *
   * @param name of the application's Service
   */
  protected ApplicationStandIn(String name) {
    this.name = name;
    this.host =
        Pattern.compile(
            Pattern.quote(name) + "\\.([a-z0-9-]+)\\.svc(\\.cluster\\.local)?\\.?(:\\d+)?");
  }

  /** What the tenant's application answers; empty when nothing listens. */
  protected abstract Optional<StandInAnswer> answer(String namespace, StandInRequest request);

  /** An address at which only this tenant's application answers, for callers without names. */
  public final URI addressOf(String namespace) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = serve(anyPort, exchange -> answer(namespace, exchange));
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The other one's requests come to this one's address too, since both have the same port. */
  public final void shareAddressWith(ApplicationStandIn other) {
    atSameAddress.add(other);
  }

  /**
   * The next such request is not carried out and answered with this status.
   *
   * @param line such as {@code POST /rest/api-keys}
   */
  public final void failNext(String namespace, String line, int status) {
    faults.add(new Fault.Failure(namespace, line, status));
  }

  /** Such requests are not carried out and answered with this status, until it is mended. */
  public final void fail(String namespace, String line, int status) {
    faults.last(new Fault.Failure(namespace, line, status));
  }

  /** Ends what {@link #fail} began. */
  public final void mend(String namespace) {
    faults.mend(namespace);
  }

  /** The next such request is carried out, and the connection breaks before the answer. */
  public final void loseNextAnswer(String namespace, String line) {
    faults.add(new Fault.LostAnswer(namespace, line));
  }

  /** Every answer to this tenant takes so much longer from now on. */
  public final void delay(String namespace, Duration delay) {
    faults.delay(namespace, delay);
  }

  /** What was asked so far, oldest first: {@code POST /rest/login}. */
  public final List<String> requests(String namespace) {
    return List.copyOf(requests.getOrDefault(namespace, List.of()));
  }

  @Override
  public final void close() {
    servers.forEach(server -> server.stop(0));
  }

  /** Begins to answer for all tenants. */
  protected final void serve(InetSocketAddress address) {
    serve(address, this::answerByHost);
  }

  private HttpServer serve(InetSocketAddress address, HttpHandler handler) {
    try {
      HttpServer server = HttpServer.create(address, 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", handler);
      server.start();
      servers.add(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The stand-in of %s cannot listen on %s".formatted(name, address), e);
    }
  }

  private void answerByHost(HttpExchange exchange) throws IOException {
    String asked = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
    for (ApplicationStandIn standIn : atSameAddress) {
      Matcher known = standIn.host.matcher(asked);
      if (known.matches()) {
        standIn.answer(known.group(1), exchange);
        return;
      }
    }
    send(StandInAnswer.page(421, "No %s has the name '%s'".formatted(name, asked)), exchange);
  }

  private void answer(String namespace, HttpExchange exchange) throws IOException {
    StandInRequest request = StandInRequest.of(exchange);
    requests.computeIfAbsent(namespace, _ -> new CopyOnWriteArrayList<>()).add(request.line());
    pause(faults.delayIn(namespace));
    switch (faults.take(namespace, request).orElse(null)) {
      case Fault.Failure(var _, var _, int status) -> send(failure(status), exchange);
      case Fault.LostAnswer _ -> {
        answer(namespace, request);
        exchange.close();
      }
      case null -> {
        Optional<StandInAnswer> answer = answer(namespace, request);
        if (answer.isPresent()) {
          send(answer.get(), exchange);
        } else {
          exchange.close();
        }
      }
    }
  }

  /** An error in the shape that the application has for it. */
  protected abstract StandInAnswer failure(int status);

  private static void send(StandInAnswer answer, HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Lets a caller wait. */
  protected static void pause(Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
