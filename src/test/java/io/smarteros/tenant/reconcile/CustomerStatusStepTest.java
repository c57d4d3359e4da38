package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.testkit.FakeTenantRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CustomerStatusStepTest {
  private static final Duration LATER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final FakeTenantRows rows = new FakeTenantRows();
  private final CustomerStatusStep step = new CustomerStatusStep(rows);
  private final Tenant acme = tenant("acme", "displayName: Acme");

  @ParameterizedTest
  @EnumSource(
      names = {
        "SYNCED",
        "ROW_REFUSED",
        "STATUS_UNKNOWN",
        "DOMAIN_TAKEN",
        "DELETED_IN_DATABASE",
        "OWNER_UNKNOWN",
        "OWNER_LOOKUP_UNAVAILABLE"
      })
  void a_tenant_whose_row_is_there_is_shown(Reason reason) {
    step.show(acme, ready(FakeTenantRows.result(reason, "")));

    assertThat(shown()).contains(CustomerState.READY);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "HELD_BY_BRAKE",
        "OTHER_DATABASE",
        "SLUG_TAKEN",
        "ROWS_HIDDEN",
        "SUPABASE_UNREACHABLE",
        "SYNC_DISABLED"
      })
  void while_the_rows_are_held_or_out_of_reach_nothing_is_shown(Reason reason) {
    step.show(acme, ready(FakeTenantRows.result(reason, "")));

    assertThat(shown()).isEmpty();
  }

  @Test
  void a_tenant_without_a_row_of_its_own_is_not_shown() {
    step.show(acme, ready(FakeTenantRows.SYNCED.withTenantId(Optional.empty())));
    step.show(acme, stalled());
    step.showClosing(acme);

    assertThat(shown()).isEmpty();
  }

  @Test
  void what_ended_before_the_row_is_shown_at_the_row_from_before() {
    acme.setStatus(statusWithRow());

    step.show(acme, stalled());

    assertThat(shown()).contains(CustomerState.BLOCKED);
  }

  @Test
  void what_the_table_refuses_is_told_of_the_rows_and_of_nothing_else() {
    rows.showEndsWith(
        new Shown.Refused(new SyncFailure(Reason.GRANT_MISSING, "grant it", Duration.ofHours(1))));
    ReconcileResult found = ready(FakeTenantRows.SYNCED);

    ReconcileResult told = step.show(acme, found);

    assertThat(told.row().orElseThrow().reason()).isEqualTo(Reason.GRANT_MISSING);
    assertThat(told.row().orElseThrow().message()).endsWith("cannot be written: grant it");
    assertThat(told.withRow(found.row())).isEqualTo(found);
  }

  @Test
  void other_trouble_with_the_rows_is_told_first() {
    rows.showEndsWith(
        new Shown.Refused(new SyncFailure(Reason.GRANT_MISSING, "grant it", Duration.ofHours(1))));
    ReconcileResult found = ready(FakeTenantRows.result(Reason.OWNER_UNKNOWN, "who"));

    assertThat(step.show(acme, found)).isEqualTo(found);
  }

  @Test
  void a_database_that_went_away_is_tried_again_and_told_of_no_condition() {
    rows.showEndsWith(new Shown.Away(new SyncFailure(Reason.SUPABASE_UNREACHABLE, "down", SOON)));
    ReconcileResult found = ready(FakeTenantRows.SYNCED);

    assertThat(step.show(acme, found)).isEqualTo(found.withRequeueAfter(SOON));
    assertThat(step.show(acme, found.withRequeueAfter(Duration.ofSeconds(1))).requeueAfter())
        .isEqualTo(Duration.ofSeconds(1));
  }

  private Optional<CustomerState> shown() {
    return rows.status().state(CustomerStatus.TENANT);
  }

  private static ReconcileResult ready(SyncResult row) {
    return new ReconcileResult(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new NamespaceReadiness.Ready("tenant-acme"),
        Optional.of(row),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        LATER);
  }

  private static ReconcileResult stalled() {
    return ReconcileResult.stalled(new Problem(Reason.CLASS_NOT_FOUND, "no class"), List.of());
  }

  private static TenantStatus statusWithRow() {
    return new TenantStatus(
        1L,
        List.of(),
        FakeTenantRows.SYNCED.tenantId().orElseThrow(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        null);
  }
}
