package io.smarteros.tenant.postgres;

import static io.smarteros.tenant.postgres.PostgresForTests.ADMIN;
import static io.smarteros.tenant.postgres.PostgresForTests.SUPERUSER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.DatabaseFailure.Refused;
import io.smarteros.tenant.postgres.DatabaseFailure.Taken;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Missing;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.postgres.DropResult.Gone;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseServerTest {
  private static PostgresForTests postgres;
  private static int tenants;

  private DatabaseServer server;
  private DatabaseSpec acme;
  private String name;

  @BeforeAll
  static void start(@TempDir Path folder) {
    postgres = PostgresForTests.start(folder);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void newTenant() {
    server = new JdbcDatabaseServer(postgres.address(), ADMIN, new ManualClock());
    acme = specOf("acme" + tenants++);
    name = acme.identity().name();
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
  void role_and_database_bear_the_mark() {
    server.ensure(acme, Stage.PLANNED);

    String mark = acme.identity().mark().toComment();
    assertThat(mark).contains("\"installation\":\"cluster-1\"").contains("\"service\":\"n8n\"");
    assertThat(roleComment()).containsExactly(mark);
    assertThat(databaseComment()).containsExactly(mark);
  }

  @Test
  void a_second_pass_writes_nothing() {
    server.ensure(acme, Stage.PLANNED);
    List<String> written = postgres.written();

    assertThat(server.ensure(acme, Stage.MADE)).isEqualTo(new Present());
    assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Present());
    assertThat(server.check(acme.identity())).isEqualTo(new Present());

    assertThat(postgres.written()).isEqualTo(written);
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
    DatabaseSpec globex = specOf("globex" + tenants++);
    server.ensure(acme, Stage.PLANNED);
    server.ensure(globex, Stage.PLANNED);

    assertThatThrownBy(() -> logIn(acme, globex).close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void what_was_cut_off_after_the_role_is_continued() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("drop database " + quoted(name));

    assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
    assertThat(databaseComment()).containsExactly(acme.identity().mark().toComment());
  }

  @Test
  void what_was_cut_off_after_the_database_is_continued() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("comment on database " + quoted(name) + " is null");
    postgres.run("grant connect on database " + quoted(name) + " to public");

    assertThat(server.ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(databaseComment()).containsExactly(acme.identity().mark().toComment());
    assertThat(
            postgres.ask(
                "select has_database_privilege('public', '%s', 'connect')".formatted(name)))
        .containsExactly("f");
  }

  @Test
  void a_password_that_differs_is_set() throws SQLException {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("alter role " + quoted(name) + " password 'changed by hand'");

    assertThat(server.ensure(acme, Stage.MADE)).isEqualTo(new Present());

    logIn(acme, acme).close();
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
  void a_database_that_is_gone_is_reported_and_not_made_again() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("drop database " + quoted(name));

    assertThat(server.ensure(acme, Stage.MADE)).isInstanceOf(Missing.class);
    assertThat(server.check(acme.identity()))
        .isInstanceOfSatisfying(
            Missing.class,
            missing -> assertThat(missing.message()).contains(name).contains("Restore it"));
    assertThat(postgres.ask("select datname from pg_database")).doesNotContain(name);
  }

  @Test
  void a_role_without_a_mark_is_left_alone() {
    postgres.run("create role " + quoted(name) + " password 'theirs'");
    List<String> written = postgres.written();

    assertTaken(server.ensure(acme, Stage.PLANNED), "COMMENT ON ROLE");
    assertTaken(server.check(acme.identity()), name);
    assertThat(server.drop(acme.identity())).isInstanceOf(Taken.class);

    assertThat(postgres.written()).isEqualTo(written);
  }

  @Test
  void a_role_of_another_installation_is_left_alone() {
    DatabaseSpec theirs =
        new DatabaseSpec(
            new DatabaseIdentity(
                name,
                name,
                new OwnershipMark(
                    "cluster-2",
                    acme.identity().mark().tenant(),
                    acme.identity().mark().service())),
            "their password",
            Set.of());
    server.ensure(theirs, Stage.PLANNED);
    List<String> written = postgres.written();

    assertTaken(server.ensure(acme, Stage.MADE), "cluster-2");
    assertTaken(server.check(acme.identity()), "set INSTALLATION_ID back");
    assertThat(server.drop(acme.identity())).isInstanceOf(Taken.class);

    assertThat(postgres.written()).isEqualTo(written);
  }

  @Test
  void a_database_that_belongs_to_somebody_else_is_left_alone() {
    postgres.run("create database " + quoted(name));
    List<String> written = postgres.written();

    assertTaken(server.ensure(acme, Stage.PLANNED), "belongs to postgres");
    assertThat(server.drop(acme.identity())).isInstanceOf(Taken.class);

    assertThat(postgres.written()).isEqualTo(written);
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
  void a_drop_that_was_cut_off_after_the_database_is_continued() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("drop database " + quoted(name));

    assertThat(server.drop(acme.identity())).isEqualTo(new Gone());
    assertThat(postgres.ask("select rolname from pg_roles")).doesNotContain(name);
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

  private static DatabaseSpec specOf(String tenant) {
    String name = DatabaseIdentity.nameFor(tenant + "-co", ServiceName.N8N);
    return new DatabaseSpec(
        new DatabaseIdentity(name, name, new OwnershipMark("cluster-1", tenant + "-co", "n8n")),
        "it's the password of " + tenant,
        Set.of());
  }

  private static Connection logIn(DatabaseSpec as, DatabaseSpec into) throws SQLException {
    return postgres.connect(as.identity().role(), as.password(), into.identity().name());
  }

  private static String quoted(String identifier) {
    return '"' + identifier + '"';
  }

  private List<String> roleComment() {
    return postgres.ask(
        "select shobj_description(oid, 'pg_authid') from pg_roles where rolname = '%s'"
            .formatted(name));
  }

  private List<String> databaseComment() {
    return postgres.ask(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = '%s'"
            .formatted(name));
  }

  private static void assertTaken(DatabaseResult result, String inMessage) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Taken.class,
            taken -> {
              assertThat(taken.message()).contains(inMessage);
              assertThat(taken.problem().reason()).isEqualTo(Reason.DATABASE_TAKEN);
            });
  }
}
