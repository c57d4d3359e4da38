package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.tenantclass.LeftDatabases;
import java.util.List;
import java.util.Optional;

/** Binds a Tenant to its record: the one that is there, or one that is begun. */
public final class RecordBinding {
  private final RecordStore records;
  private final TenantNamespace namespaces;
  private final LeftDatabases databases;

  public RecordBinding(RecordStore records, TenantNamespace namespaces, LeftDatabases databases) {
    this.records = records;
    this.namespaces = namespaces;
    this.databases = databases;
  }

  Binding bind(Tenant tenant, TenantClass tenantClass, Optional<RecordSession> known) {
    return known
        .map(recordSession -> rebind(tenant, tenantClass, recordSession))
        .orElseGet(() -> begin(tenant, tenantClass));
  }

  private Binding begin(Tenant tenant, TenantClass tenantClass) {
    String name = tenant.getMetadata().getName();
    Placement placement = Placements.first(tenant, tenantClass);
    Optional<Problem> left = leftBefore(name, placement);
    if (left.isPresent()) {
      return new Refused(left.get(), List.of());
    }
    return new Bound(
        records.begin(name, TenantRecord.begin(tenant.getMetadata().getUid(), placement)));
  }

  /** A record that is begun beside what an earlier one knew of would get new keys. */
  private Optional<Problem> leftBefore(String name, Placement placement) {
    // of whatever class: the Tenant may have been placed in another one than it would be now
    return namespaces
        .leftOf(name)
        .map(
            namespace ->
                "Namespace %s belongs to this tenant, but its record, Secret %s, is gone. Restore the Secret from a backup, or delete the namespace to start again without its data"
                    .formatted(namespace, RecordStore.secretName(name)))
        .or(
            () ->
                placement
                    .databaseServer()
                    .flatMap(server -> databases.find(name, server))
                    .map(
                        database ->
                            "Database %s contains data of this tenant, but its record, Secret %s, is gone. Restore the Secret from a backup, or rename or drop the database to start again without its data"
                                .formatted(database, RecordStore.secretName(name))))
        .map(message -> new Problem(Reason.DATA_MISSING, message));
  }

  private static Binding rebind(
      Tenant tenant, TenantClass tenantClass, RecordSession recordSession) {
    TenantRecord record = recordSession.read();
    String uid = tenant.getMetadata().getUid();
    if (!record.tenantUid().equals(uid)) {
      if (!Placements.isSameOwner(record.placement(), tenant) && !isRevived(tenant, record)) {
        return retainedDataFound(tenant, record);
      }
      recordSession.update(known -> known.revivedFor(uid));
    }
    recordSession.later(
        known ->
            known.withPlacement(
                Placements.refreshed(known, tenantClass.getSpec())
                    .ownedBy(Placements.ownerKey(tenant))));
    return new Bound(recordSession);
  }

  private static boolean isRevived(Tenant tenant, TenantRecord record) {
    return TenantAnnotations.of(tenant).is(Names.REVIVE_ANNOTATION, reviveId(record));
  }

  /** The id that a person who knows the old tenant can name: the row's, else the old Tenant's. */
  private static String reviveId(TenantRecord record) {
    return record.row().map(RowRecord::id).orElseGet(record::tenantUid);
  }

  private static Refused retainedDataFound(Tenant tenant, TenantRecord record) {
    String name = tenant.getMetadata().getName();
    Decision revive =
        new Decision(
            Names.REVIVE_ANNOTATION,
            reviveId(record),
            "Give the data of the deleted Tenant %s to this one?".formatted(name));
    return new Refused(
        new Problem(
            Reason.RETAINED_DATA_FOUND,
            "A deleted Tenant %s with another owner left data. If this is the same customer, set the annotation %s: %s. Otherwise rename the Tenant"
                .formatted(name, revive.annotation(), revive.value())),
        List.of(revive));
  }

  /** What came of it. */
  sealed interface Binding {}

  record Bound(RecordSession recordSession) implements Binding {}

  /**
   * It goes no further.
   *
   * @param decisions what a person may answer
   */
  record Refused(Problem problem, List<Decision> decisions) implements Binding {}
}
