package io.smarteros.tenant.postgres;

import static io.smarteros.tenant.postgres.PostgresForTests.ADMIN;
import static io.smarteros.tenant.postgres.PostgresForTests.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.postgres.CheckResult.Absent;
import io.smarteros.tenant.postgres.DatabaseFailure.Busy;
import io.smarteros.tenant.postgres.DatabaseFailure.LoginRefused;
import io.smarteros.tenant.postgres.DatabaseFailure.Unreachable;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.ListeningSocket;
import io.smarteros.tenant.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are away or do not let the operator in. */
final class DatabaseServerOutageTest {
  private static final DatabaseSpec ACME =
      DatabaseSpec.plain(
          new DatabaseIdentity(
              "t_acme_n8n",
              "t_acme_n8n",
              new OwnershipMark("cluster-1", "acme", "n8n", Optional.of("life-1"))),
          "password-of-acme",
          20);

  /** For the tests that neither stop it nor need settings of their own. */
  private static PostgresForTests running;

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();

  @BeforeAll
  static void start(@TempDir Path folder) {
    running = PostgresForTests.start(folder);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void a_server_that_comes_back_is_used_again_after_a_pause() {
    try (PostgresForTests postgres = PostgresForTests.start(folder)) {
      DatabaseServer server =
          new JdbcDatabaseServer(postgres.address(), ADMIN, clock, new Random(1), MINUTE);
      assertThat(server.ensure(ACME, Stage.PLANNED)).isEqualTo(new Made());

      postgres.stop();
      Unreachable first = unreachable(server.ensure(ACME, Stage.MADE));
      assertThat(first.message())
          .contains(postgres.address().hostAndPort())
          .contains("nothing listens");
      clock.advance(Duration.ofSeconds(2));
      Unreachable second = unreachable(server.check(ACME.identity()));
      assertThat(second.message()).isEqualTo(first.message());

      postgres.startAgain();
      assertThat(server.check(ACME.identity())).isInstanceOf(Unreachable.class);
      clock.advance(second.retryAfter());
      assertThat(server.ensure(ACME, Stage.MADE)).isEqualTo(new Present());
    }
  }

  @Test
  void pauses_grow_to_a_minute_while_a_server_stays_away() {
    DatabaseServer server =
        new JdbcDatabaseServer(nobodyThere(), ADMIN, clock, new Random(1), MINUTE);
    for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
      Unreachable result = unreachable(server.check(ACME.identity()));
      assertThat(result.retryAfter())
          .isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds * 5L / 4));
      clock.advance(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void a_host_that_does_not_resolve_is_told_so() {
    DatabaseServer server =
        new JdbcDatabaseServer(
            new ServerAddress("db.invalid", 5432, SslMode.DISABLE, Optional.empty()),
            ADMIN,
            clock,
            new Random(1),
            MINUTE);

    assertThat(unreachable(server.check(ACME.identity())).message())
        .isEqualTo("PostgreSQL at db.invalid:5432 cannot be used: its host name does not resolve");
  }

  @Test
  void a_wrong_password_keeps_its_pause_while_another_class_logs_in_with_another_one()
      throws Exception {
    long refusedBefore = running.refusedLogins();
    DatabaseServers servers = new DatabaseServers(clock, new Random(1), MINUTE);
    List<AdminLogin> logins =
        List.of(
            new AdminLogin(ADMIN.user(), "wrong-in-one-class"),
            new AdminLogin(ADMIN.user(), "wrong-in-another-class"),
            ADMIN);

    for (int round = 0; round < 3; round++) {
      logins.forEach(login -> servers.at(running.address(), login).check(ACME.identity()));
    }

    assertThat(running.refusedLogins() - refusedBefore).isEqualTo(2);
  }

  @Test
  void a_wrong_password_is_tried_once_for_all_tenants_until_minutes_have_passed() throws Exception {
    long refusedBefore = running.refusedLogins();
    AdminLogin wrong = new AdminLogin(ADMIN.user(), "not-the-password");
    DatabaseServers servers = new DatabaseServers(clock, new Random(1), MINUTE);

    for (DatabaseResult result :
        atOnce(20, () -> servers.at(running.address(), wrong).ensure(ACME, Stage.PLANNED))) {
      assertThat(result)
          .isInstanceOfSatisfying(
              LoginRefused.class,
              refused -> {
                assertThat(refused.retryAfter()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
                assertThat(refused.message())
                    .contains("tenant_admin")
                    .contains("adminSecret")
                    .doesNotContain(wrong.password());
              });
    }
    assertThat(running.refusedLogins() - refusedBefore).isEqualTo(1);

    clock.advance(Duration.ofMinutes(5));
    servers.at(running.address(), wrong).check(ACME.identity());
    assertThat(running.refusedLogins() - refusedBefore).isEqualTo(2);

    assertThat(servers.at(running.address(), ADMIN).ensure(ACME, Stage.PLANNED))
        .as("a corrected password is tried at once")
        .isEqualTo(new Made());
  }

  @Test
  void many_tenants_are_served_side_by_side() throws Exception {
    DatabaseServer server =
        new JdbcDatabaseServer(running.address(), ADMIN, clock, new Random(1), MINUTE);
    List<DatabaseSpec> specs = specs(12);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<DatabaseResult>> tasks =
          specs.stream().<Callable<DatabaseResult>>map(spec -> () -> made(server, spec)).toList();
      for (Future<DatabaseResult> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(new Made());
      }
    }
  }

  private static List<DatabaseSpec> specs(int number) {
    return IntStream.range(0, number)
        .mapToObj(one -> DatabaseServerContract.nextSpec("many"))
        .toList();
  }

  /** Asks again while the server is busy with the others. */
  private static DatabaseResult made(DatabaseServer server, DatabaseSpec spec) {
    DatabaseResult result = server.ensure(spec, Stage.PLANNED);
    while (result instanceof Busy) {
      result = server.ensure(spec, Stage.PLANNED);
    }
    return result;
  }

  @Test
  void a_server_that_says_nothing_is_tried_once_for_all_who_ask() throws Exception {
    try (ListeningSocket silent = ListeningSocket.thatSaysNothing()) {
      DatabaseServer server =
          new JdbcDatabaseServer(at(silent), ADMIN, clock, new Random(1), MINUTE);

      List<DatabaseResult> results = atOnce(40, () -> server.ensure(ACME, Stage.PLANNED));

      assertThat(results)
          .allSatisfy(
              result -> assertThat(unreachable(result).message()).contains("has not answered yet"));
      assertThat(
              results.stream().map(result -> unreachable(result).retryAfter()).distinct().count())
          .as("they come back one after the other")
          .isGreaterThan(10);
      assertThat(silent.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatever_asks_for_the_password_in_clear_does_not_get_it() throws Exception {
    try (ListeningSocket curious = ListeningSocket.thatAsksForThePasswordInClear()) {
      DatabaseServer server =
          new JdbcDatabaseServer(at(curious), ADMIN, clock, new Random(1), MINUTE);

      assertThat(unreachable(server.check(ACME.identity())).message()).contains("cannot be used");

      assertThat(curious.received()).contains("tenant_admin").doesNotContain(ADMIN.password());
    }
  }

  @Test
  void a_certificate_that_is_trusted_is_no_proof_without_the_channel() throws Exception {
    ServerCertificate certificate = ServerCertificate.make(folder, "127.0.0.1");
    try (ListeningSocket between = ListeningSocket.thatOffersNoChannelBinding(certificate.tls())) {
      ServerAddress address =
          new ServerAddress(
              "127.0.0.1", between.port(), SslMode.VERIFY_FULL, Optional.of(certificate.pem()));

      assertThat(unreachable(check(address)).message()).containsIgnoringCase("channel binding");

      assertThat(between.received()).contains("tenant_admin").doesNotContain("SCRAM-SHA-256");
    }
  }

  @Test
  void one_log_in_a_minute_serves_the_looks_of_all_tenants() throws Exception {
    Path log = Files.createDirectory(folder.resolve("counted"));
    try (PostgresForTests postgres = PostgresForTests.start(log, Map.of("log_connections", "on"))) {
      DatabaseServer server =
          new JdbcDatabaseServer(postgres.address(), ADMIN, clock, new Random(1), MINUTE);
      List<DatabaseSpec> specs = specs(5);
      DatabaseIdentity absent = DatabaseServerContract.nextSpec("absent").identity();
      specs.forEach(spec -> assertThat(made(server, spec)).isEqualTo(new Made()));
      Await.until("the kept session to end", MINUTE, () -> postgres.sessions().isEmpty());
      long before = postgres.logins();

      for (int minute = 0; minute < 3; minute++) {
        clock.advance(Duration.ofMinutes(1));
        for (int look = 0; look < 10; look++) {
          specs.forEach(
              spec -> assertThat(server.ensure(spec, Stage.MADE)).isEqualTo(new Present()));
          assertThat(server.check(absent)).isEqualTo(new Absent());
        }
      }
      assertThat(postgres.logins() - before).isEqualTo(3);

      clock.advance(Duration.ofDays(1));
      specs.forEach(spec -> assertThat(server.ensure(spec, Stage.MADE)).isEqualTo(new Present()));
      assertThat(postgres.logins() - before)
          .as("once a day each password is tried, with one to five log-ins for the looks beside it")
          .isBetween(3L + 1 + specs.size() + 1, 3L + 1 + 2L * specs.size());
    }
  }

  @Test
  void tls_is_checked_against_the_authorities_of_the_class() throws Exception {
    ServerCertificate certificate = ServerCertificate.make(folder, "127.0.0.1");
    try (PostgresForTests postgres = PostgresForTests.start(folder, certificate.settings())) {
      String other = ServerCertificate.make(folder.resolve("other"), "127.0.0.1").pem();

      for (String trusted : List.of(certificate.pem(), other + certificate.pem())) {
        assertThat(check(postgres.address(SslMode.VERIFY_FULL, Optional.of(trusted))))
            .isEqualTo(new Absent());
      }
      assertThat(check(postgres.address(SslMode.REQUIRE, Optional.empty())))
          .isEqualTo(new Absent());
      assertThat(
              unreachable(check(postgres.address(SslMode.VERIFY_FULL, Optional.of(other))))
                  .message())
          .contains("check sslMode and caSecret");
      assertThat(
              unreachable(check(postgres.address(SslMode.VERIFY_FULL, Optional.empty()))).message())
          .contains("check sslMode and caSecret");
    }
  }

  @Test
  void verify_full_wants_the_name_of_the_host_in_the_certificate() throws Exception {
    ServerCertificate certificate = ServerCertificate.make(folder, "10.1.2.3");
    try (PostgresForTests postgres = PostgresForTests.start(folder, certificate.settings())) {
      Optional<String> trusted = Optional.of(certificate.pem());

      assertThat(check(postgres.address(SslMode.VERIFY_CA, trusted))).isEqualTo(new Absent());
      assertThat(unreachable(check(postgres.address(SslMode.VERIFY_FULL, trusted))).message())
          .contains("127.0.0.1");
    }
  }

  private CheckResult check(ServerAddress address) {
    return new JdbcDatabaseServer(address, ADMIN, clock, new Random(1), MINUTE)
        .check(ACME.identity());
  }

  private static ServerAddress at(ListeningSocket socket) {
    return new ServerAddress("127.0.0.1", socket.port(), SslMode.DISABLE, Optional.empty());
  }

  private static ServerAddress nobodyThere() {
    return new ServerAddress("127.0.0.1", 1, SslMode.DISABLE, Optional.empty());
  }

  private static Unreachable unreachable(Object result) {
    assertThat(result).isInstanceOf(Unreachable.class);
    return (Unreachable) result;
  }

  private static List<DatabaseResult> atOnce(int times, Callable<DatabaseResult> task)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(java.util.Collections.nCopies(times, task)).stream()
          .map(Future::resultNow)
          .toList();
    }
  }
}
