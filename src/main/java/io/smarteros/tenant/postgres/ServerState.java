package io.smarteros.tenant.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a server: its catalogue, read once in a while for all tenants, or why it could
 * not be read. That one read is also how a server is tried that was away.
 */
final class ServerState {
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final Duration WHILE_ASKING = Duration.ofSeconds(4);

  private final ServerAddress server;
  private final AdminLogin admin;
  private final ServerConnections connections;
  private final ServerBackoff backOff;
  private final InstantSource clock;
  private final Duration young;
  private final SharedCalls reads;

  /** When something was last done to a database, by its name. */
  private final Map<String, Instant> changes = new ConcurrentHashMap<>();

  private volatile @Nullable Snapshot snapshot;

  ServerState(
      ServerAddress server,
      AdminLogin admin,
      ServerConnections connections,
      ServerBackoff backOff,
      InstantSource clock,
      ExecutorService threads,
      Duration young) {
    this.server = server;
    this.admin = admin;
    this.connections = connections;
    this.backOff = backOff;
    this.clock = clock;
    this.young = young;
    this.reads = new SharedCalls(clock, threads, PATIENCE, Duration.ZERO);
  }

  /**
   * What was read.
   *
   * @param at when that began
   */
  private record Snapshot(ServerCatalogue catalogue, Instant at) {}

  /** The catalogue, or what came in its way. */
  sealed interface Known {}

  /** It is young, and without what we changed since. */
  record Read(ServerCatalogue catalogue, Predicate<String> changedSince) implements Known {
    Optional<ObservedDatabase> of(DatabaseIdentity wanted) {
      return changedSince.test(wanted.name())
          ? Optional.empty()
          : Optional.of(catalogue.of(wanted));
    }
  }

  record Unread(DatabaseFailure failure) implements Known {}

  Known known() {
    Optional<DatabaseFailure> failure = backOff.current();
    if (failure.isPresent()) {
      return new Unread(failure.get());
    }
    Snapshot last = snapshot;
    if (last != null && clock.instant().isBefore(last.at().plus(young))) {
      return read(last);
    }
    return reads
        .ask("catalogue", "catalogue", Known.class, this::read)
        .orElseGet(
            () ->
                new Unread(
                    new DatabaseFailure.Unreachable(
                        backOff.stillAsking(server), backOff.spread(WHILE_ASKING))));
  }

  /** Somebody is at work on it, or has been. */
  void changed(DatabaseIdentity identity) {
    changes.put(identity.name(), clock.instant());
  }

  private Read read(Snapshot of) {
    return new Read(
        of.catalogue(), name -> !changes.getOrDefault(name, Instant.MIN).isBefore(of.at()));
  }

  private Known read() {
    Instant at = clock.instant();
    try (Connection connection = connections.asAdmin()) {
      ServerCatalogue catalogue = ServerCatalogue.ofAllTenants(connection);
      backOff.reached();
      Snapshot now = new Snapshot(catalogue, at);
      snapshot = now;
      changes.values().removeIf(at::isAfter);
      return read(now);
    } catch (SQLException e) {
      return new Unread(SqlErrors.ofLogin(e, server, admin, backOff));
    }
  }
}
