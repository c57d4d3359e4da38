package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.ImportedName;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.rowimport.ImportAction.Create;
import io.smarteros.tenant.rowimport.ImportAction.Delete;
import io.smarteros.tenant.rowimport.ImportAction.Nothing;
import io.smarteros.tenant.rowimport.ImportAction.Update;
import io.smarteros.tenant.rowimport.ImportAction.Wait;
import io.smarteros.tenant.supabase.table.ImportableRow;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What to do about a row. That a row is not there decides nothing. */
final class ImportDecision {
  private static final String ACTIVE = "active";
  private static final String DELETED = "deleted";

  private ImportDecision() {}

  /**
   * What is known of the row beside what it says.
   *
   * @param tenant of the name that the row's Tenant has or would have
   * @param record of that name; it is read when it is asked for
   * @param isOfAnother whether a Tenant of another name has the row
   * @param domainsAllowed by the class of the Tenant, as far as it is known
   */
  record Situation(
      ImportableRow row,
      Optional<Tenant> tenant,
      Supplier<Optional<TenantRecord>> record,
      BooleanSupplier isOfAnother,
      BooleanSupplier domainsAllowed,
      Supplier<ImportCounts> counts,
      ImportPolicy policy) {}

  static ImportAction decide(Situation situation) {
    String name = ImportedName.of(situation.row().slug(), situation.row().id());
    return situation
        .tenant()
        .map(tenant -> ofTenant(situation, tenant, name))
        .orElseGet(() -> ofNone(situation, name));
  }

  private static ImportAction ofTenant(Situation situation, Tenant tenant, String name) {
    ImportableRow row = situation.row();
    if (!tenant.getSpec().importedRow().equals(Optional.of(row.id()))) {
      return isBound(situation, tenant) || !row.status().equals(ACTIVE)
          ? new Nothing()
          : new Wait(
              WaitReason.NAME_TAKEN,
              "Tenant %s is not made of this row, and has its name".formatted(name));
    }
    if (tenant.isMarkedForDeletion()) {
      return new Nothing();
    }
    if (row.status().equals(DELETED)) {
      return isDeletionFollowed(situation)
          ? new Delete(name)
          : new Wait(WaitReason.NOT_FOLLOWED_YET, "Its Tenant has not followed the row yet");
    }
    ImportedSpec before = ofSpec(tenant.getSpec(), row.id());
    ImportedSpec after = changed(situation, before);
    return after.equals(before) ? new Nothing() : new Update(name, after, hasNewDomain(situation));
  }

  /** A Tenant of a manifest that wrote this row, or is about to. */
  private static boolean isBound(Situation situation, Tenant tenant) {
    String id = situation.row().id();
    return Optional.ofNullable(tenant.getStatus())
            .filter(status -> id.equals(status.tenantId()))
            .isPresent()
        || rowRecord(situation).filter(row -> row.id().equals(id)).isPresent();
  }

  private static Optional<RowRecord> rowRecord(Situation situation) {
    return situation.record().get().flatMap(TenantRecord::row);
  }

  /** The brake has let the reconciliation follow it, or nothing of the tenant was ever made. */
  private static boolean isDeletionFollowed(Situation situation) {
    return situation.record().get().isEmpty()
        || rowRecord(situation).filter(row -> row.holds().deleted()).isPresent();
  }

  private static ImportedSpec ofSpec(TenantSpec spec, String rowId) {
    return new ImportedSpec(
        rowId,
        spec.displayName(),
        Optional.ofNullable(spec.className()),
        Optional.ofNullable(spec.domain()),
        Optional.ofNullable(spec.owner()),
        Optional.ofNullable(spec.adminEmail()),
        spec.services().inSpec().keySet());
  }

