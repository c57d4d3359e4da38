package io.smarteros.tenant.supabase;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.brake.BrakeCause;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.brake.RowBrake.Fleet;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.testkit.ManualClock;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Disasters in a real database, and what becomes of the tenants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldRowsTest {
  private static final List<String> NAMES =
      Stream.of("a", "b", "c", "d", "e", "f").map("tenant-"::concat).toList();

  private final Tables tables = Tables.start(Schema.HARDENED);
  private final ManualClock clock = new ManualClock();
  private final Map<String, InMemoryRecordSession> records = new LinkedHashMap<>();
  private Optional<String> released = Optional.empty();
  private SupabaseConnection connection = tables.connect();
  private RowBrake brake = brake();
  private RowSync rows = rows();

  @BeforeEach
  void tenantsWithRows() throws SQLException {
    tables.database().makeTablesAnew(Schema.HARDENED);
    released = Optional.empty();
    NAMES.forEach(name -> records.put(name, new InMemoryRecordSession()));
    restart();
    assertThat(syncAll()).containsOnly(Reason.SYNCED);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  private void restart() {
    connection.close();
    connection = tables.connect();
    brake = brake();
    rows = rows();
  }

  private RowBrake brake() {
    return new RowBrake(
        new Fleet(this::stored, _ -> NAMES.size(), _ -> released, _ -> Optional.empty()),
        clock,
        new Random(1));
  }

  private Map<String, TenantRecord> stored() {
    return records.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().read()));
  }

  private RowSync rows() {
    return new RowSync(connection, new RowFingerprints(), brake, clock);
  }

  private List<Reason> syncAll() {
    return NAMES.stream().map(this::sync).map(SyncResult::reason).toList();
  }

  private SyncResult sync(String name) {
    return rows.sync(Wish.of(name, name).row(), record(name));
  }

  private InMemoryRecordSession record(String name) {
    return requireNonNull(records.get(name));
  }

  private long suspended() {
    return records.values().stream()
        .map(record -> record.read().row().orElseThrow())
        .map(RowRecord::holds)
        .filter(holds -> holds.suspended().isPresent())
        .count();
  }

  private String className() {
    return record(NAMES.getFirst()).read().placement().className();
  }

  private BrakeCause cause() {
    return brake.state(className()).orElseThrow().held().cause();
  }

  private void release() {
    released = brake.state(className()).map(state -> state.held().token());
  }

  @Test
  void a_statement_that_suspends_all_suspends_three_and_the_rest_goes_on() {
    tables.run("update tenants set status = 'suspended'");

    assertThat(syncAll())
        .containsExactly(
            Reason.SYNCED,
            Reason.SYNCED,
            Reason.SYNCED,
            Reason.HELD_BY_BRAKE,
            Reason.HELD_BY_BRAKE,
            Reason.HELD_BY_BRAKE);
    assertThat(suspended()).isEqualTo(3);
    assertThat(tables.ask("select distinct status from tenants"))
        .as("what is held is not overwritten")
        .containsExactly("suspended");
  }

  @Test
  void three_more_do_not_follow_after_a_restart() {
    tables.run("update tenants set status = 'suspended'");
    syncAll();

    restart();
    syncAll();

    assertThat(suspended()).isEqualTo(3);
  }

  @Test
  void a_held_tenant_says_why_and_what_to_do_and_follows_once_that_is_done() {
    tables.run("update tenants set status = 'suspended'");
    syncAll();
    SyncResult held = sync(NAMES.getLast());

    assertThat(held.suspendedInDatabase()).isFalse();
    assertThat(held.message())
        .contains("Within one hour, the rows of many tenants demand a change")
        .contains(
            "annotate TenantClass %s with smarteros.io/release-brake: \"%s\""
                .formatted(className(), brake.state(className()).orElseThrow().held().token()));

    release();
    syncAll();
    assertThat(suspended()).isEqualTo(NAMES.size());
    assertThat(brake.state(className())).isEmpty();
  }

  @Test
  void no_row_is_written_into_a_table_that_was_emptied() {
    tables.run("truncate tenants cascade");

    assertThat(syncAll()).containsOnly(Reason.HELD_BY_BRAKE);
    assertThat(cause()).isEqualTo(BrakeCause.EMPTY_TABLE);
    assertThat(tables.one("select count(*) from tenants")).isEqualTo("0");

    release();
    assertThat(syncAll()).containsOnly(Reason.SYNCED);
    assertThat(tables.one("select count(*) from tenants")).isEqualTo("6");
  }

  @Test
  void a_backup_from_before_a_suspension_was_lifted_does_not_bring_it_back() {
    tables.run("update tenants set status = 'suspended' where slug = 'tenant-a'");
    syncAll();
    tables.run("create table backup as select * from tenants");
    try {
      tables.run("update tenants set status = 'active' where slug = 'tenant-a'");
      syncAll();
      assertThat(suspended()).isZero();

      restoreBackup();

      assertThat(sync("tenant-a").reason()).isEqualTo(Reason.HELD_BY_BRAKE);
      assertThat(cause()).isEqualTo(BrakeCause.OLDER_ROWS);
      assertThat(suspended()).isZero();
    } finally {
      tables.run("drop table backup");
    }
  }

  private void restoreBackup() {
    tables.run("alter table tenants disable trigger user");
    tables.run(
        """
        update tenants set status = backup.status, generation = backup.generation
          from backup where backup.id = tenants.id""");
    tables.run("alter table tenants enable trigger user");
  }

  @Test
  void the_same_rows_in_another_database_are_not_followed_before_somebody_looked() {
    NAMES.forEach(
        name ->
            record(name)
                .update(
                    record ->
                        record.withRow(
                            record
                                .row()
                                .orElseThrow()
                                .withDatabaseIdentity(Optional.of("system/1")))));

    assertThat(syncAll()).containsOnly(Reason.HELD_BY_BRAKE);
    assertThat(cause()).isEqualTo(BrakeCause.OTHER_DATABASE);

    release();
    assertThat(syncAll()).containsOnly(Reason.SYNCED);
  }

  @Test
  void what_a_person_asks_of_a_tenant_is_done_while_rows_are_held() {
    tables.run("update tenants set status = 'suspended'");
    syncAll();
    Wish wish = Wish.of("tenant-a", "Another name");

    assertThat(rows.sync(wish.row(), record("tenant-a")).reason()).isEqualTo(Reason.SYNCED);
    assertThat(tables.one("select name from tenants where slug = 'tenant-a'"))
        .isEqualTo("Another name");
  }
}
