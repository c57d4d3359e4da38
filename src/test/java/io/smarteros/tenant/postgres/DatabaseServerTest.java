package io.smarteros.tenant.postgres;

import static io.smarteros.tenant.postgres.PostgresForTests.ADMIN;
import static io.smarteros.tenant.postgres.PostgresForTests.SUPERUSER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.DatabaseFailure.Refused;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.postgres.DropResult.Gone;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseServerTest extends DatabaseServerContract {
  private static PostgresForTests postgres;

  private DatabaseServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    postgres = PostgresForTests.start(folder);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void open() {
    server = new JdbcDatabaseServer(postgres.address(), ADMIN, new ManualClock());
  }

  @Test
  void makes_a_database_that_the_tenants_role_owns_and_works_in() throws SQLException {
    assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());

    try (Connection connection = logIn(acme, acme);
        Statement statement = connection.createStatement()) {
      statement.execute("create extension \"uuid-ossp\"");
      statement.execute("create table workflow (id uuid default uuid_generate_v4())");
    }
    assertThat(
            postgres.ask("select datname || ' ' || pg_encoding_to_char(encoding) from pg_database"))
        .contains(name + " UTF8");
    assertThat(
            postgres.ask("select rolname from pg_authid where rolpassword like 'SCRAM-SHA-256$%'"))
        .contains(name);
  }

  @Test
  void a_superuser_can_be_the_administrator() {
    DatabaseServer asSuperuser =
        new JdbcDatabaseServer(postgres.address(), SUPERUSER, new ManualClock());

    assertThat(asSuperuser.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
    List<String> written = postgres.written();
    assertThat(asSuperuser.ensure(acme, Stage.MADE)).isEqualTo(new Present());
    assertThat(postgres.written()).isEqualTo(written);
    assertThat(asSuperuser.drop(acme.identity())).isEqualTo(new Gone());
  }

  @Test
  void a_tenants_role_cannot_enter_the_database_of_another() {
    DatabaseSpec globex = specOf("globex");
    server.ensure(acme, Stage.PLANNED);
    server.ensure(globex, Stage.PLANNED);

    assertThatThrownBy(() -> logIn(acme, globex).close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void a_database_that_is_open_to_everybody_is_closed_again() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("grant connect on database " + quoted(name) + " to public");

    assertThat(server.ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(
            postgres.ask(
                "select has_database_privilege('public', '%s', 'connect')".formatted(name)))
        .containsExactly("f");
  }

  @Test
  void a_role_that_is_out_of_connections_is_no_trouble_of_the_server() throws SQLException {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("alter role " + quoted(name) + " connection limit 1");

    try (Connection _ = logIn(acme, acme)) {
      assertThat(server.ensure(acme, Stage.MADE)).isEqualTo(new Present());
      assertThat(server.check(acme.identity())).isEqualTo(new Present());
    }
  }

  @Test
  void a_role_that_was_locked_may_log_in_again() throws SQLException {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("alter role " + quoted(name) + " nologin");

    assertThat(server.ensure(acme, Stage.MADE)).isEqualTo(new Present());

    logIn(acme, acme).close();
  }

  @Test
  void an_extension_that_the_owner_may_not_make_is_made_by_the_administrator() {
    DatabaseServer asSuperuser =
        new JdbcDatabaseServer(postgres.address(), SUPERUSER, new ManualClock());
    DatabaseSpec needy =
        new DatabaseSpec(acme.identity(), acme.password(), Set.of("pg_stat_statements", "pg_trgm"));

    assertThat(asSuperuser.ensure(needy, Stage.PLANNED)).isEqualTo(new Made());
    assertThat(asSuperuser.ensure(needy, Stage.MADE)).isEqualTo(new Present());
  }

  @Test
  void an_administrator_who_lacks_a_right_is_named() {
    DatabaseSpec needy =
        new DatabaseSpec(acme.identity(), acme.password(), Set.of("pg_stat_statements"));

    assertThat(server.ensure(needy, Stage.PLANNED))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.message())
                  .contains("permission denied to create extension \"pg_stat_statements\"");
              assertThat(refused.problem().reason()).isEqualTo(Reason.DATABASE_UNREACHABLE);
            });
  }

  @Test
  void drop_ends_sessions_and_removes_database_and_role() throws SQLException {
    server.ensure(acme, Stage.PLANNED);
    try (Connection _ = logIn(acme, acme)) {
      assertThat(server.drop(acme.identity())).isEqualTo(new Gone());
    }

    assertThat(postgres.ask("select datname from pg_database")).doesNotContain(name);
    assertThat(postgres.ask("select rolname from pg_roles")).doesNotContain(name);
    assertThat(server.drop(acme.identity())).isEqualTo(new Gone());
  }

  @Test
  void the_longest_name_fits() {
    String longest = "a".repeat(40) + "_chatwoot";
    assertThat(DatabaseIdentity.nameFor("a".repeat(40), ServiceName.CHATWOOT))
        .isEqualTo("t_" + longest)
        .hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void no_value_prints_a_password() {
    assertThat(acme.toString() + ADMIN + postgres.address())
        .doesNotContain(acme.password())
        .doesNotContain(ADMIN.password());
  }

  private static Connection logIn(DatabaseSpec as, DatabaseSpec into) throws SQLException {
    return postgres.connect(as.identity().role(), as.password(), into.identity().name());
  }

  private static String quoted(String identifier) {
    return '"' + identifier + '"';
  }

  @Override
  DatabaseServer server() {
    return server;
  }

  @Override
  DatabaseServer unreachable() {
    ServerAddress nowhere = new ServerAddress("127.0.0.1", 1, SslMode.DISABLE, Optional.empty());
    return new JdbcDatabaseServer(nowhere, ADMIN, new ManualClock());
  }

  @Override
  DatabaseServer refusingLogins() {
    return new JdbcDatabaseServer(
        postgres.address(), new AdminLogin(ADMIN.user(), "wrong"), new ManualClock());
  }

  @Override
  DatabaseServer refusing(DatabaseSpec needy) {
    return server;
  }

  @Override
  void createRole(String role) {
    postgres.run("create role %s password 'theirs'".formatted(quoted(role)));
  }

  @Override
  void createDatabase(String database) {
    postgres.run("create database " + quoted(database));
  }

  @Override
  void dropDatabase(String database) {
    postgres.run("drop database " + quoted(database));
  }

  @Override
  void changePassword(String role) {
    postgres.run("alter role %s password 'changed by hand'".formatted(quoted(role)));
  }

  @Override
  void removeComment(String database) {
    postgres.run("comment on database %s is null".formatted(quoted(database)));
  }

  @Override
  Set<String> databases() {
    return Set.copyOf(postgres.ask("select datname from pg_database"));
  }

  @Override
  Set<String> roles() {
    return Set.copyOf(postgres.ask("select rolname from pg_roles"));
  }

  @Override
  Optional<String> commentOfRole(String role) {
    return comment("pg_authid", "pg_roles", "rolname", role);
  }

  @Override
  Optional<String> commentOfDatabase(String database) {
    return comment("pg_database", "pg_database", "datname", database);
  }

  private static Optional<String> comment(
      String catalogue, String view, String column, String name) {
    return postgres
        .ask(
            "select coalesce(shobj_description(oid, '%s'), '') from %s where %s = '%s'"
                .formatted(catalogue, view, column, name))
        .stream()
        .filter(comment -> !comment.isEmpty())
        .findFirst();
  }

  @Override
  boolean accepts(DatabaseSpec tenant) {
    try (Connection _ = logIn(tenant, tenant)) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  List<String> written() {
    return postgres.written();
  }
}
