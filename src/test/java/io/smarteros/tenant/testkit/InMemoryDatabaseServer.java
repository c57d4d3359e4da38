package io.smarteros.tenant.testkit;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The databases and roles of a PostgreSQL server, without the server. */
public final class InMemoryDatabaseServer implements DatabaseServer {
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ServerAddress address;
  private final Map<String, Role> roles = new TreeMap<>();
  private final Map<String, Database> databases = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();
  private Optional<DatabaseFailure> failure = Optional.empty();
  private Optional<DatabaseFailure> failureToMake = Optional.empty();

  public InMemoryDatabaseServer() {
    this(new ServerAddress("db.example.com", 5432, SslMode.REQUIRE, Optional.empty()));
  }

  public InMemoryDatabaseServer(ServerAddress address) {
    this.address = address;
  }

  private record Role(String comment, String password) {}

  private record Database(String owner, Optional<String> comment, Set<String> extensions) {}

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
    roles.put(name, new Role("", ""));
  }

  public synchronized void createDatabase(String name, String owner) {
    databases.put(name, new Database(owner, Optional.empty(), Set.of()));
  }

  public synchronized void dropDatabase(String name) {
    databases.remove(name);
  }

  public synchronized void setPassword(String role, String password) {
    roles.computeIfPresent(role, (_, known) -> new Role(known.comment(), password));
  }

  public synchronized void removeComment(String database) {
    databases.computeIfPresent(
        database, (_, known) -> new Database(known.owner(), Optional.empty(), known.extensions()));
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
            .or(() -> obstacle(identity, stage));
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    boolean wasThere = databases.containsKey(identity.name());
    String mark = identity.mark().toComment();
    Set<String> extensions = new HashSet<>(wanted.extensions());
    if (wasThere) {
      extensions.addAll(extensions(identity.name()));
    }
    roles.put(identity.role(), new Role(mark, wanted.password()));
    databases.put(identity.name(), new Database(identity.role(), Optional.of(mark), extensions));
    return wasThere ? new DatabaseResult.Present() : new DatabaseResult.Made();
  }

  @Override
  public synchronized DatabaseResult check(DatabaseIdentity wanted) {
    calls.add("check " + wanted.name());
    return failure
        .<DatabaseResult>map(down -> down)
        .or(() -> obstacle(wanted, Stage.MADE))
        .orElseGet(DatabaseResult.Present::new);
  }

  @Override
  public synchronized DropResult drop(DatabaseIdentity unwanted) {
    calls.add("drop " + unwanted.name());
    Optional<DropResult> obstacle =
        failure.<DropResult>map(down -> down).or(() -> taken(unwanted).map(taken -> taken));
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    databases.remove(unwanted.name());
    roles.remove(unwanted.role());
    return new DropResult.Gone();
  }

  private Optional<DatabaseResult> obstacle(DatabaseIdentity wanted, Stage stage) {
    Optional<DatabaseFailure.Taken> taken = taken(wanted);
    if (taken.isPresent()) {
      return Optional.of(taken.get());
    }
    return stage == Stage.MADE && !databases.containsKey(wanted.name())
        ? Optional.of(
            new DatabaseResult.Missing(
                "Database %s is gone from %s. Restore it, with role %s as its owner"
                    .formatted(wanted.name(), address, wanted.role())))
        : Optional.empty();
  }

  private Optional<DatabaseFailure.Taken> taken(DatabaseIdentity wanted) {
    return PostgresInternals.taken(
        wanted,
        address,
        Optional.ofNullable(roles.get(wanted.role())).map(Role::comment),
        Optional.ofNullable(databases.get(wanted.name())).map(Database::owner));
  }
}
