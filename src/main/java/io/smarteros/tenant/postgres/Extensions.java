package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes extensions where they are missing. They go into the schema {@code public}, where
 * applications look for them.
 */
final class Extensions {
  /** Where the package has another name than the extension, or comes with PostgreSQL itself. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "vector", "pgvector",
          "pg_stat_statements", "postgresql-contrib",
          "pg_trgm", "postgresql-contrib",
          "pgcrypto", "postgresql-contrib",
          "unaccent", "postgresql-contrib",
          "uuid-ossp", "postgresql-contrib");

  private static final String PRESENT =
      "select 1 from pg_catalog.pg_extension e where e.extname = ?";

  private final ServerAddress server;
  private final String database;

  Extensions(ServerAddress server, String database) {
    this.server = server;
    this.database = database;
  }

  /** Asked in the maintenance database, before anything is made. */
  Optional<Unfit> unavailable(Connection maintenance, Set<String> wanted) throws SQLException {
    Set<String> unavailable = new TreeSet<>(ServerCatalogue.unavailable(maintenance, wanted));
    return unavailable.isEmpty() ? Optional.empty() : Optional.of(notInstalled(unavailable));
  }

  Unfit notInstalled(Set<String> extensions) {
    return new Unfit(
        """
        PostgreSQL at %s does not have the extension %s, which the application needs. Install %s on %s"""
            .formatted(
                server,
                String.join(", ", extensions),
                extensions.stream()
                    .map(name -> PACKAGES.getOrDefault(name, name))
                    .distinct()
                    .collect(Collectors.joining(", ")),
                server));
  }

  /** Those that are there already stay as they are. */
  Optional<DatabaseFailure> make(Connection inDatabase, Set<String> wanted) throws SQLException {
    for (String extension : new TreeSet<>(wanted)) {
      if (!isPresent(inDatabase, extension)) {
        try {
          AdminSession.execute(inDatabase, "create extension %I schema public", extension);
        } catch (SQLException e) {
          if (SqlErrors.isOfThisMoment(e)) {
            throw e;
          }
          return Optional.of(new Unfit(refused(extension, e)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isPresent(Connection connection, String extension) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(PRESENT)) {
      query.setString(1, extension);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  private String refused(String extension, SQLException e) {
    return """
        The extension %s cannot be made in database %s on %s: %s. Let the class's administrator be \
        one who may, or run there as superuser: CREATE EXTENSION "%s" SCHEMA public"""
        .formatted(extension, database, server, SqlErrors.reason(e), extension);
  }
}
