package io.smarteros.tenant.local.botpress;

import io.smarteros.tenant.local.application.ApplicationStandIn;
import io.smarteros.tenant.local.application.PodProcesses;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.database.DatabaseLogin;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers as Botpress 12.31.10 does. What an instance does follows from the environment of its pod:
 * administrator, app secret, database.
 */
public final class BotpressStandIn extends ApplicationStandIn {
  /** Botpress's own port. */
  public static final int PORT = 3000;

  private final Settings settings;
  private final Map<String, BotpressDatabase> databases = new ConcurrentHashMap<>();
  private final PodProcesses<BotpressProcess> processes;

  private BotpressStandIn(Function<String, Optional<Map<String, String>>> pods, Settings settings) {
    super("botpress");
    this.processes = new PodProcesses<>(pods, (_, pod) -> start(pod));
    this.settings = settings;
  }

  /**
   * Begins to listen.
   *
   * @param pods the environment of a namespace's running pod; empty when none is ready. Another
   *     environment is another pod.
   */
  public static BotpressStandIn listen(
      InetSocketAddress address,
      Function<String, Optional<Map<String, String>>> pods,
      Settings settings) {
    BotpressStandIn standIn = new BotpressStandIn(pods, settings);
    standIn.serve(address);
    return standIn;
  }

  /** The ids of the bots; empty when nothing runs. */
  public Set<String> bots(String namespace) {
    return running(namespace).map(process -> process.database().bots().keySet()).orElseGet(Set::of);
  }

  /** In which language a bot is; empty when there is none. */
  public Optional<String> language(String namespace, String bot) {
    return running(namespace)
        .flatMap(process -> process.database().bot(bot))
        .map(BotpressDatabase.Bot::language);
  }

  /** Somebody changes the administrator's password in Botpress. */
  public void changePassword(String namespace, String email, String password) {
    running(namespace).orElseThrow().database().setPassword(email, password);
  }

  /** As if it had ended after it made its first user, before it noted him as super admin. */
  public void dieAfterFirstUser(String namespace) {
    running(namespace).orElseThrow().database().forgetSuperAdmins();
    processes.restart();
  }

  /** Whether files of new bots can be written. */
  public void setWritable(String namespace, boolean now) {
    running(namespace).orElseThrow().database().setWritable(now);
  }

  @Override
  protected Optional<StandInAnswer> answer(String namespace, StandInRequest request) {
    return running(namespace).flatMap(process -> process.answer(request));
  }

  @Override
  protected StandInAnswer failure(int status) {
    return BotpressAnswer.error(status, "", "Error", "Injected by the test");
  }

  private Optional<BotpressProcess> running(String namespace) {
    return processes.find(namespace);
  }

  /** With PostgreSQL away it neither ends nor listens. */
  private Optional<BotpressProcess> start(Map<String, String> environment) {
    try {
      String identity = settings.databaseLogin().identityOf(environment);
      return Optional.of(
          new BotpressProcess(
              environment,
              databases.computeIfAbsent(identity, _ -> new BotpressDatabase()),
              () -> settings.databaseLogin().finds(identity, environment),
              settings.startUp(),
              settings.clock()));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /**
   * How the instances behave.
   *
   * @param startUp from the first request to a new pod until it answers
   * @param databaseLogin tries the database
   */
  public record Settings(Duration startUp, DatabaseLogin databaseLogin, InstantSource clock) {}
}
