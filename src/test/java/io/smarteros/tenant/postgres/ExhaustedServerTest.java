package io.smarteros.tenant.postgres;

import static io.smarteros.tenant.postgres.PostgresForTests.ADMIN;
import static io.smarteros.tenant.postgres.PostgresForTests.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.DatabaseFailure.Exhausted;
import io.smarteros.tenant.postgres.DatabaseFailure.LoginRefused;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers without connections, room, or rights for the operator: at birth and later. */
final class ExhaustedServerTest {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(75);

  private final DatabaseSpec acme = DatabaseServerContract.nextSpec("acme");
  private final DatabaseSpec other = DatabaseServerContract.nextSpec("other");
  private final ManualClock clock = new ManualClock();

  @TempDir private Path folder;

  @Test
  void a_server_out_of_connections_is_asked_again_until_it_has_some() throws SQLException {
    try (PostgresForTests postgres =
        PostgresForTests.start(
            folder, Map.of("max_connections", "6", "superuser_reserved_connections", "2"))) {
      DatabaseServer server = at(postgres.address());
      List<Connection> taken = takeAll(postgres);

      Exhausted exhausted = exhausted(server.ensure(acme, Stage.PLANNED));
      assertThat(exhausted.message())
          .contains("connection slots", "has no connection left", "max_connections");
      assertThat(exhausted(server.ensure(other, Stage.PLANNED)).message())
          .as("known without a log-in for each")
          .isEqualTo(exhausted.message());
      assertThat(server.ping()).get().isInstanceOf(Exhausted.class);

      for (Connection connection : taken) {
        connection.close();
      }
      clock.advance(exhausted.retryAfter());
      assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
    }
  }

  private static List<Connection> takeAll(PostgresForTests postgres) {
    List<Connection> taken = new ArrayList<>();
    while (true) {
      try {
        taken.add(postgres.connect(ADMIN.user(), ADMIN.password(), "postgres"));
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("53300");
        return taken;
      }
    }
  }

  @Test
  void a_full_disk_holds_up_a_new_database_and_nothing_else() throws SQLException {
    try (PostgresOnSmallDisk postgres = PostgresOnSmallDisk.start(folder)) {
      DatabaseServer server =
          at(new ServerAddress("127.0.0.1", postgres.port(), SslMode.DISABLE, Optional.empty()));
      assertThat(server.ensure(other, Stage.PLANNED)).isEqualTo(new Made());
      postgres.fill();

      for (int tries = 0; tries < 3; tries++) {
        Exhausted exhausted = exhausted(server.ensure(acme, Stage.PLANNED));
        assertThat(exhausted.message())
            .contains("53100", "No space left on device", "Make room on its disk");
        assertThat(server.ensure(other, Stage.MADE)).isEqualTo(new Present());
        assertThat(server.ping()).isEmpty();
        clock.advance(exhausted.retryAfter());
      }

      postgres.empty();
      assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
    }
  }

  @Test
  void a_server_that_takes_no_writes_makes_and_changes_nothing_until_it_does() throws Exception {
    try (PostgresForTests postgres = PostgresForTests.start(folder)) {
      DatabaseServer server = at(postgres.address());
      assertThat(server.ensure(other, Stage.PLANNED)).isEqualTo(new Made());
      readOnly(postgres, "on");

      Exhausted exhausted = exhausted(server.ensure(acme, Stage.PLANNED));
      assertThat(exhausted.message()).contains("25006", "takes no writes", "spec.database.host");
      assertThat(exhausted(server.ensure(rotated(), Stage.MADE)).message()).contains("25006");
      assertThat(server.ensure(other, Stage.MADE)).as("what is well").isEqualTo(new Present());
      logIn(postgres, other);

      readOnly(postgres, "off");
      clock.advance(exhausted.retryAfter());
      assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
      assertThat(server.ensure(rotated(), Stage.MADE)).isEqualTo(new Present());
      logIn(postgres, rotated());
    }
  }

  /** New sessions begin so; that of the operator ends. */
  private void readOnly(PostgresForTests postgres, String value) {
    postgres.run("alter role tenant_admin set default_transaction_read_only = " + value);
    postgres.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tenant_admin'");
    clock.advance(Duration.ofMinutes(2));
  }

  @Test
  void a_right_that_the_administrator_lost_is_named_and_used_once_it_is_back() throws Exception {
    try (PostgresForTests postgres = PostgresForTests.start(folder)) {
      DatabaseServer server = at(postgres.address());
      assertThat(server.ensure(other, Stage.PLANNED)).isEqualTo(new Made());
      postgres.run("alter role tenant_admin nocreatedb nocreaterole");

      assertThat(unfit(server.ensure(acme, Stage.PLANNED)))
          .contains("42501", "permission denied", "CREATEROLE and CREATEDB");
      assertThat(unfit(server.ensure(rotated(), Stage.MADE)))
          .contains("permission denied to alter role", "CREATEROLE and CREATEDB");
      assertThat(server.ensure(other, Stage.MADE)).as("what is well").isEqualTo(new Present());
      logIn(postgres, other);

      postgres.run("alter role tenant_admin createrole");
      assertThat(unfit(server.ensure(acme, Stage.PLANNED)))
          .contains("permission denied to create database");
      postgres.run("alter role tenant_admin createdb");
      clock.advance(MINUTE);
      assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
      assertThat(server.ensure(rotated(), Stage.MADE)).isEqualTo(new Present());
      logIn(postgres, rotated());
    }
  }

  @Test
  void an_administrator_who_may_not_enter_the_maintenance_database_is_named() {
    try (PostgresForTests postgres = PostgresForTests.start(folder)) {
      DatabaseServer server = at(postgres.address());
      postgres.run("revoke connect on database postgres from public");

      DatabaseResult result = server.ensure(acme, Stage.PLANNED);
      assertThat(result).isInstanceOf(LoginRefused.class);
      LoginRefused refused = (LoginRefused) result;
      assertThat(refused.message())
          .contains("permission denied for database")
          .endsWith("GRANT CONNECT ON DATABASE postgres TO \"tenant_admin\"");

      postgres.run("grant connect on database postgres to tenant_admin");
      clock.advance(refused.retryAfter());
      assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new Made());
    }
  }

  /** As after a person asked for another password of what runs. */
  private DatabaseSpec rotated() {
    return other.withPassword("the next one").withPasswordIsNew(true);
  }

  private static void logIn(PostgresForTests postgres, DatabaseSpec as) throws SQLException {
    postgres.connect(as.identity().role(), as.password(), as.identity().name()).close();
  }

  private DatabaseServer at(ServerAddress address) {
    return new JdbcDatabaseServer(address, ADMIN, clock, new Random(1), MINUTE);
  }

  private static Exhausted exhausted(DatabaseResult result) {
    assertThat(result).isInstanceOf(Exhausted.class);
    Exhausted exhausted = (Exhausted) result;
    assertThat(exhausted.problem().reason()).isEqualTo(Reason.DATABASE_EXHAUSTED);
    assertThat(exhausted.retryAfter()).isLessThanOrEqualTo(LONGEST_PAUSE);
    return exhausted;
  }

  private static String unfit(DatabaseResult result) {
    assertThat(result).isInstanceOf(Unfit.class);
    return ((Unfit) result).message();
  }
}
