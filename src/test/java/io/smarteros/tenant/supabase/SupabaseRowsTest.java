package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.CustomerStatus.Part;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The row of a tenant together with what pages show of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SupabaseRowsTest {
  private static final CustomerStatus READY =
      new CustomerStatus(
          Map.of(
              CustomerStatus.TENANT,
              new Part(
                  CustomerState.READY,
                  Optional.of("https://acme.example"),
                  Optional.empty(),
                  Optional.empty())));

  private InMemoryRecordSession recordSession = new InMemoryRecordSession();
  private Tables tables;
  private SupabaseRows rows;

  @BeforeAll
  void start() {
    tables = Tables.start(Schema.HARDENED);
  }

  @BeforeEach
  void startOver() throws SQLException {
    tables.database().makeTablesAnew(Schema.HARDENED);
    tables.run("insert into tenants (name, slug) values ('Globex', 'globex')");
    recordSession = new InMemoryRecordSession();
    rows =
        new SupabaseRows(
            tables.connect(),
            Brakes.open(),
            InstantSource.system(),
            new Random(1),
            _ -> {},
            _ -> {},
            Duration.ofMinutes(5));
  }

  @AfterEach
  void disconnect() {
    rows.close();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  @Test
  void a_row_that_is_written_again_is_shown_again() {
    show(synced());
    tables.run("alter table tenants disable trigger user");
    tables.run("delete from tenants where slug = 'acme'");
    assertThat(shown()).as("it goes with the row").isEmpty();

    show(synced());

    assertThat(shown()).containsExactly("ready|https://acme.example");
  }

  @Test
  void a_tenant_whose_data_is_kept_is_shown_as_suspended() {
    show(synced());

    assertThat(release(DeletionPolicy.RETAIN)).isEqualTo(Reason.SYNCED);

    assertThat(shown()).containsExactly("suspended|");
    assertThat(tables.one("select status from tenants where slug = 'acme'")).isEqualTo("suspended");
  }

  @Test
  void a_tenant_whose_data_is_destroyed_is_not_shown() {
    show(synced());

    assertThat(release(DeletionPolicy.DELETE)).isEqualTo(Reason.SYNCED);

    assertThat(shown()).isEmpty();
    assertThat(tables.one("select status from tenants where slug = 'acme'")).isEqualTo("deleted");
  }

  @Test
  void a_table_that_takes_nothing_keeps_no_tenant_from_being_deleted() {
    show(synced());
    tables.run("revoke all on tenant_status from tenant_operator");

    assertThat(release(DeletionPolicy.RETAIN)).isEqualTo(Reason.SYNCED);

    assertThat(tables.one("select status from tenants where slug = 'acme'")).isEqualTo("suspended");
  }

  @Test
  void a_deletion_waits_for_a_database_that_is_away() {
    show(synced());
    tables.database().stop();
    try {
      assertThat(release(DeletionPolicy.RETAIN)).isEqualTo(Reason.SUPABASE_UNREACHABLE);
    } finally {
      tables.database().startAgain();
    }
  }

  private SyncResult synced() {
    return rows.sync(Wish.acme().row(), recordSession, true);
  }

  private void show(SyncResult synced) {
    rows.show("acme", synced.tenantId().orElseThrow(), _ -> READY);
  }

  private Reason release(DeletionPolicy policy) {
    return rows.release("acme", policy, recordSession).reason();
  }

  private List<String> shown() {
    return tables.ask("select state, url from tenant_status");
  }
}
