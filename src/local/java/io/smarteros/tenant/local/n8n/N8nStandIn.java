package io.smarteros.tenant.local.n8n;

import io.smarteros.tenant.local.application.ApplicationStandIn;
import io.smarteros.tenant.local.application.PodProcesses;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.database.DatabaseLogin;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers as n8n 2.41.1 does. What an instance does follows from the environment of its pod: owner,
 * encryption key, database, addresses.
 */
public final class N8nStandIn extends ApplicationStandIn {
  /** n8n's own port. */
  public static final int PORT = 5678;

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Settings settings;
  private final Map<String, N8nDatabase> databases = new ConcurrentHashMap<>();
  private final PodProcesses<N8nProcess> processes;
  private final Map<String, String> crashes = new ConcurrentHashMap<>();

  private N8nStandIn(Function<String, Optional<Map<String, String>>> pods, Settings settings) {
    super("n8n");
    this.processes = new PodProcesses<>(pods, this::start);
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
    standIn.serve(address);
    return standIn;
  }

  /** Every n8n starts anew, as after a failure of its node: what it had in memory is gone. */
  public void restart() {
    processes.restart();
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

  @Override
  protected Optional<StandInAnswer> answer(String namespace, StandInRequest request) {
    if (request.header("upgrade").isPresent()) {
      // n8n's websockets take such a request and never answer, whatever its path: so do HTTP/2
      // offers
      pause(FOR_EVER);
    }
    return running(namespace).flatMap(process -> process.answer(request));
  }

  @Override
  protected StandInAnswer failure(int status) {
    return N8nAnswer.error(status, "Injected by the test");
  }

  private Optional<N8nProcess> running(String namespace) {
    return processes.find(namespace);
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
              () -> settings.databaseLogin().finds(identity, environment),
              settings.startUp(),
              settings.clock());
      crashes.remove(namespace);
      return Optional.of(process);
    } catch (N8nCannotStart | SQLException e) {
      crashes.put(namespace, String.valueOf(e.getMessage()));
      return Optional.empty();
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
