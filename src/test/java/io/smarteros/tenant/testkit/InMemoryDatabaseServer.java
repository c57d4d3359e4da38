package io.smarteros.tenant.testkit;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.CheckResult;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseResult;
import io.smarteros.tenant.postgres.DatabaseServer;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.postgres.DropResult;
import io.smarteros.tenant.postgres.PostgresInternals;
import io.smarteros.tenant.postgres.ServerAddress;
import io.smarteros.tenant.record.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The databases and roles of a PostgreSQL server, without the server. */
public final class InMemoryDatabaseServer implements DatabaseServer {
  /** Of a database that was made without a wish. */
  public static final String COLLATION = "en_US.utf8";

  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ServerAddress address;
  private final Map<String, Role> roles = new TreeMap<>();
  private final Map<String, Database> databases = new TreeMap<>();
  private final Set<String> unavailable = new TreeSet<>();
  private final List<String> calls = new ArrayList<>();
  private Optional<DatabaseFailure> failure = Optional.empty();
  private Optional<DatabaseFailure> failureToMake = Optional.empty();

  public InMemoryDatabaseServer() {
    this(new ServerAddress("db.example.com", 5432, SslMode.REQUIRE, Optional.empty()));
  }

  public InMemoryDatabaseServer(ServerAddress address) {
    this.address = address;
  }

  private record Role(String comment, String password, int connections) {}

  private record Database(
      String owner, Optional<String> comment, Set<String> extensions, String collation) {}

  public ServerAddress address() {
    return address;
  }

  // What the test says.

  public void breakDown() {
    fail(new DatabaseFailure.Unreachable("PostgreSQL cannot be used: down", RETRY_AFTER));
  }

  public void refuseLogins() {
    fail(new DatabaseFailure.LoginRefused("PostgreSQL refuses the login of tenants", RETRY_AFTER));
  }

  public void refuseStatements() {
    fail(new DatabaseFailure.Refused("PostgreSQL refuses: permission denied", RETRY_AFTER));
  }

  /** Whatever is asked ends so, until {@link #recover}. */
  public synchronized void fail(DatabaseFailure with) {
    failure = Optional.of(with);
  }

  /** It can be asked, but nothing can be made on it. */
  public synchronized void failToMake(DatabaseFailure with) {
    failureToMake = Optional.of(with);
  }

  public synchronized void recover() {
    failure = Optional.empty();
    failureToMake = Optional.empty();
  }

  public synchronized void createRole(String name) {
    roles.put(name, new Role("", "", -1));
  }

  public synchronized void createDatabase(String name, String owner) {
    databases.put(name, new Database(owner, Optional.empty(), Set.of(), COLLATION));
  }

  public synchronized void dropDatabase(String name) {
    databases.remove(name);
  }

  public synchronized void setPassword(String role, String password) {
    roles.computeIfPresent(
        role, (_, known) -> new Role(known.comment(), password, known.connections()));
  }

  public synchronized void removeComment(String database) {
    databases.computeIfPresent(
        database,
        (_, known) ->
            new Database(known.owner(), Optional.empty(), known.extensions(), known.collation()));
  }

  /** Its packages are not installed. */
  public synchronized void lacks(String extension) {
    unavailable.add(extension);
  }

  /** Somebody installed it. */
  public synchronized void install(String extension) {
    unavailable.remove(extension);
  }

  /** As an earlier operator marked it, or another life of the tenant. */
  public synchronized void markRole(String role, String comment) {
    roles.computeIfPresent(
        role, (_, known) -> new Role(comment, known.password(), known.connections()));
  }

  // What the test asks.

  public synchronized Set<String> databases() {
    return Set.copyOf(databases.keySet());
  }

  public synchronized Set<String> roles() {
    return Set.copyOf(roles.keySet());
  }

  public synchronized Optional<String> commentOfRole(String name) {
    return Optional.ofNullable(roles.get(name)).map(Role::comment).filter(text -> !text.isEmpty());
  }

  public synchronized Optional<String> commentOfDatabase(String name) {
    return Optional.ofNullable(databases.get(name)).flatMap(Database::comment);
  }

  public synchronized Set<String> extensions(String database) {
    return Optional.ofNullable(databases.get(database)).map(Database::extensions).orElseThrow();
  }

