package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.testkit.ManualClock;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** For each test the seed's tables, to do with them what people do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnNewTables {
  static final Duration ABOUT_A_MINUTE = Duration.ofSeconds(55);

  final Tables tables = Tables.start(Schema.SEED);
  final ManualClock clock = new ManualClock();
  final Wish acme = Wish.acme();
  final Wish globex = Wish.of("globex", "Globex").at("globex.example");

  InMemoryRecordSession recordSession = new InMemoryRecordSession();
  private SupabaseConnection connection = tables.connect();
  RowSync rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);

  @BeforeEach
  void startOver() throws SQLException {
    tables.database().makeTablesAnew(Schema.SEED);
    recordSession = new InMemoryRecordSession();
    restart();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  /** Another operator, which finds the tables as they are now. */
  final void restart() {
    connection.close();
    connection = tables.connect();
    rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
  }

  final SyncResult sync(Wish wish) {
    return rows.sync(wish.row(), recordSession);
  }

  /** As a reconciliation does that something else caused. */
  final SyncResult keep(Wish wish) {
    return rows.keep(wish.row(), recordSession);
  }

  final SyncResult release(DeletionPolicy policy) {
    return rows.release("acme", policy, recordSession);
  }

  /** What the row of acme says. */
  final String row(String columns) {
    return tables.one("select %s from tenants where slug = 'acme'".formatted(columns));
  }

  /** How often a row was inserted or changed, rolled back or not, as far as it can be counted. */
  final String versions() {
    return tables.one("select string_agg(ctid::text || xmin::text, ',' order by id) from tenants");
  }
}
