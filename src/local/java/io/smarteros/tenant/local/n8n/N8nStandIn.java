package io.smarteros.tenant.local.n8n;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.smarteros.tenant.local.database.DatabaseLogin;
import io.smarteros.tenant.local.n8n.N8nFaults.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers as n8n 2.41.1 does, for the pods of many tenants at one address: the Host header {@code
 * n8n.<namespace>.svc} tells which one is meant. What an instance does follows from the environment
 * of its pod: owner, encryption key, database, addresses. A pod that is not there, or whose n8n
 * would end with an error, hangs up.
 */
public final class N8nStandIn implements AutoCloseable {
  /** n8n's own port. */
  public static final int PORT = 5678;

  private static final Pattern HOST =
      Pattern.compile("n8n\\.([a-z0-9-]+)\\.svc(\\.cluster\\.local)?\\.?(:\\d+)?");

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Function<String, Optional<Map<String, String>>> pods;
  private final Settings settings;
  private final N8nFaults faults = new N8nFaults();
  private final Map<String, N8nDatabase> databases = new ConcurrentHashMap<>();
  private final Map<String, N8nProcess> processes = new ConcurrentHashMap<>();
  private final Map<String, String> crashes = new ConcurrentHashMap<>();
  private final Map<String, List<String>> requests = new ConcurrentHashMap<>();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  private N8nStandIn(Function<String, Optional<Map<String, String>>> pods, Settings settings) {
    this.pods = pods;
    this.settings = settings;
  }

  /**
   * Begins to listen.
   *
   * @param pods the environment of a namespace's running pod; empty when none is ready. Another
   *     environment is another pod.
   */
  public static N8nStandIn listen(
      InetSocketAddress address,
      Function<String, Optional<Map<String, String>>> pods,
      Settings settings) {
    N8nStandIn standIn = new N8nStandIn(pods, settings);
    standIn.serve(address, standIn::answerByHost);
    return standIn;
  }

  /** An address at which only this tenant's n8n answers, for callers that cannot resolve names. */
  public URI addressOf(String namespace) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = serve(anyPort, exchange -> answer(namespace, exchange));
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * The next such request is not carried out and answered with this status.
   *
   * @param line such as {@code POST /rest/api-keys}
   */
  public void failNext(String namespace, String line, int status) {
    faults.add(new Fault.Failure(namespace, line, status));
  }

  /** Such requests are not carried out and answered with this status, until it is mended. */
  public void fail(String namespace, String line, int status) {
    faults.last(new Fault.Failure(namespace, line, status));
  }

  /** Ends what {@link #fail} began. */
  public void mend(String namespace) {
    faults.mend(namespace);
  }

  /** The next such request is carried out, and the connection breaks before the answer. */
  public void loseNextAnswer(String namespace, String line) {
    faults.add(new Fault.LostAnswer(namespace, line));
  }

  /** Every answer to this tenant takes so much longer from now on. */
  public void delay(String namespace, Duration delay) {
    faults.delay(namespace, delay);
  }

  /** Every n8n starts anew, as after a failure of its node: what it had in memory is gone. */
  public void restart() {
    processes.clear();
  }

  /** The owner has switched on two-factor log-in: the password alone is refused from now on. */
  public void askForSecondFactor(String namespace) {
    running(namespace).orElseThrow().database().askForSecondFactor();
  }

  /** The owner's API keys, each as its value; empty when nothing runs. */
  public List<String> apiKeys(String namespace) {
    return running(namespace)
        .map(process -> process.database().keys().stream().map(N8nApiKey::secret).toList())
        .orElse(List.of());
  }

  /** The last line of the log of an n8n that cannot start; empty when it runs or was not called. */
  public Optional<String> crash(String namespace) {
    return Optional.ofNullable(crashes.get(namespace));
  }

