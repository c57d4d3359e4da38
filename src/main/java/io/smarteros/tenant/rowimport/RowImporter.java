package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.ImportedName;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.record.UnreadableRecordException;
import io.smarteros.tenant.rowimport.ImportAction.Create;
import io.smarteros.tenant.rowimport.ImportAction.Delete;
import io.smarteros.tenant.rowimport.ImportAction.Nothing;
import io.smarteros.tenant.rowimport.ImportAction.Update;
import io.smarteros.tenant.rowimport.ImportAction.Wait;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.brake.Admission;
import io.smarteros.tenant.supabase.brake.HeldRows;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.brake.RowDemand;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.table.ImportableRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the rows that changed since it looked last, and at those that wait, and does what {@link
 * ImportDecision} says. One row after the other, so that no limit is passed.
 */
final class RowImporter {
  private static final Logger log = LoggerFactory.getLogger(RowImporter.class);

  private static final int ROWS_AT_ONCE = 200;

  private final ImportSource source;
  private final ImportSituations situations;
  private final ImportingCluster cluster;
  private final ImportedTenants tenants;
  private final RowBrake brake;
  private final InstantSource clock;
  private final Map<String, String> decided = new HashMap<>();
  private final Map<String, Wait> waiting = new TreeMap<>();

  /** Rows that wait for a person are not looked at again before this, unless they change. */
  private final Map<String, Instant> lookAgainAt = new HashMap<>();

  private Optional<String> unfit = Optional.empty();

  /**
   * For one process.
   *
   * @param clock the one of the world: it is compared with times of creation
   */
  RowImporter(
      ImportSource source,
      ImportPolicy policy,
      ImportingCluster cluster,
      ImportedTenants tenants,
      RowBrake brake,
      InstantSource clock) {
    this.source = source;
    this.situations = new ImportSituations(policy, cluster, clock);
    this.cluster = cluster;
    this.tenants = tenants;
    this.brake = brake;
    this.clock = clock;
  }

  /** All rows that changed, and those that wait. */
  void lookAtAll() throws SyncFailureException {
    Optional<String> now = source.unfit();
    if (!now.equals(unfit)) {
      now.ifPresent(why -> log.warn("No Tenant is made of a row: {}", why));
      unfit = now;
    }
    if (unfit.isPresent()) {
      return;
    }
    Map<String, String> versions = source.versions();
    decided.keySet().retainAll(versions.keySet());
    waiting.keySet().retainAll(versions.keySet());
    lookAgainAt.keySet().retainAll(waiting.keySet());
    lookAt(
        versions.entrySet().stream()
            .filter(row -> isDue(row.getKey()) || !row.getValue().equals(decided.get(row.getKey())))
            .map(Map.Entry::getKey)
            .toList());
    decided.putAll(versions);
  }

  /** These rows, whether they changed or not. */
  void lookAt(List<String> ids) throws SyncFailureException {
    if (unfit.isPresent()) {
      return;
    }
    for (int from = 0; from < ids.size(); from += ROWS_AT_ONCE) {
      List<String> batch = ids.subList(from, Math.min(ids.size(), from + ROWS_AT_ONCE));
      source.read(batch).forEach(this::settle);
    }
  }

  /** Every row is looked at once more: somebody may have changed a Tenant. */
  void forgetDecisions() {
    decided.clear();
  }

  private boolean isDue(String rowId) {
    return waiting.containsKey(rowId)
        && !clock.instant().isBefore(lookAgainAt.getOrDefault(rowId, Instant.MIN));
  }

  private void settle(ImportableRow row) {
    Optional<Wait> wait = act(row);
    if (wait.isEmpty()) {
      waiting.remove(row.id());
      return;
    }
    Wait before = waiting.put(row.id(), wait.get());
    lookAgainAt.put(row.id(), clock.instant().plus(wait.get().reason().pause()));
    if (before == null || before.reason() != wait.get().reason()) {
      log.info("Row {} waits: {}", row.id(), wait.get().message());
      show(row, wait.get().reason());
    }
  }

  /** Of a row that has a Tenant, its reconciliation shows how it stands. */
  private void show(ImportableRow row, WaitReason reason) {
    boolean isImported =
        cluster
            .tenant(ImportedName.of(row.slug(), row.id()))
            .flatMap(tenant -> tenant.getSpec().importedRow())
            .equals(Optional.of(row.id()));
    if (isImported) {
      return;
    }
    try {
      source.show(row.id(), reason.state(), reason.words());
    } catch (SyncFailureException e) {
      log.warn("tenant_status does not say why row {} waits: {}", row.id(), e.failure().message());
    }
  }

  private Optional<Wait> act(ImportableRow row) {
    try {
      return act(row, ImportDecision.decide(situations.of(row)));
    } catch (UnreadableRecordException e) {
      return Optional.of(new Wait(WaitReason.RECORD_UNREADABLE, String.valueOf(e.getMessage())));
    }
  }

  private Optional<Wait> act(ImportableRow row, ImportAction action) {
    return switch (action) {
      case Create(String tenant, ImportedSpec spec) -> create(tenant, spec);
      case Update(String tenant, ImportedSpec spec, boolean changesDomain) ->
          changesDomain
              ? braked(tenant, row).or(() -> refused(tenants.update(tenant, spec)))
              : refused(tenants.update(tenant, spec));
      case Delete(String tenant) -> delete(tenant);
      case Wait wait -> Optional.of(wait);
      case Nothing _ -> Optional.empty();
    };
  }

  private Optional<Wait> create(String tenant, ImportedSpec spec) {
    Optional<Wait> refused = refused(tenants.apply(tenant, spec));
    if (refused.isEmpty()) {
      situations.made(tenant, spec);
      log.info("Tenant {} is made of row {}", tenant, spec.rowId());
    }
    return refused;
  }

  private Optional<Wait> delete(String tenant) {
    log.info("Tenant {} is deleted, since the status of its row is deleted", tenant);
    return refused(tenants.delete(tenant));
  }

  private static Optional<Wait> refused(Optional<String> why) {
    return why.map(message -> new Wait(WaitReason.REFUSED_BY_CLUSTER, message));
  }

  /** A Tenant without a record has nothing that could change. */
  private Optional<Wait> braked(String tenant, ImportableRow row) {
    return cluster
        .record(tenant)
        .flatMap(
            record -> {
              String className = record.placement().className();
              return switch (brake.admit(tenant, className, demand(record, row))) {
                case Admission.Admitted _ -> Optional.empty();
                case Admission.Refused(HeldRows rows) ->
                    Optional.of(new Wait(WaitReason.HELD_BY_BRAKE, rows.message(className)));
              };
            });
  }

  private static RowDemand demand(TenantRecord record, ImportableRow row) {
    boolean isOlder =
        record
            .row()
            .flatMap(RowRecord::generation)
            .filter(last -> row.generation() < last)
            .isPresent();
    return new RowDemand(
        Set.of(RowDemand.Change.DOMAIN), isOlder ? Set.of(RowDemand.Doubt.OLDER_ROW) : Set.of());
  }
}
