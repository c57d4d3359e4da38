package io.smarteros.tenant.postgres;

import static io.smarteros.tenant.postgres.PostgresForTests.ADMIN;
import static io.smarteros.tenant.postgres.PostgresForTests.MINUTE;
import static io.smarteros.tenant.postgres.PostgresForTests.SUPERUSER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.postgres.DropResult.Gone;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseServerTest extends DatabaseServerContract {
  private static PostgresForTests postgres;

  private final ManualClock clock = new ManualClock();
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
    server = new JdbcDatabaseServer(postgres.address(), ADMIN, clock, new Random(1), MINUTE);
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
        new JdbcDatabaseServer(
            postgres.address(), SUPERUSER, new ManualClock(), new Random(1), MINUTE);

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
        new JdbcDatabaseServer(
            postgres.address(), SUPERUSER, new ManualClock(), new Random(1), MINUTE);
    DatabaseSpec needy = acme.withExtensions(Set.of("pg_stat_statements", "pg_trgm"));

    assertThat(asSuperuser.ensure(needy, Stage.PLANNED)).isEqualTo(new Made());
    assertThat(asSuperuser.ensure(needy, Stage.MADE)).isEqualTo(new Present());
  }

  @Test
  void an_administrator_who_lacks_a_right_is_named() {
    DatabaseSpec needy = acme.withExtensions(Set.of("pg_stat_statements"));

    assertThat(server.ensure(needy, Stage.PLANNED))
        .isInstanceOfSatisfying(
            Unfit.class,
            unfit ->
                assertThat(unfit.message())
                    .startsWith(
                        "The extension pg_stat_statements cannot be made in database " + name)
                    .contains("permission denied to create extension \"pg_stat_statements\""));
  }

  @Test
  void a_database_whose_making_was_cut_off_is_finished() {
    asAdmin("create role %s login password 'of another record'".formatted(quoted(name)));
    asAdmin(
        "comment on role %s is '%s'".formatted(quoted(name), acme.identity().mark().toComment()));
    asAdmin("create database %s allow_connections false".formatted(quoted(name)));

    assertThat(server.ensure(acme.withExtensions(Set.of("pg_trgm")), Stage.PLANNED))
        .isEqualTo(new Made());

    assertThat(ownerAndState()).containsExactly(name + " true false");
    assertThat(accepts(acme)).isTrue();
  }

  @Test
  void a_database_that_was_cut_off_before_it_was_handed_over_is_finished() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("alter database %s owner to tenant_admin".formatted(quoted(name)));

    assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());

    assertThat(ownerAndState()).containsExactly(name + " true false");
  }

  @Test
  void a_database_that_a_tenant_has_had_is_not_entered_because_somebody_changed_its_owner() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("alter database %s owner to tenant_admin".formatted(quoted(name)));
    List<String> written = postgres.written();

    assertThat(server.ensure(acme, Stage.MADE))
        .isInstanceOfSatisfying(
            DatabaseFailure.Taken.class,
            taken -> assertThat(taken.message()).contains("belongs to tenant_admin"));

    assertThat(postgres.written()).isEqualTo(written);
  }

  @Test
  void one_that_was_cut_off_goes_with_its_tenant() {
    server.ensure(acme, Stage.PLANNED);
    postgres.run("alter database %s owner to tenant_admin".formatted(quoted(name)));

    assertThat(server.drop(acme.identity())).isEqualTo(new Gone());

    assertThat(databases()).doesNotContain(name);
    assertThat(roles()).doesNotContain(name);
  }

  @Test
  void an_administrator_who_inherits_nothing_does_all_the_same() throws SQLException {
    postgres.run(
        "create role narrow_admin login noinherit createrole createdb password 'narrow-password'");
    DatabaseServer narrow =
        new JdbcDatabaseServer(
            postgres.address(),
            new AdminLogin("narrow_admin", "narrow-password"),
            clock,
            new Random(1),
            MINUTE);
    assertThat(narrow.ensure(acme.withExtensions(Set.of("pg_trgm")), Stage.PLANNED))
        .isEqualTo(new Made());
    postgres.run("grant %s to narrow_admin with inherit false, set true".formatted(quoted(name)));
    postgres.run("revoke inherit option for %s from narrow_admin".formatted(quoted(name)));
    postgres.run("grant connect on database %s to public".formatted(quoted(name)));
    removeComment(name);

    assertThat(narrow.ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(ownerAndState()).containsExactly(name + " true false");
    assertThat(commentOfDatabase(name)).contains(acme.identity().mark().toComment());
    assertThat(narrow.drop(acme.identity())).isEqualTo(new Gone());
    assertThat(databases()).doesNotContain(name);
  }

  @Test
  void what_the_owner_of_a_database_sets_in_it_does_not_reach_an_administrator()
      throws SQLException {
    server.ensure(acme, Stage.PLANNED);
    ServerConnections connections =
        new ServerConnections(postgres.address(), SUPERUSER, Runnable::run);
    try (Connection owner = connections.asOwner(acme);
        Statement statement = owner.createStatement()) {
      statement.execute("alter database %s set search_path = public".formatted(quoted(name)));
      statement.execute("alter database %s set statement_timeout = 0".formatted(quoted(name)));
    }

    try (Connection administrator = connections.asAdminInNew(name)) {
      assertThat(setting(administrator, "search_path")).isEqualTo("pg_catalog,pg_temp");
      assertThat(setting(administrator, "statement_timeout")).isEqualTo("50s");
    }
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet shown = statement.executeQuery("show " + name)) {
      shown.next();
      return shown.getString(1);
    }
  }

  @Test
  void an_extension_that_an_upgrade_needs_is_made_by_the_owner_if_he_may() {
    server.ensure(acme, Stage.PLANNED);

    assertThat(server.ensure(acme.withExtensions(Set.of("pg_trgm")), Stage.MADE))
        .isEqualTo(new Present());
    assertThat(server.ensure(acme.withExtensions(Set.of("pg_stat_statements")), Stage.MADE))
        .isInstanceOfSatisfying(
            Unfit.class,
            unfit ->
                assertThat(unfit.message())
                    .contains("CREATE EXTENSION \"pg_stat_statements\" SCHEMA public"));

    postgres.runIn(name, "create extension pg_stat_statements schema public");
    assertThat(server.ensure(acme.withExtensions(Set.of("pg_stat_statements")), Stage.MADE))
        .isEqualTo(new Present());
  }

  @Test
  void a_role_that_must_enter_database_postgres_is_let_in_or_the_owner_is_asked_to()
      throws SQLException {
    postgres.run("revoke connect on database postgres from public");
    postgres.run("grant connect on database postgres to tenant_admin");
    try {
      DatabaseSpec entering = acme.withEntersPostgres(true);

      assertThat(server.ensure(entering, Stage.PLANNED))
          .isInstanceOfSatisfying(
              Unfit.class,
              unfit ->
                  assertThat(unfit.message())
                      .endsWith("GRANT CONNECT ON DATABASE postgres TO \"%s\"".formatted(name)));

      postgres.run("grant connect on database postgres to tenant_admin with grant option");
      assertThat(server.ensure(entering, Stage.PLANNED)).isEqualTo(new Made());
      postgres.connect(name, acme.password(), "postgres").close();
      assertThat(server.drop(acme.identity())).isEqualTo(new Gone());
    } finally {
      postgres.run("grant connect on database postgres to public");
    }
  }

  private List<String> ownerAndState() {
    return postgres.ask(
        """
        select pg_get_userbyid(datdba) || ' ' || datallowconn || ' '
               || has_database_privilege('public', oid, 'connect')
        from pg_database where datname = '%s'
        """
            .formatted(name));
  }

  private static void asAdmin(String sql) {
    try (Connection connection = postgres.connect(ADMIN.user(), ADMIN.password(), "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
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
  void the_next_tenants_work_needs_no_log_in_and_a_moment_later_no_session_is_left() {
    server.ensure(acme, Stage.PLANNED);

    // a machine that is busy may take longer than a session is kept
    Await.until("two tenants to share a session", MINUTE, this::nextTenantSharesASession);
    Await.until("the session to end", MINUTE, () -> postgres.sessions().isEmpty());
  }

  private boolean nextTenantSharesASession() {
    List<String> before = postgres.sessions();
    server.ensure(nextSpec("globex"), Stage.PLANNED);
    List<String> after = postgres.sessions();
    return !after.isEmpty() && before.containsAll(after);
  }

  @Test
  void a_session_that_an_administrator_ended_is_replaced() {
    server.ensure(acme, Stage.PLANNED);
    postgres.ask(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            + " where application_name = 'tenant-operator'");

    assertThat(server.ensure(nextSpec("globex"), Stage.PLANNED)).isEqualTo(new Made());
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
    return new JdbcDatabaseServer(nowhere, ADMIN, new ManualClock(), new Random(1), MINUTE);
  }

  @Override
  DatabaseServer refusingLogins() {
    return new JdbcDatabaseServer(
        postgres.address(),
        new AdminLogin(ADMIN.user(), "wrong"),
        new ManualClock(),
        new Random(1),
        MINUTE);
  }

  @Override
  DatabaseServer refusing(DatabaseSpec needy) {
    return server;
  }

  /** That the binaries of the test have no pgvector is what the test relies on. */
  @Override
  DatabaseServer lacking(String extension) {
    assertThat(postgres.ask("select name from pg_available_extensions")).doesNotContain(extension);
    return server;
  }

  @Override
  void commentOnRole(String role, String comment) {
    postgres.run("comment on role %s is '%s'".formatted(quoted(role), comment));
  }

  @Override
  int connectionLimit(String role) {
    return Integer.parseInt(
        postgres
            .ask("select rolconnlimit from pg_roles where rolname = '%s'".formatted(role))
            .getFirst());
  }

  @Override
  String collation(String database) {
    return postgres
        .ask("select datcollate from pg_database where datname = '%s'".formatted(database))
        .getFirst();
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
  void fiveMinutesLater() {
    clock.advance(Duration.ofMinutes(5));
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