  /** What was asked so far, oldest first: {@code POST /rest/login}. */
  public List<String> requests(String namespace) {
    return List.copyOf(requests.getOrDefault(namespace, List.of()));
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
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
      throw new UncheckedIOException("The n8n stand-in cannot listen on " + address, e);
    }
  }

  private void answerByHost(HttpExchange exchange) throws IOException {
    String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
    Matcher name = HOST.matcher(host);
    if (name.matches()) {
      answer(name.group(1), exchange);
    } else {
      send(N8nAnswer.page(421, "No n8n has the name '" + host + "'"), exchange);
    }
  }

  private void answer(String namespace, HttpExchange exchange) throws IOException {
    N8nRequest request = N8nRequest.of(exchange);
    requests.computeIfAbsent(namespace, _ -> new CopyOnWriteArrayList<>()).add(request.line());
    if (request.header("upgrade").isPresent()) {
      // n8n's websockets take such a request and never answer, whatever its path: so do HTTP/2
      // offers
      pause(FOR_EVER);
    }
    pause(faults.delayIn(namespace));
    switch (faults.take(namespace, request).orElse(null)) {
      case Fault.Failure(var _, var _, int status) ->
          send(N8nAnswer.error(status, "Injected by the test"), exchange);
      case Fault.LostAnswer _ -> {
        running(namespace).ifPresent(process -> process.answer(request));
        exchange.close();
      }
      case null -> {
        Optional<N8nAnswer> answer = running(namespace).flatMap(process -> process.answer(request));
        if (answer.isPresent()) {
          send(answer.get(), exchange);
        } else {
          exchange.close();
        }
      }
    }
  }

  private Optional<N8nProcess> running(String namespace) {
    Optional<Map<String, String>> environment = pods.apply(namespace);
    if (environment.isEmpty()) {
      processes.remove(namespace);
      return Optional.empty();
    }
    return Optional.ofNullable(
        processes.compute(
            namespace,
            (_, process) ->
                process != null && process.isOf(environment.get())
                    ? process
                    : start(namespace, environment.get()).orElse(null)));
  }

  private Optional<N8nProcess> start(String namespace, Map<String, String> environment) {
    try {
      String identity = settings.databaseLogin().identityOf(environment);
      N8nDatabase database =
          databases.computeIfAbsent(
              identity, _ -> new N8nDatabase(environment.getOrDefault("N8N_ENCRYPTION_KEY", "")));
      N8nProcess process =
          N8nProcess.start(
              environment,
              database,
              () -> isDatabase(identity, environment),
              settings.startUp(),
              settings.clock());
      crashes.remove(namespace);
      return Optional.of(process);
    } catch (N8nCannotStart | SQLException e) {
      crashes.put(namespace, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private boolean isDatabase(String identity, Map<String, String> environment) {
    try {
      return settings.databaseLogin().identityOf(environment).equals(identity);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void send(N8nAnswer answer, HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * How the instances behave.
   *
   * @param startUp from the first request to a new pod to its readiness; the states on the way are
   *     n8n's own
   * @param databaseLogin tries the database; an instance whose database cannot be used does not
   *     start, or answers 503
   */
  public record Settings(Duration startUp, DatabaseLogin databaseLogin, InstantSource clock) {
    /** Starts at once, and believes in every database that the environment names. */
    public static Settings defaults() {
      return new Settings(
          Duration.ZERO,
          environment -> environment.getOrDefault("DB_POSTGRESDB_DATABASE", ""),
          InstantSource.system());
    }

    /** The same with another time from the first request to readiness. */
    public Settings withStartUp(Duration changed) {
      return new Settings(changed, databaseLogin, clock);
    }

    /** The same with another way to try the database. */
    public Settings withDatabaseLogin(DatabaseLogin changed) {
      return new Settings(startUp, changed, clock);
    }

    /** The same with another clock. */
    public Settings withClock(InstantSource changed) {
      return new Settings(startUp, databaseLogin, changed);
    }
  }
}
