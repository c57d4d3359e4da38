package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Missing;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.postgres.DropResult.Gone;
import io.smarteros.tenant.record.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** A PostgreSQL server that is administered over JDBC. */
public final class JdbcDatabaseServer implements DatabaseServer {
  private final ServerAddress server;
  private final ServerConnections connections;

  public JdbcDatabaseServer(ServerAddress server, AdminLogin admin, InstantSource clock) {
    this.server = server;
    this.connections = new ServerConnections(server, admin, new ServerBackoff(clock));
  }

  @Override
  public DatabaseResult ensure(DatabaseSpec wanted, Stage stage) {
    return connections.asAdmin(connection -> ensure(connection, wanted, stage), failure -> failure);
  }

  @Override
  public DatabaseResult check(DatabaseIdentity wanted) {
    return connections.asAdmin(
        connection ->
            obstacle(new AdminSession(connection).look(wanted), wanted, Stage.MADE)
                .orElseGet(Present::new),
        failure -> failure);
  }

  @Override
  public DropResult drop(DatabaseIdentity unwanted) {
    return connections.asAdmin(
        connection -> {
          AdminSession session = new AdminSession(connection);
          ObservedDatabase seen = session.look(unwanted);
          Optional<DatabaseFailure.Taken> taken = seen.taken(unwanted, server);
          if (taken.isPresent()) {
            return taken.get();
          }
          session.drop(unwanted, seen);
          return new Gone();
        },
        failure -> failure);
  }

  private DatabaseResult ensure(Connection connection, DatabaseSpec wanted, Stage stage)
      throws SQLException {
    AdminSession session = new AdminSession(connection);
    ObservedDatabase seen = session.look(wanted.identity());
    Optional<DatabaseResult> obstacle = obstacle(seen, wanted.identity(), stage);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    for (ObservedDatabase.Step step : seen.missingSteps(wanted.identity())) {
      session.run(step, wanted);
    }
    if (seen.role().isPresent()) {
      ensurePassword(session, wanted);
    }
    if (!wanted.extensions().isEmpty()) {
      ensureExtensions(wanted.identity().name(), wanted.extensions());
    }
    return seen.database().isPresent() ? new Present() : new Made();
  }

  private Optional<DatabaseResult> obstacle(
      ObservedDatabase seen, DatabaseIdentity wanted, Stage stage) {
    Optional<DatabaseFailure.Taken> taken = seen.taken(wanted, server);
    if (taken.isPresent()) {
      return Optional.of(taken.get());
    }
    if (stage == Stage.MADE && seen.database().isEmpty()) {
      return Optional.of(
          new Missing(
              "Database %s is gone from %s. Restore it, with role %s as its owner"
                  .formatted(wanted.name(), server, wanted.role())));
    }
    return Optional.empty();
  }

  private void ensurePassword(AdminSession session, DatabaseSpec wanted) throws SQLException {
    DatabaseIdentity identity = wanted.identity();
    if (!connections.accepts(identity.role(), wanted.password(), identity.name())) {
      session.setPassword(identity.role(), wanted.password());
    }
  }

  private void ensureExtensions(String database, Set<String> wanted) throws SQLException {
    try (Connection connection = connections.asAdminIn(database)) {
      AdminSession session = new AdminSession(connection);
      Set<String> present = session.extensions();
      for (String extension : wanted) {
        if (!present.contains(extension)) {
          session.makeExtension(extension);
        }
      }
    }
  }
}
