package io.smarteros.tenant.local.chatwoot;

import io.smarteros.tenant.local.application.ApplicationStandIn;
import io.smarteros.tenant.local.application.PodProcesses;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.Account;
import io.smarteros.tenant.local.chatwoot.ChatwootDatabase.User;
import io.smarteros.tenant.local.cluster.JobPods.JobEnd;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import io.smarteros.tenant.local.database.DatabaseLogin;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Answers as Chatwoot 4.16.2 does. What an instance does follows from the environment of its web
 * pod: database, host name, and what the operator's prepare Job made of it.
 */
public final class ChatwootStandIn extends ApplicationStandIn {
  private final Settings settings;
  private final Map<String, ChatwootDatabase> databases = new ConcurrentHashMap<>();
  private final PodProcesses<ChatwootProcess> processes;

  /**
   * Does not listen yet: it has the port of another one, and shares its address.
   *
   * @param pods the environment of a namespace's running pod; empty when none is ready. Another
   *     environment is another pod.
   */
  public ChatwootStandIn(Function<String, Optional<Map<String, String>>> pods, Settings settings) {
    super("chatwoot");
    this.processes = new PodProcesses<>(pods, (_, pod) -> start(pod));
    this.settings = settings;
  }

  /** Names of the accounts, by id; empty when nothing runs. */
  public Map<String, String> accounts(String namespace) {
    return running(namespace).stream()
        .flatMap(process -> process.database().accounts().stream())
        .collect(Collectors.toUnmodifiableMap(ChatwootStandIn::id, Account::name));
  }

  private static String id(Account account) {
    return Long.toString(account.id());
  }

  /** In which language an account is. */
  public Optional<String> locale(String namespace, String account) {
    return account(namespace, account).map(Account::locale);
  }

  /** E-mail addresses of the administrators of an account. */
  public Set<String> administrators(String namespace, String account) {
    ChatwootDatabase database = database(namespace);
    return account(namespace, account).stream()
        .flatMap(known -> known.roles().entrySet().stream())
        .filter(member -> member.getValue().equals("administrator"))
        .flatMap(member -> database.user(member.getKey()).stream())
        .map(User::email)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Names of the inboxes of an account, as often as there are some. */
  public List<String> inboxes(String namespace, String account) {
    return database(namespace).inboxes(Long.parseLong(account)).stream()
        .map(ChatwootDatabase.Inbox::name)
        .toList();
  }

  /** Somebody resets the onboarding, or restores an old Redis. */
  public void openOnboarding(String namespace) {
    database(namespace).setOnboardingOpen(true);
  }

  /** A person closed it. */
  public void closeOnboarding(String namespace) {
    database(namespace).setOnboardingOpen(false);
  }

  /** Somebody deletes an account. */
  public void deleteAccount(String namespace, String account) {
    database(namespace).deleteAccount(Long.parseLong(account));
  }

  /** Somebody changes the token of the operator's platform application. */
  public void setPlatformToken(String namespace, String token) {
    database(namespace).setPlatformToken(token);
  }

  /** Whether the operator's platform application has this token. */
  public boolean isPlatformToken(String namespace, String token) {
    return database(namespace).isPlatformToken(token);
  }

  /** Whether Redis takes connections. */
  public void setRedisUp(String namespace, boolean up) {
    database(namespace).setRedisUp(up);
  }

  /** The next pods of Jobs of a tenant that is up fail: so many, and then none. */
  public void failJobs(String namespace, int pods) {
    database(namespace).failJobs(pods);
  }

  /** Ends the pod of a Job, whose work each web process does at its start. */
  public JobEnd run(PodEnvironment job) {
    return identity(job.variables())
            .map(this::databaseOf)
            .filter(ChatwootDatabase::failsJob)
            .isPresent()
        ? new JobEnd(1, "db:chatwoot_prepare failed")
        : JobEnd.COMPLETED;
  }

  private Optional<Account> account(String namespace, String id) {
    return database(namespace).account(Long.parseLong(id));
  }

  private ChatwootDatabase database(String namespace) {
    return running(namespace)
        .map(ChatwootProcess::database)
        .orElseThrow(() -> new IllegalStateException("No Chatwoot runs in " + namespace));
  }

  @Override
  protected Optional<StandInAnswer> answer(String namespace, StandInRequest request) {
    return running(namespace).flatMap(process -> process.answer(request));
  }

  @Override
  protected StandInAnswer failure(int status) {
    return ChatwootAnswer.error(status, "Injected by the test");
  }

  private Optional<ChatwootProcess> running(String namespace) {
    return processes.find(namespace);
  }

  /** With PostgreSQL away it does not start. */
  private Optional<ChatwootProcess> start(Map<String, String> environment) {
    return identity(environment)
        .map(
            identity ->
                new ChatwootProcess(
                    environment,
                    databaseOf(identity),
                    () -> settings.databaseLogin().finds(identity, environment),
                    settings.startUp(),
                    settings.clock()));
  }

  private Optional<String> identity(Map<String, String> environment) {
    try {
      return Optional.of(settings.databaseLogin().identityOf(environment));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private ChatwootDatabase databaseOf(String identity) {
    return databases.computeIfAbsent(identity, _ -> new ChatwootDatabase());
  }

  /**
   * How the instances behave.
   *
   * @param startUp from the first request to a new pod until it listens
   * @param databaseLogin tries the database
   */
  public record Settings(Duration startUp, DatabaseLogin databaseLogin, InstantSource clock) {}
}
