package io.smarteros.tenant.supabase.migration;

import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One run of the command {@code migrate}, with words for the person who started it. */
public final class MigrationRun {
  /** How it ended, as an exit code. */
  public enum Outcome {
    DONE(0),
    /** Another try may succeed. */
    FAILED(1),
    /**
     * Another try would fail in the same way; with a wrong password it could lock the address out.
     */
    REFUSED(2);

    private final int exitCode;

    Outcome(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  /** A connection that breaks or cannot be had, a lock that is held, a server that is busy. */
  private static final List<String> PASSING = List.of("08", "40", "53", "55P03", "57");

  private static final String SECONDS_TO_CONNECT = "10";

  private final SupabaseLogin login;
  private final Consumer<String> output;

  public MigrationRun(SupabaseLogin login, Consumer<String> output) {
    this.login = login;
    this.output = output;
  }

  /**
   * Applies all that is not optional, and of the optional ones those that are named.
   *
   * @param optional names of migrations, without version and extension
   */
  public Outcome run(Set<String> optional) {
    Set<String> unknown = new TreeSet<>(optional);
    List<Migration> migrations = ShippedSql.migrations();
    migrations.stream().filter(Migration::isOptional).map(Migration::name).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      output.accept(
          "There are no optional migrations %s; there are %s"
              .formatted(
                  String.join(", ", unknown),
                  String.join(
                      ", ",
                      migrations.stream()
                          .filter(Migration::isOptional)
                          .map(Migration::name)
                          .toList())));
      return Outcome.REFUSED;
    }
    List<Migration> wanted =
        migrations.stream()
            .filter(migration -> !migration.isOptional() || optional.contains(migration.name()))
            .toList();
    try (Connection connection = connect()) {
      int applied = new Migrator(connection, output).apply(wanted);
      output.accept(
          "%d migrations applied, %d were there".formatted(applied, wanted.size() - applied));
      return Outcome.DONE;
    } catch (SQLException e) {
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      output.accept("Not migrated as %s (%s): %s".formatted(login, state, e.getMessage()));
      return PASSING.stream().anyMatch(state::startsWith) ? Outcome.FAILED : Outcome.REFUSED;
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(login.properties());
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password().get());
    properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
    properties.setProperty("ApplicationName", "tenant-operator migrate");
    properties.putIfAbsent("requireAuth", "scram-sha-256");
    return DriverManager.getConnection(login.url(), properties);
  }
}
