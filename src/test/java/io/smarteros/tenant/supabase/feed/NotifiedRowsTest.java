package io.smarteros.tenant.supabase.feed;

import static io.smarteros.tenant.supabase.feed.WatchedRows.BY_NOTIFICATION;
import static io.smarteros.tenant.supabase.feed.WatchedRows.OFTEN;
import static io.smarteros.tenant.supabase.feed.WatchedRows.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.connection.PoolerOfTransactions;
import io.smarteros.tenant.supabase.connection.PoolerOfTransactions.Notifications;
import io.smarteros.tenant.supabase.connection.TcpProxy;
import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On the hardened tables, whose triggers tell of changes. */
class NotifiedRowsTest {
  private static final Tables tables = Tables.start(Schema.HARDENED);

  private final TcpProxy proxy = new TcpProxy(tables.database().port());

  @AfterAll
  static void stop() {
    tables.database().close();
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  private WatchedRows watch(FeedTiming timing) {
    return new WatchedRows(tables, proxy.port(), timing).start();
  }

  private static void withoutTriggers(String which, Runnable edit) {
    for (String table : List.of("tenants", "tenant_services")) {
      tables.alter("alter table %s disable trigger %s".formatted(table, which));
    }
    edit.run();
    for (String table : List.of("tenants", "tenant_services")) {
      tables.alter("alter table %s enable trigger %s".formatted(table, which));
    }
  }

  @Test
  void each_foreign_change_is_seen_at_once() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      for (String change :
          List.of(
              "update tenants set metadata = '{\"theirs\": 1}' where slug = 'acme'",
              "update tenant_services set enabled = false where tenant_id = (select id from tenants where slug = 'acme')",
              "insert into tenant_services (tenant_id, service_name) select id, 'odoo' from tenants where slug = 'acme'",
              "delete from tenant_services where service_name = 'n8n'",
              "update tenants set status = 'deleted' where slug = 'acme'",
              "delete from tenants where slug = 'acme'")) {
        tables.run(change);
        watched.awaitChange("acme");
        watched.sync();
      }
      assertThat(watched.status.mode()).isEqualTo(SchemaMode.HARDENED);
      assertThat(watched.status.sinceFullCompare()).isPresent();
    }
  }

  @Test
  void what_the_operator_itself_writes_is_no_change() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      long before = watched.status.hints();
      watched.renameAcme("Acme Inc.");
      await("the notification of it", () -> watched.status.hints() > before);

      watched.assertEditIsSeen("after an edit of its own");
    }
  }

  @Test
  void what_the_operator_does_not_read_is_no_change() {
    tables.alter("alter table tenants add column theirs text");
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      long before = watched.status.hints();
      tables.run("update tenants set theirs = 'x' where slug = 'acme'");
      await("the notification of it", () -> watched.status.hints() > before);

      watched.assertEditIsSeen("after an edit of another column");
    } finally {
      tables.alter("alter table tenants drop column theirs");
    }
  }

  @Test
  void what_happens_while_the_connection_is_away_is_found_when_it_is_back() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      proxy.cut();
      withoutTriggers(
          "z_notify", () -> tables.run("update tenants set name = 'Away' where slug = 'acme'"));
      proxy.restore();

      watched.awaitChange("acme");
      watched.awaitListening();
      assertThat(watched.status.reconnects()).isPositive();
    }
  }

  @Test
  void what_no_notification_told_of_is_found_by_the_next_full_compare() {
    FeedTiming timing = timingWithFullCompare(Duration.ofMillis(300));
    for (String triggers : List.of("z_notify", "user")) {
      try (WatchedRows watched = watch(timing)) {
        watched.awaitListening();
        withoutTriggers(
            triggers,
            () -> tables.run("update tenants set name = ? where slug = 'acme'", "no " + triggers));

        watched.awaitChange("acme");
      }
    }
  }

  private static FeedTiming timingWithFullCompare(Duration interval) {
    return new FeedTiming(
        interval,
        // a comparison that meets the tables without triggers begins to poll
        interval,
        BY_NOTIFICATION.quiet(),
        BY_NOTIFICATION.longestFold(),
        BY_NOTIFICATION.silence(),
        BY_NOTIFICATION.answer(),
        BY_NOTIFICATION.ownNotification());
  }

  @Test
  void a_connection_that_the_server_ends_is_replaced() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      tables.run(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tenant_operator'");
      await("the loss to be noticed", () -> watched.status.reconnects() > 0);
      watched.awaitListening();

      watched.assertEditIsSeen("after the server ended the connection");
    }
  }

  @Test
  void a_server_that_is_restarted_is_listened_to_again() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      tables.database().stop();
      tables.database().startAgain();
      await("the loss to be noticed", () -> watched.status.reconnects() > 0);
      watched.awaitListening();

      watched.assertEditIsSeen("after a restart");
    }
  }

  @Test
  void a_connection_that_carries_nothing_any_more_is_noticed_and_replaced() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      proxy.freezeTheOpenOnes();

      watched.assertEditIsSeen("on a connection that is cut unseen");
      watched.awaitListening();
    }
  }

  @Test
  void a_connection_that_stops_within_a_notification_is_noticed_and_replaced() {
    try (PoolerOfTransactions pooler = new PoolerOfTransactions(tables.database().port());
        WatchedRows watched = new WatchedRows(tables, pooler.port(), BY_NOTIFICATION)) {
      pooler.handle(Notifications.PASSED);
      watched.start().awaitListening();
      pooler.handle(Notifications.BROKEN_OFF);
      tables.run("update tenants set name = 'Half' where slug = 'acme'");
      await("the loss to be noticed", () -> watched.status.reconnects() > 0);
      pooler.handle(Notifications.PASSED);

      watched.awaitChange("acme");
      watched.awaitListening();
    }
  }

  @Test
  void behind_a_pooler_that_passes_no_notifications_on_rows_are_polled() {
    try (PoolerOfTransactions pooler = new PoolerOfTransactions(tables.database().port());
        WatchedRows watched = new WatchedRows(tables, pooler.port(), OFTEN).start()) {
      await("the operator to poll", () -> watched.status.watch() == Watch.POLLING);
      watched.assertEditIsSeen("behind a pooler");
      assertThat(watched.status.watch()).isEqualTo(Watch.POLLING);
      assertThat(watched.status.mode()).isEqualTo(SchemaMode.HARDENED);

      pooler.handle(Notifications.PASSED);
      watched.awaitListening();
    }
  }

  @Test
  void where_the_server_has_no_connection_left_to_listen_rows_are_polled() {
    tables.alter("alter role tenant_operator connection limit 1");
    try (WatchedRows watched = watch(OFTEN)) {
      await("the operator to poll", () -> watched.status.watch() == Watch.POLLING);
      watched.assertEditIsSeen("with one connection");
    } finally {
      tables.alter("alter role tenant_operator connection limit -1");
    }
  }

  @Test
  void a_flood_of_notifications_hides_no_change() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      tables.run(
          """
          select count(pg_notify('tenant_changes', payload))
            from (select gen_random_uuid()::text as payload from generate_series(1, 100000)
                  union all
                  select 'garbage ' || n from generate_series(1, 10000) n
                  union all
                  select n || repeat('x', 7990) from generate_series(1, 100) n) flood
          """);

      watched.assertEditIsSeen("behind a flood");
      assertThat(watched.status.hints()).isGreaterThan(100_000);
    }
  }

  @Test
  void a_flood_that_would_fill_the_memory_costs_a_connection_and_no_change() {
    try (WatchedRows watched = watch(BY_NOTIFICATION)) {
      watched.awaitListening();
      tables.run(
          """
          select count(pg_notify('tenant_changes', n || repeat('x', 7990)))
            from generate_series(1, 20000) n
          """);
      await("the connection to be given up", () -> watched.status.reconnects() > 0);

      watched.assertEditIsSeen("behind a large flood");
      watched.awaitListening();
    }
  }

  @Test
  void a_clock_that_is_set_back_hides_no_change() {
    AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> Instant.now().plus(set.get());
    try (WatchedRows watched =
        new WatchedRows(tables, proxy.port(), BY_NOTIFICATION, clock, tables.login().password())) {
      watched.start().awaitListening();
      set.set(Duration.ofDays(-1));
      tables.run("update tenants set updated_at = '2001-01-01', name = 'Then' where slug = 'acme'");
      watched.awaitChange("acme");
      watched.sync();

      watched.assertEditIsSeen("with a clock that was set back");
    }
  }

  @Test
  void a_refused_password_is_tried_once_and_a_new_one_at_once() {
    AtomicReference<String> password = new AtomicReference<>(tables.login().password().get());
    try (WatchedRows watched =
        new WatchedRows(tables, proxy.port(), OFTEN, InstantSource.system(), password::get)) {
      watched.start().awaitListening();
      password.set("wrong");
      int before = proxy.connections();
      tables.run(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tenant_operator'");
      await("the refusal to be known", () -> watched.status.watch() == Watch.NONE);
      long polls = watched.status.reconnects();
      assertThat(proxy.connections()).as("log-ins").isEqualTo(before + 1);

      password.set(tables.login().password().get());
      watched.awaitListening();
      assertThat(watched.status.reconnects()).isEqualTo(polls);
    }
  }

  @Test
  void rows_that_row_level_security_hides_are_told_apart_from_rows_that_are_gone() {
    try (WatchedRows watched = watch(OFTEN)) {
      watched.awaitListening();
      tables.alter("drop policy tenants_operator on tenants");
      try {
        await("the blindness", () -> watched.status.mode() == SchemaMode.BLIND);
        assertThat(watched.status.watch()).isEqualTo(Watch.NONE);
        watched.awaitChange("acme");
      } finally {
        tables.alter(
            "create policy tenants_operator on tenants for all to tenant_operator"
                + " using (true) with check (true)");
      }
      watched.awaitListening();
      assertThat(watched.status.mode()).isEqualTo(SchemaMode.HARDENED);
    }
  }

  @Test
  void a_database_that_is_read_only_is_told() {
    try (WatchedRows watched = watch(OFTEN)) {
      watched.awaitListening();
      tables.run("alter database postgres set default_transaction_read_only = on");
      try {
        tables.run(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tenant_operator'");
        await("the mode", () -> watched.status.mode() == SchemaMode.READ_ONLY);
      } finally {
        tables.writable();
      }
      watched.awaitListening();
    }
  }

  @Test
  void without_the_triggers_rows_are_polled_and_with_them_listened_for() {
    try (WatchedRows watched = watch(OFTEN)) {
      watched.awaitListening();
      withoutTriggers(
          "z_notify",
          () -> {
            await("the operator to poll", () -> watched.status.watch() == Watch.POLLING);
            watched.assertEditIsSeen("without triggers");
          });
      watched.awaitListening();
    }
  }
}
