package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Holds;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code SUPABASE_SYNC=disabled}, after a time with Supabase. */
final class DisabledSyncTest {
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession();
  private final Wish acme = Wish.acme();

  @Test
  void a_suspension_in_the_database_outlives_it() {
    held(new Holds(false, Optional.of("incident"), Map.of("n8n", "other")));

    SyncResult result = sync(acme);

    assertThat(result.reason()).isEqualTo(Reason.SYNC_DISABLED);
    assertThat(result.suspendedInDatabase()).isTrue();
    assertThat(result.switchedOffInDatabase()).containsExactly(ServiceName.N8N);
    assertThat(result.message()).contains("stays");
  }

  @Test
  void a_person_lifts_it_once() {
    held(new Holds(false, Optional.of("incident"), Map.of("n8n", "other")));
    Wish answered = answering("tenant@incident");

    SyncResult lifted = sync(answered);
    assertThat(lifted.suspendedInDatabase()).isFalse();
    assertThat(lifted.switchedOffInDatabase()).containsExactly(ServiceName.N8N);
    assertThat(recordSession.read().usedDecisions()).containsExactly("tenant@incident");

    int writes = recordSession.writes();
    sync(answered);
    assertThat(recordSession.writes()).isEqualTo(writes);
    assertThat(sync(answering("n8n@other")).switchedOffInDatabase()).isEmpty();
  }

  @Test
  void a_row_that_was_set_to_deleted_can_be_lifted_too() {
    held(new Holds(true, Optional.empty(), Map.of()));
    SyncResult held = sync(acme);
    assertThat(held.suspendedInDatabase()).isTrue();

    String answer = held.decisions().stream().map(Decision::value).findFirst().orElseThrow();
    assertThat(sync(answering(answer)).suspendedInDatabase()).isFalse();
  }

  @Test
  void a_tenant_that_never_had_a_row_runs() {
    SyncResult result = sync(acme);

    assertThat(result.suspendedInDatabase()).isFalse();
    assertThat(result.decisions()).isEmpty();
    assertThat(recordSession.writes()).isZero();
  }

  private void held(Holds holds) {
    recordSession.update(
        record -> record.withRow(RowRecord.unbound("row-1").withBound(true).withHolds(holds)));
  }

  private Wish answering(String value) {
    return acme.answering(Names.RELEASE_SUSPENSION_ANNOTATION, value);
  }

  private SyncResult sync(Wish wish) {
    return TenantRows.none().sync(wish.row(), recordSession, false);
  }
}
