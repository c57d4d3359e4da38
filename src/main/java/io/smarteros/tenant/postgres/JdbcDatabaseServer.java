package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.CheckResult.Absent;
import io.smarteros.tenant.postgres.DatabaseFailure.Busy;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Missing;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.record.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server that is administered over JDBC. */
public final class JdbcDatabaseServer implements DatabaseServer {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcDatabaseServer.class);
  private static final int OPERATIONS_AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration KEEP_RESULTS = Duration.ofMinutes(1);
  private static final Duration PATIENCE_FOR_A_TURN = Duration.ofSeconds(6);
  private static final Duration WHEN_BUSY = Duration.ofSeconds(2);

  private final ServerAddress server;
  private final AdminLogin admin;
  private final ServerBackoff backOff;
  private final ServerConnections connections;
  private final ServerState state;
  private final DatabaseAdministration administration;
  private final PasswordChecks passwordChecks;
  private final Semaphore turns = new Semaphore(OPERATIONS_AT_ONCE, true);

  /** By name of the database, so that nothing else is done to it meanwhile. */
  private final SharedCalls operations;

  /**
   * Not connected yet.
   *
   * @param random spreads retries
   * @param young how old a look at all its databases may be and still be relied on
   */
  public JdbcDatabaseServer(
      ServerAddress server,
      AdminLogin admin,
      InstantSource clock,
      RandomGenerator random,
      Duration young) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    this.server = server;
    this.admin = admin;
    this.backOff = new ServerBackoff(clock, random);
    this.connections = new ServerConnections(server, admin, threads);
    this.state = new ServerState(server, admin, connections, backOff, clock, threads, young);
    this.administration = new DatabaseAdministration(server, connections);
    this.passwordChecks = new PasswordChecks(clock);
    this.operations = new SharedCalls(clock, threads, PATIENCE, KEEP_RESULTS);
  }

  @Override
  public DatabaseResult ensure(DatabaseSpec wanted, Stage stage) {
    return switch (state.known()) {
      case ServerState.Unread unread -> unread.failure();
      case ServerState.Read read
          when read.of(wanted.identity())
                  .filter(seen -> administration.isWell(seen, wanted))
                  .isPresent()
              && !isPasswordDue(wanted) ->
          new Present();
      case ServerState.Read _ ->
          operate(
              wanted.identity(),
              new Ensure(wanted, stage),
              DatabaseResult.class,
              () -> changing(wanted.identity(), () -> ensureNow(wanted, stage)),
              busy -> busy);
    };
  }

  @Override
  public CheckResult check(DatabaseIdentity wanted) {
    return switch (state.known()) {
      case ServerState.Unread unread -> unread.failure();
      case ServerState.Read read
          when read.of(wanted).filter(ObservedDatabase::isAbsent).isPresent() ->
          new Absent();
      case ServerState.Read _ ->
          operate(
              wanted,
              new Check(wanted),
              CheckResult.class,
              () ->
                  asAdmin(
                      connection -> administration.check(connection, wanted), failure -> failure),
              busy -> busy);
    };
  }

  @Override
  public DropResult drop(DatabaseIdentity unwanted) {
    return switch (state.known()) {
      case ServerState.Unread unread -> unread.failure();
      case ServerState.Read _ ->
          operate(
              unwanted,
              new Drop(unwanted),
              DropResult.class,
              () ->
                  changing(
                      unwanted,
                      () ->
                          asAdmin(
                              connection -> administration.drop(connection, unwanted),
                              failure -> failure)),
              busy -> busy);
    };
  }

  @Override
  public Optional<DatabaseFailure> ping() {
    return switch (state.known()) {
      case ServerState.Unread unread -> Optional.of(unread.failure());
      case ServerState.Read _ -> Optional.empty();
    };
  }

  private record Ensure(DatabaseSpec wanted, Stage stage) {}

  private record Check(DatabaseIdentity wanted) {}

  private record Drop(DatabaseIdentity unwanted) {}

  private <R> R operate(
      DatabaseIdentity identity,
      Object operation,
      Class<R> type,
      Supplier<R> work,
      Function<DatabaseFailure, R> whenBusy) {
    return operations
        .ask(identity.name(), operation, type, work)
        .orElseGet(
            () ->
                whenBusy.apply(
                    busy(
                        "PostgreSQL at %s is still busy with database %s"
                            .formatted(server, identity.name()))));
  }

  private <R> R changing(DatabaseIdentity identity, Supplier<R> work) {
    state.changed(identity);
    try {
      return work.get();
    } finally {
      state.changed(identity);
    }
  }

  /** What an administrator does while connected. */
  private interface Work<R> {
    R with(Connection connection) throws SQLException;
  }

  private <R> R asAdmin(Work<R> work, Function<DatabaseFailure, R> onFailure) {
    if (!hasTurn()) {
      return onFailure.apply(busy("PostgreSQL at %s is busy with other tenants".formatted(server)));
    }
    try {
      return inSession(work, onFailure);
    } finally {
      turns.release();
    }
  }

  private boolean hasTurn() {
    try {
      return turns.tryAcquire(PATIENCE_FOR_A_TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private <R> R inSession(Work<R> work, Function<DatabaseFailure, R> onFailure) {
    Connection connection;
    try {
      connection = connections.asAdmin();
    } catch (SQLException e) {
      return onFailure.apply(SqlErrors.ofLogin(e, server, admin, backOff));
    }
    boolean done = false;
    try {
      R result = work.with(connection);
      done = true;
      return result;
    } catch (SQLException e) {
      return onFailure.apply(SqlErrors.ofStatement(e, server, backOff));
    } finally {
      if (done) {
        connections.keep(connection);
      } else {
        connections.end(connection);
      }
    }
  }

  private DatabaseFailure busy(String message) {
    return new Busy(message, backOff.spread(WHEN_BUSY));
  }

  private boolean isPasswordDue(DatabaseSpec wanted) {
    return wanted.passwordIsNew()
        || passwordChecks.isDue(wanted.identity().role(), wanted.passwordDoubted());
  }

  private DatabaseResult ensureNow(DatabaseSpec wanted, Stage stage) {
    DatabaseResult result =
        asAdmin(connection -> administration.ensure(connection, wanted, stage), failure -> failure);
    return switch (result) {
      case Made made -> {
        passwordChecks.done(wanted.identity().role());
        yield made;
      }
      case Present present -> {
        Optional<DatabaseFailure> failure = ensureWithin(wanted);
        yield failure.isPresent() ? failure.get() : present;
      }
      case Missing missing -> missing;
      case DatabaseFailure failure -> failure;
    };
  }

  /** What only the role of the database can tell or do. */
  private Optional<DatabaseFailure> ensureWithin(DatabaseSpec wanted) {
    boolean lacksExtensions = !wanted.extensions().isEmpty();
    Optional<DatabaseFailure> failure =
        lacksExtensions || isPasswordDue(wanted) ? ensurePassword(wanted) : Optional.empty();
    return failure.isEmpty() && lacksExtensions ? administration.addExtensions(wanted) : failure;
  }

  private Optional<DatabaseFailure> ensurePassword(DatabaseSpec wanted) {
    if (wanted.passwordIsNew()) {
      return setPassword(wanted);
    }
    String role = wanted.identity().role();
    LoginCheck login = connections.check(wanted);
    passwordChecks.done(role);
    return switch (login) {
      case LoginCheck.Accepted _ -> Optional.empty();
      case LoginCheck.Unknown(String message) -> {
        LOG.info("Whether {} on {} has its password is not known: {}", role, server, message);
        yield Optional.empty();
      }
      case LoginCheck.WrongPassword _ -> setPassword(wanted);
    };
  }

  private Optional<DatabaseFailure> setPassword(DatabaseSpec wanted) {
    return asAdmin(
        connection -> {
          new AdminSession(connection).setPassword(wanted.identity().role(), wanted.password());
          return Optional.empty();
        },
        Optional::of);
  }
}
