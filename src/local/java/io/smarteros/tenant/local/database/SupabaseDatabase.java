package io.smarteros.tenant.local.database;

import io.smarteros.tenant.local.cluster.LocalResource;
import io.smarteros.tenant.local.process.FreePort;
import io.smarteros.tenant.supabase.migration.Migration;
import io.smarteros.tenant.supabase.migration.ShippedSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A PostgreSQL on 127.0.0.1 that looks like a Supabase project with the product's two tables, and
 * on the same server an administrator for the databases of the applications.
 */
public final class SupabaseDatabase implements AutoCloseable {
  /** The state of the tables {@code tenants} and {@code tenant_services}. */
  public enum Schema {
    /** As the product's first migration left them; the operator was granted access. */
    SEED,
    /** With all migrations that are shipped. */
    HARDENED
  }

  /** A user of Supabase Auth. */
  public enum UserState {
    CONFIRMED,
    UNCONFIRMED,
    BANNED
  }

  /** A role that may log in. */
  public record Login(String user, String password) {}

  private static final String DATABASE = "postgres";

  /** Migrations that leave the seed's tables as they are. */
  private static final Set<String> FOR_THE_OPERATOR_ALONE =
      Set.of("tenant_operator_role", "tenant_operator_access");

  private final PostgresServer server;
  private final Login superuser = login("supabase_admin");
  private final Login owner = login("postgres");
  private final Login auth = login("supabase_auth_admin");
  private final Login operator = login("tenant_operator");
  private final Login applications = login("tenant_admin");

  private SupabaseDatabase(PostgresServer server) {
    this.server = server;
  }

  /** On a free port. */
  public static SupabaseDatabase start(Schema schema) {
    return start(schema, FreePort.pick());
  }

  /** Returns when it can be used, about five seconds later. */
  public static SupabaseDatabase start(Schema schema, int port) {
    return start(schema, new PostgresServer(port));
  }

  /** Of another version than the usual one. */
  public static SupabaseDatabase start(Schema schema, PostgresVersion version) {
    return start(schema, new PostgresServer(FreePort.pick(), version));
  }

  /** The same on a free port for pods too. */
  public static SupabaseDatabase start(Schema schema, PodNetwork pods) {
    return start(schema, new PostgresServer(FreePort.pick(), pods));
  }

  private static SupabaseDatabase start(Schema schema, PostgresServer server) {
    SupabaseDatabase database = new SupabaseDatabase(server);
    try {
      database.server.start(database.owner.password());
      database.prepare(schema);
      return database;
    } catch (SQLException | IOException e) {
      database.close();
      throw new IllegalStateException("The Supabase stand-in did not start", e);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  public int port() {
    return server.port();
  }

  /** The process id of the server, of which its other processes are children. */
  public long pid() {
    try {
      return server.postmaster();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not run", e);
    }
  }

  public String jdbcUrl() {
    return jdbcUrl("127.0.0.1");
  }

  /** The same at another address of this machine. */
  public String jdbcUrl(String host) {
    return "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(host, port(), DATABASE);
  }

  /** May do everything. */
  public Login superuser() {
    return superuser;
  }

  /** The owner of the two tables, as on Supabase no superuser. */
  public Login owner() {
    return owner;
  }

  /** The role that the operator uses for the two tables. */
  public Login operator() {
    return operator;
  }

  /** May make databases and roles for applications, and nothing else. */
  public Login applications() {
    return applications;
  }

  public Connection connect(Login login) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), login.user(), login.password());
  }

  /** Signs up a user with Supabase Auth. */
  public UUID addUser(String email, UserState state) throws SQLException {
    UUID id = UUID.randomUUID();
    try (Connection connection = connect(auth);
        PreparedStatement insert =
            connection.prepareStatement(LocalResource.text("supabase/add-user.sql"))) {
      insert.setObject(1, id);
      insert.setString(2, email);
      insert.setBoolean(3, state != UserState.UNCONFIRMED);
      insert.setBoolean(4, state == UserState.BANNED);
      insert.executeUpdate();
    }
    return id;
  }

  /** Makes extensions available to the server, from an archive with {@code share/postgresql}. */
  public void unpackExtensions(Path archive) throws IOException {
    try (Connection connection = connect(superuser);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select setting from pg_config where name = 'SHAREDIR'")) {
      row.next();
      Path programs = Path.of(row.getString(1)).resolve("../..").normalize();
      Process unpacking =
          new ProcessBuilder("tar", "xzf", archive.toString(), "share/postgresql/extension")
              .directory(programs.toFile())
              .inheritIO()
              .start();
      if (unpacking.waitFor() != 0) {
        throw new IOException("Cannot unpack " + archive);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Takes the server down; {@link #startAgain} brings it back with its data. */
  public void stop() {
    server.stop();
  }

  public void startAgain() {
    server.start(owner.password());
  }

  @Override
  public void close() {
    server.close();
  }

  private void prepare(Schema schema) throws SQLException, IOException {
    makeTheSuperuserSupabases();
    run(superuser, LocalResource.text("supabase/standin.sql"));
    run(superuser, "alter database %s owner to %s".formatted(DATABASE, owner.user()));
    makeTables(schema);
    run(superuser, "create role %s login createdb createrole".formatted(applications.user()));
    for (Login login : List.of(superuser, owner, auth, operator, applications)) {
      run(superuser, "alter role %s password '%s'".formatted(login.user(), login.password()));
    }
    server.requirePasswords(List.of(superuser.user(), owner.user(), auth.user()));
    run(superuser, "select pg_reload_conf()");
  }

  /** Drops the tables with all that was done to them, and makes them as they are at first. */
  public void makeTablesAnew(Schema schema) throws SQLException {
    for (String table : List.of("tenant_members", "tenant_status", "tenant_services", "tenants")) {
      // it may be a table or a view by now
      run(
          superuser,
          """
      do $$ begin
        if exists (select from pg_views where schemaname = 'public' and viewname = '%1$s') then
          drop view public.%1$s cascade;
        else
          drop table if exists public.%1$s cascade;
        end if;
      end $$
      """
              .formatted(table));
    }
    run(superuser, "drop schema if exists tenant_ops cascade");
    makeTables(schema);
  }

  private void makeTables(Schema schema) throws SQLException {
    run(owner, LocalResource.text("supabase/seed.sql"));
    for (Migration migration : ShippedSql.migrations()) {
      if (schema == Schema.HARDENED || FOR_THE_OPERATOR_ALONE.contains(migration.name())) {
        run(owner, migration.sql());
      }
    }
  }

  /** PostgreSQL comes with a superuser called postgres, who would hide every missing grant. */
  private void makeTheSuperuserSupabases() throws SQLException {
    Login helper = login("helper");
    run(owner, "create role helper superuser login");
    run(helper, "alter role postgres rename to " + superuser.user());
    run(superuser, "drop role helper");
  }

  private void run(Login login, String script) throws SQLException {
    try (Connection connection = connect(login);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(script);
      connection.commit();
    }
  }

  private static Login login(String user) {
    return new Login(user, UUID.randomUUID().toString());
  }
}
