package io.smarteros.tenant.supabase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.RowSync;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.WitnessedRecordSession;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.testkit.ManualClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupabaseConnectionTest {
  private static Tables tables;

  private final ManualClock clock = new ManualClock();
  private final AtomicReference<String> password = new AtomicReference<>("");
  private TcpProxy proxy;
  private SupabaseConnection connection;

  @BeforeAll
  static void start() {
    tables = Tables.start(Schema.SEED);
  }

  @AfterAll
  static void stop() {
    tables.database().close();
  }

  @BeforeEach
  void connectThroughProxy() {
    proxy = new TcpProxy(tables.database().port());
    password.set(tables.database().operator().password());
    connection = connectTo("postgres");
  }

  @AfterEach
  void close() {
    connection.close();
    proxy.close();
  }

  private SupabaseConnection connectTo(String database) {
    return new SupabaseConnection(
        new SupabaseLogin(
            "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable".formatted(proxy.port(), database),
            "tenant_operator",
            password::get,
            Map.of()),
        clock,
        new Random(1));
  }

  static SyncFailure trouble(SupabaseConnection connection) {
    try {
      ask(connection);
      throw new AssertionError("there is no trouble");
    } catch (SyncFailureException e) {
      return e.failure();
    }
  }

  private static String ask(SupabaseConnection connection) throws SyncFailureException {
    return connection.call(
        (session, schema) -> {
          try (Statement query = session.createStatement();
              ResultSet row = query.executeQuery("select count(*) from tenants")) {
            row.next();
            return schema.identity();
          }
        });
  }

  private static <T> List<T> atOnce(int times, Callable<T> task) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(Collections.nCopies(times, task)).stream()
          .map(Future::resultNow)
          .toList();
    }
  }

  @Test
  void many_tenants_share_few_connections() throws Exception {
    atOnce(50, () -> ask(connection));

    assertThat(proxy.connections()).as("one probe and three of the pool").isBetween(2, 4);
  }

  @Test
  void a_wrong_password_is_tried_once_by_all_tenants_and_then_not_for_minutes() throws Exception {
    password.set("not the password");

    for (SyncFailure trouble : atOnce(20, () -> trouble(connection))) {
      assertThat(trouble.reason()).isEqualTo(Reason.SUPABASE_LOGIN_REFUSED);
      assertThat(trouble.message())
          .contains("SUPABASE_DB_PASSWORD")
          .doesNotContain("not the password");
      assertThat(trouble.retryAfter()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    }
    clock.advance(Duration.ofMinutes(5));
    trouble(connection);
    assertThat(proxy.connections()).isEqualTo(1);

    clock.advance(Duration.ofMinutes(5));
    trouble(connection);
    assertThat(proxy.connections()).isEqualTo(2);

    password.set(tables.database().operator().password());
    ask(connection);
  }

  @Test
  void a_password_that_is_changed_on_the_server_is_not_tried_again_and_again() throws Exception {
    ask(connection);
    int before = proxy.connections();
    password.set("no more the password");
    proxy.cut();
    proxy.restore();

    assertThat(trouble(connection).reason()).isEqualTo(Reason.SUPABASE_LOGIN_REFUSED);
    assertThat(atOnce(10, () -> trouble(connection).reason()))
        .containsOnly(Reason.SUPABASE_LOGIN_REFUSED);

    assertThat(proxy.connections()).isEqualTo(before + 1);
  }

  @Test
  void a_server_that_is_away_is_asked_ever_more_seldom_by_one_for_all() throws Exception {
    proxy.cut();
    Duration longest = Duration.ZERO;
    for (int attempt = 1; attempt <= 10; attempt++) {
      List<SyncFailure> troubles = atOnce(10, () -> trouble(connection));
      assertThat(troubles)
          .allSatisfy(
              trouble -> assertThat(trouble.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE));
      assertThat(proxy.connections()).isEqualTo(attempt);
      longest =
          troubles.stream().map(SyncFailure::retryAfter).max(Duration::compareTo).orElseThrow();
      assertThat(longest).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
      clock.advance(longest);
    }
    assertThat(longest).isGreaterThanOrEqualTo(Duration.ofSeconds(20));

    proxy.restore();
    ask(connection);
  }

  @Test
  void while_one_log_in_hangs_nobody_else_waits_for_it() throws Exception {
    proxy.freeze();
    assertThat(trouble(connection).message()).contains("no connection in time");

    for (int tenant = 0; tenant < 100; tenant++) {
      SyncFailure trouble = trouble(connection);
      assertThat(trouble.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE);
      assertThat(trouble.message()).as("the log-in still hangs").contains("no connection in time");
      assertThat(trouble.retryAfter()).isPositive();
    }
    assertThat(proxy.connections()).isEqualTo(1);

    proxy.restore();
    Await.until("the database to be found again", Duration.ofSeconds(30), this::isReached);
  }

  @Test
  void while_the_work_of_some_hangs_others_are_told_at_once() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Semaphore begun = new Semaphore(0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> hanging =
          Stream.generate(
                  () ->
                      threads.submit(
                          () ->
                              connection.call(
                                  (_, _) -> {
                                    begun.release();
                                    return awaited(end);
                                  })))
              .limit(3)
              .toList();
      assertThat(begun.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();

      for (int tenant = 0; tenant < 100; tenant++) {
        assertThat(trouble(connection).message()).contains("no connection in time");
      }
      assertThat(hanging).noneMatch(Future::isDone);
      end.countDown();
    }
    Await.until("the others to have their turn", Duration.ofSeconds(30), this::isReached);
  }

  private static boolean awaited(CountDownLatch end) {
    try {
      return end.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void work_that_takes_too_long_as_a_whole_is_ended() throws Exception {
    try (Connection session = tables.database().connect(tables.database().operator());
        CallDeadline deadline = CallDeadline.start(session, Duration.ofMillis(50));
        Statement statement = session.createStatement()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  statement.execute("select pg_sleep(0.01)");
                }
              })
          .isInstanceOf(SQLException.class);
      assertThat(deadline.isExpired()).isTrue();
    }
  }

  private boolean isReached() {
    clock.advance(Duration.ofMinutes(1));
    try {
      ask(connection);
      return true;
    } catch (SyncFailureException e) {
      return false;
    }
  }

  @Test
  void a_pooler_that_gives_each_transaction_another_server_does_no_harm() throws Exception {
    RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    InMemoryRecordSession recordSession = new InMemoryRecordSession();
    Wish wish = Wish.of("pooled-co", "Pooled").at("pooled.example");
    for (int transaction = 0; transaction < 12; transaction++) {
      SyncResult result = rows.sync(wish.named("Pooled " + transaction).row(), recordSession);

      assertThat(result.reason()).as(result.message()).isEqualTo(Reason.SYNCED);
      connection.call(
          (session, _) -> {
            try (Statement statement = session.createStatement()) {
              return statement.execute(
                  "do $$ begin execute 'deallocate all'; execute 'reset all'; end $$");
            }
          });
    }
  }

  @Test
  void a_broken_connection_is_replaced_unnoticed() throws Exception {
    ask(connection);
    tables.ask(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tenant_operator'");

    ask(connection);
  }

  @Test
  void a_server_that_goes_away_in_the_middle_and_returns_loses_nothing() {
    RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    InMemoryRecordSession recordSession = new InMemoryRecordSession();
    Wish wish = Wish.of("away-co", "Away");

    SyncResult away = rows.sync(wish.row(), new WitnessedRecordSession(recordSession, proxy::cut));
    assertThat(away.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE);
    assertThat(tables.ask("select from tenants where slug = 'away-co'")).isEmpty();

    proxy.restore();
    clock.advance(away.retryAfter().orElseThrow());
    SyncResult back = rows.sync(wish.row(), recordSession);
    assertThat(back.reason()).as(back.message()).isEqualTo(Reason.SYNCED);
    assertThat(tables.one("select id from tenants where slug = 'away-co'"))
        .isEqualTo(recordSession.read().row().orElseThrow().id());
  }

  @Test
  void a_server_that_is_restarted_is_found_again() throws Exception {
    try (SupabaseConnection direct = new SupabaseConnection(tables.login(), clock, new Random(1))) {
      ask(direct);
      tables.database().stop();
      SyncFailure down = trouble(direct);
      assertThat(down.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE);
      assertThat(down.message()).contains("nothing listens there");

      tables.database().startAgain();
      clock.advance(down.retryAfter());
      ask(direct);
    }
  }

  @Test
  void what_others_hold_holds_while_the_database_is_away() {
    RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    InMemoryRecordSession recordSession = new InMemoryRecordSession();
    Wish wish = Wish.of("held-co", "Held");
    rows.sync(wish.row(), recordSession);
    tables.run("update tenants set status = 'suspended' where slug = 'held-co'");
    rows.sync(wish.row(), recordSession);

    proxy.cut();
    SyncResult away = rows.sync(wish.row(), recordSession);

    assertThat(away.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE);
    assertThat(away.suspendedInDatabase()).isTrue();
    assertThat(away.decisions()).hasSize(1);
  }

  @Test
  void an_unfit_database_is_told_apart_and_heals() throws Exception {
    tables.run("create database bare");
    try (SupabaseConnection bare = connectTo("bare")) {
      assertUnfit(bare, Reason.TABLE_MISSING, "public.tenants does not exist");
    }

    tables.alter("alter table tenants rename column metadata to meta");
    assertUnfit(connection, Reason.TABLE_MISSING, "does not have the columns metadata");
    tables.alter("alter table tenants rename column meta to metadata");
    assertHeals(connection);

    tables.alter("revoke update on tenant_services from tenant_operator");
    try (SupabaseConnection other = connectTo("postgres")) {
      assertUnfit(other, Reason.GRANT_MISSING, "lacks update for table public.tenant_services");
      tables.alter("grant update on tenant_services to tenant_operator");
      assertHeals(other);
    }

    tables.alter("drop policy tenant_services_operator on tenant_services");
    try (SupabaseConnection other = connectTo("postgres")) {
      assertUnfit(other, Reason.ROWS_HIDDEN, "hides rows of public.tenant_services");
      tables.alter(
          "create policy tenant_services_operator on tenant_services to tenant_operator using (true)");
      assertHeals(other);
    }

    tables.run("alter database postgres set default_transaction_read_only = on");
    try (SupabaseConnection other = connectTo("postgres")) {
      assertUnfit(other, Reason.READ_ONLY, "accepts no writes");
      tables.writable();
      assertHeals(other);
    }
  }

  private void assertUnfit(SupabaseConnection unfit, Reason reason, String words)
      throws InterruptedException {
    int before = proxy.connections();
    for (SyncFailure trouble : atOnce(5, () -> trouble(unfit))) {
      assertThat(trouble.reason()).isEqualTo(reason);
      assertThat(trouble.message()).contains(words);
      assertThat(trouble.retryAfter()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
    assertThat(proxy.connections()).isEqualTo(before + 1);
  }

  private void assertHeals(SupabaseConnection healing) throws SyncFailureException {
    clock.advance(Duration.ofMinutes(1));
    ask(healing);
  }

  @Test
  void rights_lost_while_connected_are_the_tenants_own_trouble() throws Exception {
    RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    InMemoryRecordSession recordSession = new InMemoryRecordSession();
    Wish wish = Wish.of("rights-co", "Rights");
    assertThat(rows.sync(wish.row(), recordSession).reason()).isEqualTo(Reason.SYNCED);

    tables.alter("revoke update on tenants from tenant_operator");
    SyncResult refused = rows.sync(wish.named("Other").row(), recordSession);
    assertThat(refused.reason()).isEqualTo(Reason.GRANT_MISSING);
    assertThat(refused.message()).contains("permission denied for table tenants");
    tables.alter("grant update on tenants to tenant_operator");

    tables.alter(
        """
        drop policy tenants_operator on tenants;
        create policy tenants_operator on tenants for select to tenant_operator using (true)
        """);
    assertThat(rows.sync(wish.named("Other").row(), recordSession).reason())
        .as("row level security says nothing by itself")
        .isEqualTo(Reason.GRANT_MISSING);

    tables.alter("drop policy tenants_operator on tenants");
    SyncResult hidden = rows.sync(wish.named("Other").row(), recordSession);
    assertThat(hidden.reason()).isEqualTo(Reason.ROWS_HIDDEN);
    tables.alter("create policy tenants_operator on tenants to tenant_operator using (true)");
    assertThat(rows.sync(wish.named("Other").row(), recordSession).reason())
        .isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_busy_row_is_waited_for_and_then_tried_again_later() throws Exception {
    RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    InMemoryRecordSession recordSession = new InMemoryRecordSession();
    Wish wish = Wish.of("busy-co", "Busy");
    rows.sync(wish.row(), recordSession);
    try (var other = tables.database().connect(tables.database().superuser());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("update tenants set name = 'x' where slug = 'busy-co'");

      SyncResult busy = rows.sync(wish.named("Other").row(), recordSession);

      assertThat(busy.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE);
      assertThat(busy.message()).contains("too busy");
      assertThat(rows.sync(Wish.of("idle-co", "Idle").row(), new InMemoryRecordSession()).reason())
          .as("another tenant meanwhile")
          .isEqualTo(Reason.SYNCED);
      other.rollback();
    }
    assertThat(rows.sync(wish.named("Other").row(), recordSession).reason())
        .isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_locked_table_is_found_out_by_one_tenant_for_all() throws Exception {
    RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    InMemoryRecordSession recordSession = new InMemoryRecordSession();
    Wish wish = Wish.of("locked-co", "Locked");
    rows.sync(wish.row(), recordSession);
    SyncResult locked;
    try (var other = tables.database().connect(tables.database().superuser());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table tenants in access exclusive mode");
      locked = rows.sync(wish.named("Other").row(), recordSession);
      other.rollback();
    }
    assertThat(locked.reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE);
    assertThat(locked.message()).contains("too busy");

    assertThat(rows.sync(Wish.of("next-co", "Next").row(), new InMemoryRecordSession()).message())
        .as("another tenant, which does not try for itself yet")
        .isEqualTo(locked.message());

    clock.advance(locked.retryAfter().orElseThrow());
    assertThat(rows.sync(wish.named("Other").row(), recordSession).reason())
        .isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_database_has_an_identity_also_where_the_system_identifier_is_forbidden() throws Exception {
    assertThat(ask(connection)).startsWith("system/");

    tables.run("revoke execute on function pg_control_system() from public");
    try (SupabaseConnection other = connectTo("postgres")) {
      assertThat(ask(other)).startsWith("tables/");
    } finally {
      tables.run("grant execute on function pg_control_system() to public");
    }
  }

  @Test
  void an_answer_that_would_fill_the_memory_is_not_read() {
    assertThatThrownBy(() -> connection.call((session, _) -> textOf(session, 9_000_000)))
        .isInstanceOfSatisfying(
            SyncFailureException.class,
            e -> assertThat(e.failure().message()).contains("maxResultBuffer"));
  }

  private static String textOf(Connection session, int bytes) throws SQLException {
    try (Statement query = session.createStatement();
        ResultSet row = query.executeQuery("select repeat('x', %d)".formatted(bytes))) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void without_an_sslmode_the_server_has_to_prove_itself() {
    try (SupabaseConnection verifying =
        new SupabaseConnection(
            new SupabaseLogin(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(proxy.port()),
                "tenant_operator",
                password::get,
                Map.of()),
            clock,
            new Random(1))) {
      assertThat(trouble(verifying).message()).contains("does not support SSL");
    }
  }
}