  /** An owner is not taken away, nor is the first administrator replaced, nor a service removed. */
  private static ImportedSpec changed(Situation situation, ImportedSpec before) {
    ImportableRow row = situation.row();
    Set<ServiceName> services = EnumSet.noneOf(ServiceName.class);
    services.addAll(before.services());
    services.addAll(row.services());
    // a service that left the spec leaves its row behind
    rowRecord(situation)
        .flatMap(RowRecord::written)
        .ifPresent(
            written ->
                services.removeIf(
                    service ->
                        !before.services().contains(service)
                            && written.services().containsKey(service.id())));
    return new ImportedSpec(
        row.id(),
        row.name(),
        before.className(),
        domain(situation),
        row.owner().or(before::owner),
        before.adminEmail(),
        services);
  }

  /** In the row, and not only in the Tenant: a person may have changed that. */
  private static boolean hasNewDomain(Situation situation) {
    return rowRecord(situation)
        .flatMap(RowRecord::written)
        .filter(written -> !written.domain().equals(situation.row().domain()))
        .isPresent();
  }

  private static Optional<String> domain(Situation situation) {
    return situation.row().domain().filter(_ -> situation.domainsAllowed().getAsBoolean());
  }

  private static ImportAction ofNone(Situation situation, String name) {
    ImportableRow row = situation.row();
    if (!row.status().equals(ACTIVE)) {
      return new Nothing();
    }
    return refusal(situation, name)
        .<ImportAction>map(wait -> wait)
        .orElseGet(() -> new Create(name, created(situation)));
  }

  private static ImportedSpec created(Situation situation) {
    ImportableRow row = situation.row();
    return new ImportedSpec(
        row.id(),
        row.name(),
        row.className(),
        domain(situation),
        row.owner(),
        administrator(situation),
        services(situation));
  }

  private static Set<ServiceName> services(Situation situation) {
    return situation.row().services().isEmpty()
        ? situation.policy().services()
        : situation.row().services();
  }

  private static Optional<String> administrator(Situation situation) {
    return situation.row().ownerEmail().or(situation.policy()::adminEmail);
  }

  private static Optional<Wait> refusal(Situation situation, String name) {
    ImportPolicy policy = situation.policy();
    if (situation.isOfAnother().getAsBoolean()) {
      return wait(WaitReason.NAME_TAKEN, "A Tenant of another name has this row");
    }
    if (situation.record().get().isPresent()) {
      return wait(
          WaitReason.DATA_RETAINED,
          "The data of a former Tenant %s is kept. Apply that Tenant again, or destroy its data"
              .formatted(name));
    }
    Optional<Owner> owner = situation.row().owner();
    if (owner.isEmpty()) {
      return wait(
          WaitReason.NO_OWNER,
          "The row names no owner: set owner_id, or owner_subject and owner_issuer");
    }
    if (!services(situation).isEmpty() && administrator(situation).isEmpty()) {
      return wait(
          WaitReason.NO_ADMINISTRATOR,
          "The owner has no confirmed e-mail address, and ROW_IMPORT_ADMIN_EMAIL is not set");
    }
    ImportCounts counts = situation.counts().get();
    if (counts.ofOwner() >= policy.perOwner()) {
      return wait(
          WaitReason.OWNER_HAS_ENOUGH,
          "The owner has as many Tenants made of rows as ROW_IMPORT_PER_OWNER allows: %d"
              .formatted(counts.ofOwner()));
    }
    if (counts.total() >= policy.total()) {
      return wait(
          WaitReason.ALL_ARE_FULL,
          "There are as many Tenants made of rows as ROW_IMPORT_TOTAL allows: %d"
              .formatted(counts.total()));
    }
    if (counts.lastHour() >= policy.perHour()) {
      return wait(
          WaitReason.HOUR_IS_FULL,
          "%d Tenants were made of rows within the last hour; the others follow later"
              .formatted(counts.lastHour()));
    }
    return Optional.empty();
  }

  private static Optional<Wait> wait(WaitReason reason, String message) {
    return Optional.of(new Wait(reason, message));
  }
}