  public synchronized int connectionLimit(String role) {
    return Optional.ofNullable(roles.get(role)).map(Role::connections).orElseThrow();
  }

  public synchronized String collation(String database) {
    return Optional.ofNullable(databases.get(database)).map(Database::collation).orElseThrow();
  }

  public synchronized boolean accepts(String role, String password) {
    return Optional.ofNullable(roles.get(role)).map(Role::password).equals(Optional.of(password));
  }

  /** All that is on the server, to see whether something was written. */
  public synchronized List<String> written() {
    List<String> all = new ArrayList<>();
    roles.forEach((name, role) -> all.add("role " + name + role));
    databases.forEach((name, database) -> all.add("database " + name + database));
    return all;
  }

  /** What was asked, such as {@code ensure t_acme_n8n}. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  public synchronized void forgetCalls() {
    calls.clear();
  }

  // What the operator asks.

  @Override
  public synchronized DatabaseResult ensure(DatabaseSpec wanted, Stage stage) {
    DatabaseIdentity identity = wanted.identity();
    calls.add("ensure " + identity.name());
    Optional<DatabaseResult> obstacle =
        failure
            .<DatabaseResult>map(down -> down)
            .or(() -> failureToMake)
            .or(() -> obstacle(wanted, stage));
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    Optional<Database> before = Optional.ofNullable(databases.get(identity.name()));
    String mark = identity.mark().toComment();
    Set<String> extensions = new TreeSet<>(wanted.extensions());
    before.ifPresent(known -> extensions.addAll(known.extensions()));
    roles.put(identity.role(), new Role(mark, password(wanted), wanted.connections()));
    databases.put(
        identity.name(),
        new Database(
            identity.role(),
            Optional.of(mark),
            extensions,
            before.map(Database::collation).or(wanted::collation).orElse(COLLATION)));
    return before.isPresent() ? new DatabaseResult.Present() : new DatabaseResult.Made();
  }

  /** That of one that exists is not tried at each look. */
  private String password(DatabaseSpec wanted) {
    return Optional.ofNullable(roles.get(wanted.identity().role()))
        .filter(_ -> databases.containsKey(wanted.identity().name()))
        .filter(_ -> !wanted.passwordDoubted() && !wanted.passwordIsNew())
        .map(Role::password)
        .orElse(wanted.password());
  }

  @Override
  public synchronized CheckResult check(DatabaseIdentity wanted) {
    calls.add("check " + wanted.name());
    return failure.<CheckResult>map(down -> down).orElseGet(() -> seen(wanted).check());
  }

  @Override
  public synchronized DropResult drop(DatabaseIdentity unwanted) {
    calls.add("drop " + unwanted.name());
    Optional<DropResult> obstacle =
        failure
            .<DropResult>map(down -> down)
            .or(() -> seen(unwanted).obstacleToDrop().map(taken -> taken));
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    databases.remove(unwanted.name());
    roles.remove(unwanted.role());
    return new DropResult.Gone();
  }

  @Override
  public synchronized Optional<DatabaseFailure> ping() {
    calls.add("ping");
    return failure;
  }

  private Optional<DatabaseResult> obstacle(DatabaseSpec wanted, Stage stage) {
    DatabaseIdentity identity = wanted.identity();
    PostgresInternals seen = seen(identity);
    Optional<DatabaseResult> obstacle =
        seen.obstacleToMake(stage).<DatabaseResult>map(taken -> taken).or(() -> seen.unfit(wanted));
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (stage == Stage.MADE && !databases.containsKey(identity.name())) {
      return Optional.of(
          new DatabaseResult.Missing(
              "Database %s is gone from %s. Restore it, with role %s as its owner"
                  .formatted(identity.name(), address, identity.role())));
    }
    Set<String> lacking = new TreeSet<>(wanted.extensions());
    lacking.retainAll(unavailable);
    return lacking.isEmpty() ? Optional.empty() : Optional.of(seen.without(lacking));
  }

  private PostgresInternals seen(DatabaseIdentity wanted) {
    Optional<Database> database = Optional.ofNullable(databases.get(wanted.name()));
    return new PostgresInternals(
        address,
        wanted,
        Optional.ofNullable(roles.get(wanted.role())).map(Role::comment),
        database.map(Database::owner),
        database.map(Database::collation).orElse(COLLATION));
  }
}
