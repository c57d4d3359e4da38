package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.local.process.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real PostgreSQL that asks for passwords (except of its superuser {@code postgres}), with an
 * administrator as a class would name it: no superuser, but CREATEROLE and CREATEDB.
 */
final class PostgresForTests implements AutoCloseable {
  /** For which a look is relied on. */
  static final Duration MINUTE = Duration.ofMinutes(1);

  static final AdminLogin ADMIN = new AdminLogin("tenant_admin", "admin-password-of-the-class");
  static final AdminLogin SUPERUSER = new AdminLogin("boss", "password-of-the-superuser");

  private final Path folder;
  private final Map<String, String> settings;
  private EmbeddedPostgres server;

  private PostgresForTests(Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.settings = settings;
    this.server = start(0);
  }

  static PostgresForTests start(Path folder) {
    return start(folder, Map.of());
  }

  static PostgresForTests start(Path folder, Map<String, String> settings) {
    PostgresForTests started = new PostgresForTests(folder, settings);
    started.run(
        "create role tenant_admin login createrole createdb password '%s'"
            .formatted(ADMIN.password()));
    started.run("create role boss login superuser password '%s'".formatted(SUPERUSER.password()));
    return started;
  }

  private EmbeddedPostgres start(int port) {
    try {
      Path accessRules =
          Files.writeString(
              folder.resolve("pg_hba.conf"),
              """
              host all postgres 127.0.0.1/32 trust
              host all all 127.0.0.1/32 scram-sha-256
              """);
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(folder.resolve("data"))
              .setCleanDataDirectory(false)
              .setServerConfig("hba_file", accessRules.toString())
              .setServerConfig("fsync", "off")
              .setServerConfig("logging_collector", "on")
              .setServerConfig("log_directory", folder.resolve("log").toString())
              .setServerConfig("log_filename", "server.log");
      settings.forEach(builder::setServerConfig);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerAddress address() {
    return address(SslMode.DISABLE, Optional.empty());
  }

  ServerAddress address(SslMode sslMode, Optional<String> ca) {
    return new ServerAddress("127.0.0.1", server.getPort(), sslMode, ca);
  }

  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAgain() {
    server = start(server.getPort());
  }

  void run(String sql) {
    runIn("postgres", sql);
  }

  void runIn(String database, String sql) {
    try (Connection connection = connect("postgres", "", database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  List<String> ask(String sql) {
    try (Connection connection = connect("postgres", "", "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Of the operator, each by the process that serves it. */
  List<String> sessions() {
    return ask("select pid from pg_stat_activity where application_name = 'tenant-operator'");
  }

  Connection connect(String user, String password, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), database), user, password);
  }

  /** Every row of the catalogues that this package writes, with the transaction that wrote it. */
  List<String> written() {
    return ask(
        """
        select 'role ' || rolname || xmin from pg_authid
        union all select 'database ' || datname || xmin from pg_database
        union all select 'comment ' || description || xmin from pg_shdescription
        union all select 'member ' || roleid || member || xmin from pg_auth_members
        order by 1
        """);
  }

  /**
   * Counted in the server's log, which is written behind: a line of our own shows how far it is.
   */
  long refusedLogins() {
    return logged("password authentication failed");
  }

  /** Of everybody but the superuser of the tests; with {@code log_connections}. */
  long logins() {
    return logged("connection authorized: user=t");
  }

  private long logged(String message) {
    String marker = "marker " + UUID.randomUUID();
    run("do $$ begin raise log '%s'; end $$".formatted(marker));
    Await.until(
        "the server's log", Duration.ofSeconds(30), () -> log().anyMatch(l -> l.contains(marker)));
    return log().filter(line -> line.contains(message)).count();
  }

  private Stream<String> log() {
    try {
      return Files.readString(folder.resolve("log/server.log")).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
