package io.smarteros.tenant.supabase.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.RowSync;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** An operator that keeps the rows of acme and other, and watches them. */
final class WatchedRows implements AutoCloseable {
  static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofHours(1);

  /** Only notifications tell of changes. */
  static final FeedTiming BY_NOTIFICATION =
      new FeedTiming(
          LONG,
          LONG,
          Duration.ofMillis(20),
          Duration.ofMillis(60),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(5));

  /** Everything is compared all the time. */
  static final FeedTiming OFTEN =
      new FeedTiming(
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          Duration.ofMillis(20),
          Duration.ofMillis(60),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofMillis(500));

  final FeedStatus status = new FeedStatus(InstantSource.system());
  final RowSync rows;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final Tables tables;
  private final SupabaseConnection connection;
  private final ChangeFeed feed;
  private final InMemoryRecordSession acme = new InMemoryRecordSession();
  private final InMemoryRecordSession other = new InMemoryRecordSession();

  WatchedRows(Tables tables, int port, FeedTiming timing) {
    this(tables, port, timing, InstantSource.system(), tables.login().password());
  }

  WatchedRows(
      Tables tables, int port, FeedTiming timing, InstantSource clock, Supplier<String> password) {
    this.tables = tables;
    RowFingerprints seen = new RowFingerprints();
    connection =
        new SupabaseConnection(
            new SupabaseLogin(
                "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable".formatted(port),
                "tenant_operator",
                password,
                Map.of()),
            clock,
            new Random(1));
    rows = new RowSync(connection, seen, Brakes.open(), clock);
    feed =
        new ChangeFeed(
            connection,
            seen,
            new FeedListeners(_ -> {}, changed::add, _ -> {}),
            status,
            timing,
            clock,
            new Random(1));
  }

  /** With both rows as the operator wants them. */
  WatchedRows start() {
    sync();
    feed.start();
    return this;
  }

  /** Reconciles both, which then have no changes that nobody looked at. */
  void sync() {
    rows.sync(Wish.acme().row(), acme);
    rows.sync(Wish.of("other", "Other").row(), other);
    changed.clear();
  }

  void renameAcme(String name) {
    rows.sync(Wish.acme().named(name).row(), acme);
  }

  void awaitListening() {
    await("the operator to listen", () -> status.watch() == Watch.LISTENING);
  }

  /** Whether somebody else's edit of the row of other is noticed. */
  void assertEditIsSeen(String how) {
    tables.run("update tenants set name = ? where slug = 'other'", how);
    await("an edit to be seen: " + how, () -> changed.contains("other"));
    assertThat(changed).as("only what was edited: " + how).doesNotContain("acme");
    sync();
  }

  void awaitChange(String tenant) {
    await("a change to be seen of " + tenant, () -> changed.contains(tenant));
  }

  static void await(String what, BooleanSupplier condition) {
    Await.until(what, BOUND, condition);
  }

  @Override
  public void close() {
    feed.close();
    connection.close();
    tables.run("update tenants set status = 'deleted'");
    tables.run("delete from tenants");
  }
}
