package io.smarteros.tenant.postgres;

import static io.smarteros.tenant.postgres.PostgresForTests.ADMIN;
import static io.smarteros.tenant.postgres.PostgresForTests.MINUTE;
import static io.smarteros.tenant.postgres.PostgresForTests.SUPERUSER;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant does with its own role and database harms neither the operator nor the others. */
final class HostileTenantTest {
  private static final Set<String> EXTENSIONS = Set.of("pg_stat_statements", "pg_trgm");

  private static PostgresForTests postgres;

  private final DatabaseSpec evil = DatabaseServerContract.nextSpec("evil");
  private final DatabaseSpec good = DatabaseServerContract.nextSpec("good");
  private final String role = evil.identity().role();
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
  void make() {
    server = new JdbcDatabaseServer(postgres.address(), SUPERUSER, clock, new Random(1), MINUTE);
    assertThat(server.ensure(evil.withExtensions(EXTENSIONS), Stage.PLANNED))
        .isEqualTo(new DatabaseResult.Made());
    assertThat(server.ensure(good, Stage.PLANNED)).isEqualTo(new DatabaseResult.Made());
  }

  @Test
  void nobody_but_its_role_runs_what_a_tenant_put_into_its_database() {
    asEvil(
        "create table public.callers (name text)",
        """
        create function public.f() returns name language sql as
          $$ insert into public.callers values (current_user); select 'vector'::name $$
        """,
        "create view public.pg_extension as select public.f() as extname",
        "create view public.pg_available_extensions as select public.f() as name",
        "create function public.format(text, variadic text[]) returns text language sql as"
            + " $$ insert into public.callers values (current_user); select '' $$",
        "alter database \"%s\" set search_path = public, pg_catalog".formatted(role),
        "alter role \"%s\" set search_path = public, pg_catalog".formatted(role),
        "grant all on public.callers to public");

    ensureAgainAndAgain(evil.withExtensions(EXTENSIONS));
    server.ensure(evil.withExtensions(Set.of("vector")), Stage.MADE);
    postgres.run("comment on database \"%s\" is null".formatted(role));
    ensureAgainAndAgain(evil.withExtensions(Set.of()));

    assertThat(callers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter role %s set idle_session_timeout = '1ms'",
        "alter role %s set statement_timeout = '1ms'",
        "alter role %s set default_transaction_read_only = on",
        "alter role %s set search_path = nowhere",
        "alter role %s set lock_timeout = '1ms'",
        "alter database %s set idle_session_timeout = '1ms'",
        "alter database %s connection limit 0",
        "alter database %s allow_connections false",
        "alter role %s connection limit 0",
        "alter role %s valid until '2001-01-01'",
        "alter role %s nologin",
        "revoke connect on database %s from %s"
      })
  void the_others_stay_whatever_one_does_with_its_role_and_database(String sql) {
    postgres.run(sql.replace("%s", '"' + role + '"'));

    for (int minute = 0; minute < 3; minute++) {
      clock.advance(Duration.ofMinutes(6));
      server.ensure(evil.withPasswordDoubted(true), Stage.MADE);
      server.ensure(evil.withExtensions(EXTENSIONS), Stage.MADE);
      assertThat(server.ensure(good.withPasswordDoubted(true), Stage.MADE))
          .isEqualTo(new Present());
      assertThat(server.check(good.identity())).isInstanceOf(CheckResult.Found.class);
    }
    assertThat(server.drop(evil.identity())).isEqualTo(new DropResult.Gone());
  }

  @Test
  void a_password_is_left_alone_while_nobody_can_tell_whether_it_is_right() {
    postgres.run("alter database \"%s\" connection limit 0".formatted(role));
    List<String> written = postgres.written();
    clock.advance(Duration.ofMinutes(6));

    assertThat(server.ensure(evil.withPasswordDoubted(true), Stage.MADE)).isEqualTo(new Present());

    assertThat(postgres.written()).isEqualTo(written);
  }

  @Test
  void a_role_opens_no_more_connections_than_its_limit_and_the_administrator_gets_in()
      throws SQLException {
    List<Connection> open = new ArrayList<>();
    try {
      String refusal = "";
      while (refusal.isEmpty() && open.size() <= 2 * evil.connections()) {
        try {
          open.add(connect());
        } catch (SQLException e) {
          refusal = String.valueOf(e.getMessage());
        }
      }
      assertThat(open).hasSize(evil.connections());
      assertThat(refusal).contains("too many connections for role");
      clock.advance(Duration.ofMinutes(6));
      assertThat(server.ensure(good.withPasswordDoubted(true), Stage.MADE))
          .isEqualTo(new Present());
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  /** A lock on the role, held by a transaction that does not end. */
  @Test
  void a_lock_that_one_tenant_holds_is_told_and_stops_nobody_else() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("alter role \"%s\" password 'meanwhile'".formatted(role));
      clock.advance(Duration.ofMinutes(6));

      assertThat(server.ensure(evil.withConnections(3), Stage.MADE))
          .isInstanceOfAny(DatabaseFailure.Refused.class, DatabaseFailure.Busy.class);

      assertThat(server.ensure(good, Stage.MADE)).isEqualTo(new Present());
    }
  }

  @Test
  void an_administrator_without_superuser_is_no_other() {
    DatabaseServer narrow =
        new JdbcDatabaseServer(postgres.address(), ADMIN, clock, new Random(1), MINUTE);
    DatabaseSpec other = DatabaseServerContract.nextSpec("other");

    assertThat(narrow.ensure(other, Stage.PLANNED)).isEqualTo(new DatabaseResult.Made());
    assertThat(narrow.ensure(other, Stage.MADE)).isEqualTo(new Present());
  }

  private void ensureAgainAndAgain(DatabaseSpec spec) {
    for (int time = 0; time < 3; time++) {
      clock.advance(Duration.ofMinutes(6));
      assertThat(server.ensure(spec.withPasswordDoubted(true), Stage.MADE))
          .isEqualTo(new Present());
    }
  }

  private List<String> callers() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select name from public.callers")) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names.stream().filter(name -> !name.equals(role)).toList();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void asEvil(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection connect() throws SQLException {
    return postgres.connect(role, evil.password(), evil.identity().name());
  }
}
