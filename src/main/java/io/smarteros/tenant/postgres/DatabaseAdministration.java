package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.CheckResult.Absent;
import io.smarteros.tenant.postgres.CheckResult.Found;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Missing;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.postgres.DropResult.Gone;
import io.smarteros.tenant.postgres.ObservedDatabase.Step;
import io.smarteros.tenant.record.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What is done to one tenant's database and role. The administrator's sessions are in the
 * maintenance database; in a database that a tenant owns, only its own role has any.
 */
final class DatabaseAdministration {
  private final ServerAddress server;
  private final ServerConnections connections;

  DatabaseAdministration(ServerAddress server, ServerConnections connections) {
    this.server = server;
    this.connections = connections;
  }

  /** Whether nothing is left to do. */
  boolean isWell(ObservedDatabase seen, DatabaseSpec wanted) {
    return seen.isOwned(wanted.identity())
        && seen.obstacleToMake(wanted.identity(), Stage.MADE, server).isEmpty()
        && seen.unfit(wanted, server).isEmpty()
        && seen.missingSteps(wanted).isEmpty()
        && wanted.extensions().isEmpty();
  }

  DatabaseResult ensure(Connection maintenance, DatabaseSpec wanted, Stage stage)
      throws SQLException {
    ObservedDatabase seen = ServerCatalogue.look(maintenance, wanted.identity());
    Optional<DatabaseResult> obstacle = obstacle(maintenance, seen, wanted, stage);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    boolean wasOwned = seen.isOwned(wanted.identity());
    for (Step step : seen.missingSteps(wanted)) {
      Optional<DatabaseFailure> failure = run(step, maintenance, seen, wanted);
      if (failure.isPresent()) {
        return failure.get();
      }
    }
    return wasOwned ? new Present() : new Made();
  }

  private Optional<DatabaseResult> obstacle(
      Connection maintenance, ObservedDatabase seen, DatabaseSpec wanted, Stage stage)
      throws SQLException {
    DatabaseIdentity identity = wanted.identity();
    Optional<DatabaseResult> obstacle =
        seen.obstacleToMake(identity, stage, server)
            .<DatabaseResult>map(taken -> taken)
            .or(() -> seen.unfit(wanted, server));
    if (obstacle.isPresent() || seen.isOwned(identity)) {
      return obstacle;
    }
    if (stage == Stage.MADE) {
      return Optional.of(
          new Missing(
              "Database %s is gone from %s. Restore it, with role %s as its owner"
                  .formatted(identity.name(), server, identity.role())));
    }
    return extensions(wanted).unavailable(maintenance, wanted.extensions()).map(unfit -> unfit);
  }

  private Optional<DatabaseFailure> run(
      Step step, Connection maintenance, ObservedDatabase seen, DatabaseSpec wanted)
      throws SQLException {
    AdminSession session = new AdminSession(maintenance);
    DatabaseIdentity identity = wanted.identity();
    String role = identity.role();
    switch (step) {
      case MAKE_ROLE -> session.makeRole(wanted);
      case MARK_ROLE -> session.markRole(identity);
      case ALLOW_LOGIN -> session.allowLogin(role);
      case LIMIT_CONNECTIONS -> session.limitConnections(role, wanted.connections());
      case JOIN_ROLE -> session.joinRole(role);
      case SET_PASSWORD -> session.setPassword(role, wanted.password());
      case LET_INTO_POSTGRES -> {
        return letIntoPostgres(maintenance, identity);
      }
      case MAKE_DATABASE -> session.makeDatabase(wanted);
      case PREPARE_DATABASE -> session.prepareDatabase(identity);
      case MAKE_EXTENSIONS -> {
        return makeExtensions(wanted);
      }
      case HAND_OVER -> session.handOver(identity);
      case MARK_DATABASE ->
          session.as(role, mustBecomeRole(seen), () -> session.markDatabase(identity));
      case CLOSE_TO_PUBLIC ->
          session.as(role, mustBecomeRole(seen), () -> session.closeToPublic(identity.name()));
    }
    return Optional.empty();
  }

  private static boolean mustBecomeRole(ObservedDatabase seen) {
    return !seen.role().map(ObservedDatabase.Role::adminInherits).orElse(false);
  }

  private Optional<DatabaseFailure> letIntoPostgres(
      Connection maintenance, DatabaseIdentity identity) throws SQLException {
    try {
      new AdminSession(maintenance).letIntoPostgres(identity.role());
    } catch (SQLException e) {
      if (SqlErrors.isOfThisMoment(e)) {
        throw e;
      }
    }
    // who may not grant gets no more than a warning
    return ServerCatalogue.look(maintenance, identity)
            .role()
            .map(ObservedDatabase.Role::entersPostgres)
            .orElse(false)
        ? Optional.empty()
        : Optional.of(
            new Unfit(
                """
                Role %s may not connect to database postgres on %s, which the application needs. Run \
                there as the owner of that database: GRANT CONNECT ON DATABASE postgres TO "%s\""""
                    .formatted(identity.role(), server, identity.role())));
  }

  private Optional<DatabaseFailure> makeExtensions(DatabaseSpec wanted) {
    if (wanted.extensions().isEmpty()) {
      return Optional.empty();
    }
    try (Connection inNew = connections.asAdminInNew(wanted.identity().name())) {
      return extensions(wanted).make(inNew, wanted.extensions());
    } catch (SQLException e) {
      return Optional.of(SqlErrors.ofOne(e, server));
    }
  }

  /** In a database that is the tenant's already, which only its own role may enter. */
  Optional<DatabaseFailure> addExtensions(DatabaseSpec wanted) {
    try (Connection asOwner = connections.asOwner(wanted)) {
      return extensions(wanted).make(asOwner, wanted.extensions());
    } catch (SQLException e) {
      return Optional.of(SqlErrors.ofOne(e, server));
    }
  }

  private Extensions extensions(DatabaseSpec wanted) {
    return new Extensions(server, wanted.identity().name());
  }

  CheckResult check(Connection maintenance, DatabaseIdentity wanted) throws SQLException {
    ObservedDatabase seen = ServerCatalogue.look(maintenance, wanted);
    Optional<DatabaseFailure.Taken> taken = seen.foreign(wanted, server);
    if (taken.isPresent()) {
      return taken.get();
    }
    return seen.database().isPresent() ? new Found(seen.incarnation()) : new Absent();
  }

  DropResult drop(Connection maintenance, DatabaseIdentity unwanted) throws SQLException {
    ObservedDatabase seen = ServerCatalogue.look(maintenance, unwanted);
    Optional<DatabaseFailure.Taken> taken = seen.obstacleToDrop(unwanted, server);
    if (taken.isPresent()) {
      return taken.get();
    }
    AdminSession session = new AdminSession(maintenance);
    String role = unwanted.role();
    if (seen.role().isPresent() && !seen.role().get().adminMaySetRole()) {
      session.joinRole(role);
    }
    if (seen.database().isPresent()) {
      session.as(
          role,
          seen.isOwned(unwanted) && mustBecomeRole(seen),
          () -> session.dropDatabase(unwanted.name()));
    }
    if (seen.role().isPresent()) {
      session.dropRole(role, mustBecomeRole(seen));
    }
    return new Gone();
  }
}
