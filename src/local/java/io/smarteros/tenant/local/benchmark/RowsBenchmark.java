package io.smarteros.tenant.local.benchmark;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.supabase.feed.ChangeFeed;
import io.smarteros.tenant.supabase.feed.FeedListeners;
import io.smarteros.tenant.supabase.feed.FeedStatus;
import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import io.smarteros.tenant.supabase.feed.FeedTiming;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.supabase.table.TenantTables;
import io.smarteros.tenant.supabase.table.TenantTables.VersionedFingerprint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./mvnw -Pbenchmark -Dbenchmark=RowsBenchmark -Dtenants=10000}: measures how long a
 * comparison of the rows of so many tenants takes, each with four services, and how long it takes
 * from an edit of a row until the operator knows which tenant to reconcile. It asserts nothing.
 */
final class RowsBenchmark {
  private static final int DEFAULT_TENANTS = 10_000;
  private static final int COMPARISONS = 20;
  private static final int EDITS = 200;
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final MarkdownTable TABLE = new MarkdownTable(List.of("p50, ms", "p95, ms"));

  private RowsBenchmark() {}

  public static void main(String[] args) throws SQLException, InterruptedException {
    int tenants = Integer.getInteger("tenants", DEFAULT_TENANTS);
    try (SupabaseDatabase seed = SupabaseDatabase.start(Schema.SEED)) {
      fill(seed, tenants);
      put("all rows by fingerprint, the seed's tables", byFingerprint(seed));
    }
    try (SupabaseDatabase hardened = SupabaseDatabase.start(Schema.HARDENED)) {
      fill(hardened, tenants);
      put("all rows by fingerprint, hardened", byFingerprint(hardened));
      put("all rows by version, hardened", byVersion(hardened));
      put("edit until the tenant is known", edits(hardened));
    }
    System.out.println("%,d tenants with four services each:%n%n%s".formatted(tenants, TABLE));
  }

  private static void put(String row, List<Long> nanoseconds) {
    List<Long> sorted = nanoseconds.stream().sorted().toList();
    TABLE.put(row, "p50, ms", milliseconds(sorted.get(sorted.size() / 2)));
    TABLE.put(row, "p95, ms", milliseconds(sorted.get(sorted.size() * 95 / 100)));
  }

  private static String milliseconds(long nanoseconds) {
    return String.format(Locale.ROOT, "%,d", Math.round(nanoseconds / 1e6));
  }

  private static void fill(SupabaseDatabase database, int tenants) throws SQLException {
    try (Connection connection = database.connect(database.superuser());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into tenants (name, slug, domain, metadata)
          select 'Tenant ' || n, 't' || n, 't' || n || '.example',
                 jsonb_build_object('plan', 'gold', 'note', repeat('x', 500))
            from generate_series(1, %d) n
          """
              .formatted(tenants));
      statement.execute(
          """
          insert into tenant_services (tenant_id, service_name, config)
          select t.id, s.name,
                 jsonb_build_object('mode', 'Dedicated', 'url', 'https://' || t.domain,
                                    'version', '1.2.3')
            from tenants t, (values ('n8n'), ('odoo'), ('chatwoot'), ('botpress')) as s (name)
          """);
      statement.execute("analyze");
    }
  }

  private interface Comparison {
    void run(TenantTables tables, List<String> ids) throws SQLException;
  }

  private static List<Long> byFingerprint(SupabaseDatabase database) throws SQLException {
    return measure(database, TenantTables::fingerprints);
  }

  private static List<Long> byVersion(SupabaseDatabase database) throws SQLException {
    return measure(database, TenantTables::versions);
  }

  private static List<Long> measure(SupabaseDatabase database, Comparison comparison)
      throws SQLException {
    List<Long> nanoseconds = new ArrayList<>();
    try (SupabaseConnection connection = connect(database)) {
      List<String> ids = ids(database);
      for (int i = 0; i < COMPARISONS; i++) {
        long start = System.nanoTime();
        connection.read(
            (session, schema) -> {
              comparison.run(new TenantTables(session, schema), ids);
              return ids;
            });
        nanoseconds.add(System.nanoTime() - start);
      }
    }
    return nanoseconds;
  }

  private static List<Long> edits(SupabaseDatabase database)
      throws SQLException, InterruptedException {
    InstantSource clock = InstantSource.system();
    FeedStatus status = new FeedStatus(clock);
    RowFingerprints seen = new RowFingerprints();
    BlockingQueue<String> changed = new LinkedBlockingQueue<>();
    List<String> ids = ids(database);
    List<Long> nanoseconds = new ArrayList<>();
    try (SupabaseConnection connection = connect(database);
        ChangeFeed feed =
            new ChangeFeed(
                connection,
                seen,
                new FeedListeners(_ -> {}, changed::add, _ -> {}),
                status,
                FeedTiming.withFullCompare(BOUND.multipliedBy(60)),
                clock,
                new Random(1));
        Connection editor = database.connect(database.superuser());
        PreparedStatement edit =
            editor.prepareStatement("update tenants set name = name || '.' where id = ?::uuid")) {
      Map<String, VersionedFingerprint> rows =
          connection.read((session, schema) -> new TenantTables(session, schema).fingerprints(ids));
      rows.forEach((id, row) -> seen.note(id, id, row.fingerprint(), seen.mark()));
      feed.start();
      Await.until("notifications", BOUND, () -> status.watch() == Watch.LISTENING);
      for (String id : ids.subList(0, Math.min(EDITS, ids.size()))) {
        edit.setString(1, id);
        edit.executeUpdate();
        long start = System.nanoTime();
        if (changed.poll(BOUND.toSeconds(), TimeUnit.SECONDS) == null) {
          throw new IllegalStateException("The edit of %s was not seen".formatted(id));
        }
        nanoseconds.add(System.nanoTime() - start);
      }
    }
    return nanoseconds;
  }

  private static List<String> ids(SupabaseDatabase database) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = database.connect(database.superuser());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select id from tenants")) {
      while (row.next()) {
        ids.add(row.getString(1));
      }
    }
    return ids;
  }

  private static SupabaseConnection connect(SupabaseDatabase database) {
    Login operator = database.operator();
    return new SupabaseConnection(
        new SupabaseLogin(database.jdbcUrl(), operator.user(), operator::password, Map.of()),
        InstantSource.system(),
        new Random(1));
  }
}
