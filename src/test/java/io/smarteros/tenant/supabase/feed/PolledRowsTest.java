package io.smarteros.tenant.supabase.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.RowSync;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.supabase.connection.TcpProxy;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the tables as the product's first migration left them. */
class PolledRowsTest {
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
  private static final Tables tables = Tables.start(Schema.SEED);

  private final RowFingerprints seen = new RowFingerprints();
  private final List<String> changed = new CopyOnWriteArrayList<>();
  private final InMemoryRecordSession acme = new InMemoryRecordSession();
  private final InMemoryRecordSession other = new InMemoryRecordSession();
  private final SupabaseConnection connection = tables.connect();
  private final RowSync rows = new RowSync(connection, seen, Brakes.open(), InstantSource.system());
  private final FeedStatus status = new FeedStatus(InstantSource.system());
  private final ChangeFeed feed = feed(connection, FeedTiming.withFullCompare(HALF_A_MINUTE));

  private ChangeFeed feed(SupabaseConnection to, FeedTiming timing) {
    return new ChangeFeed(
        to,
        seen,
        new FeedListeners(_ -> {}, changed::add, _ -> {}),
        status,
        timing,
        InstantSource.system(),
        new Random(1));
  }

  @AfterAll
  static void stop() {
    tables.database().close();
  }

  @BeforeEach
  void twoTenants() {
    syncBoth();
  }

  @AfterEach
  void removeThem() {
    connection.close();
    tables.run("delete from tenants");
  }

  private void syncBoth() {
    rows.sync(Wish.acme().row(), acme);
    rows.sync(Wish.of("other", "Other").row(), other);
  }

  @Test
  void what_the_operator_itself_writes_is_no_change() {
    rows.sync(Wish.acme().named("Acme Inc.").row(), acme);

    assertThat(feed.watch()).isEqualTo(HALF_A_MINUTE);
    assertThat(changed).isEmpty();
  }

  @Test
  void each_foreign_change_is_told_until_a_pass_looked_at_it() {
    for (String change :
        List.of(
            "update tenants set metadata = '{\"theirs\": 1}' where slug = 'acme'",
            "update tenant_services set enabled = false where tenant_id = (select id from tenants where slug = 'acme')",
            "insert into tenant_services (tenant_id, service_name) select id, 'odoo' from tenants where slug = 'acme'",
            "update tenants set domain = 'evil.example' where slug = 'acme'",
            "delete from tenants where slug = 'acme'")) {
      tables.run(change);
      feed.watch();
      feed.watch();
      assertThat(changed).as(change).containsExactly("acme", "acme");

      changed.clear();
      syncBoth();
      feed.watch();
      assertThat(changed).as("after " + change).isEmpty();
    }
  }

  @Test
  void what_the_operator_does_not_read_is_no_change() {
    tables.run("update tenants set created_at = now(), updated_at = now()");
    tables.run("insert into tenant_services (tenant_id, service_name) select id, 'x' from tenants");

    feed.watch();

    assertThat(changed).isEmpty();
  }

  @Test
  void the_changes_of_others_are_seen_beside_a_row_that_is_too_large() {
    tables.run(
        """
        update tenants set metadata = to_jsonb(array_fill('a'::text, array[8000000]))
         where slug = 'acme'
        """);
    feed.watch();
    assertThat(changed).containsExactly("acme");
    rows.sync(Wish.acme().row(), acme);
    changed.clear();

    tables.run("update tenants set name = 'Evil' where slug = 'other'");
    feed.watch();

    assertThat(changed).containsExactly("other");
  }

  @Test
  void a_change_between_a_pass_and_the_first_poll_is_not_lost() {
    tables.run("update tenants set name = 'Evil' where slug = 'other'");

    feed.watch();

    assertThat(changed).containsExactly("other");
  }

  @Test
  void a_released_tenant_is_watched_no_more() {
    rows.release("other", DeletionPolicy.RETAIN, other);
    tables.run("update tenants set name = 'x' where slug = 'other'");

    feed.watch();

    assertThat(changed).isEmpty();
  }

  @Test
  void a_row_in_the_way_is_watched() {
    tables.run("insert into tenants (name, slug) values ('In the way', 'third')");
    InMemoryRecordSession third = new InMemoryRecordSession();
    rows.sync(Wish.of("third", "Third").row(), third);
    feed.watch();
    assertThat(changed).isEmpty();

    tables.run("delete from tenants where slug = 'third'");
    feed.watch();

    assertThat(changed).containsExactly("third");
  }

  @Test
  void during_an_outage_nothing_is_told_and_the_next_look_comes_soon() {
    try (TcpProxy proxy = new TcpProxy(tables.database().port());
        SupabaseConnection away =
            new SupabaseConnection(
                new SupabaseLogin(
                    "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable"
                        .formatted(proxy.port()),
                    "tenant_operator",
                    tables.login().password(),
                    Map.of()),
                new ManualClock(),
                new Random(1))) {
      proxy.cut();

      assertThat(feed(away, FeedTiming.withFullCompare(HALF_A_MINUTE)).watch())
          .isPositive()
          .isLessThan(HALF_A_MINUTE);
      assertThat(changed).isEmpty();
    }
  }

  @Test
  void rows_that_are_watched_and_unchanged_are_not_read_again() {
    feed.watch();
    try (Unreadable _ = new Unreadable()) {
      assertThat(keepAcme().reason()).isEqualTo(Reason.SYNCED);

      assertThat(rows.keep(Wish.acme().named("Acme Inc.").row(), acme).reason())
          .as("another wish")
          .isNotEqualTo(Reason.SYNCED);
      assertThat(keepAcme().reason()).as("the old wish after it").isNotEqualTo(Reason.SYNCED);
    }
    assertThat(keepAcme().reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void rows_are_read_again_when_the_poll_has_seen_a_change() {
    feed.watch();
    tables.run("update tenants set name = 'Evil' where slug = 'acme'");
    feed.watch();

    assertThat(keepAcme().corrections()).hasSize(1);

    assertThat(keepAcme().corrections()).as("told of once").isEmpty();
    assertThat(tables.one("select name from tenants where slug = 'acme'")).isEqualTo("Acme S.A.");
  }

  @Test
  void rows_are_read_again_while_nobody_watches_them() {
    try (Unreadable _ = new Unreadable()) {
      assertThat(keepAcme().reason()).as("before the first poll").isNotEqualTo(Reason.SYNCED);
    }
    syncBoth();
    feed.watch();
    try (Unreadable _ = new Unreadable()) {
      feed.watch();
      assertThat(keepAcme().reason()).as("after one that failed").isNotEqualTo(Reason.SYNCED);
    }
  }

  private SyncResult keepAcme() {
    return rows.keep(Wish.acme().row(), acme);
  }

  /** As long as it is open, who looks at the rows gets into trouble. */
  private static final class Unreadable implements AutoCloseable {
    Unreadable() {
      tables.alter("revoke select on tenants from tenant_operator");
    }

    @Override
    public void close() {
      tables.alter("grant select on tenants to tenant_operator");
    }
  }

  @Test
  void it_runs_by_itself_until_closed() {
    try (ChangeFeed running = feed(connection, WatchedRows.OFTEN)) {
      running.start();
      tables.run("update tenants set name = 'Evil' where slug = 'other'");

      Await.until("the change to be told", Duration.ofSeconds(10), () -> changed.contains("other"));
    }
  }
}
