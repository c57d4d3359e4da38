package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.ImportedName;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which row is the tenant's. */
sealed interface RowMatch {

  /**
   * A row that is there.
   *
   * @param base the record to go on from
   * @param spent the answer that allowed it, if one was needed
   */
  record Existing(RowRecord base, ObservedRow row, Set<String> spent) implements RowMatch {}

  /**
   * A row that is to be inserted.
   *
   * @param trace id of what a deleted tenant of that name left, to be removed first
   */
  record Missing(RowRecord base, Optional<String> trace, Set<String> spent) implements RowMatch {}

  /** Somebody else marked our row as deleted. */
  record Deleted(RowRecord base, ObservedRow row) implements RowMatch {}

  /** The row that the Tenant was made of was gone before it was ever written. */
  record Vanished(String rowId) implements RowMatch {}

  /** The row that the Tenant names makes a Tenant of another name. */
  record OfAnother(ObservedRow row, String name) implements RowMatch {}

  /** The row is somebody else's, until a person says that it is not. */
  record Taken(ObservedRow row, Decision decision) implements RowMatch {}

  /** Our row is not here, and this is not the database in which it was written. */
  record Elsewhere(RowRecord base, Decision decision) implements RowMatch {}

  static RowMatch of(RowSituation situation) {
    Optional<RowRecord> record = situation.record();
    Optional<ObservedRow> own = record.flatMap(known -> situation.observed().withId(known.id()));
    Optional<String> other = own.flatMap(row -> nameOfAnother(situation, record, row));
    if (other.isPresent()) {
      return new OfAnother(own.orElseThrow(), other.get());
    }
    if (own.isPresent()) {
      return own.get().isDeleted()
          ? new Deleted(record.orElseThrow(), own.get())
          : new Existing(record.orElseThrow(), own.get(), Set.of());
    }
    if (situation.desired().importedRow().isPresent()
        && record.filter(RowRecord::bound).isEmpty()) {
      return new Vanished(situation.desired().importedRow().get());
    }
    Optional<ObservedRow> namesake = situation.observed().withSlug(situation.desired().slug());
    if (namesake.isPresent() && !namesake.get().isDeleted()) {
      return ofNamesake(situation, namesake.get());
    }
    return ofNone(situation, namesake.map(ObservedRow::id));
  }

  /** A manifest may have copied the id of somebody else's row. */
  private static Optional<String> nameOfAnother(
      RowSituation situation, Optional<RowRecord> record, ObservedRow row) {
    boolean isNew =
        situation.desired().importedRow().isPresent() && record.filter(RowRecord::bound).isEmpty();
    return Optional.of(ImportedName.of(row.values().slug(), row.id()))
        .filter(name -> isNew && !name.equals(situation.desired().slug()));
  }

  private static RowMatch ofNamesake(RowSituation situation, ObservedRow row) {
    boolean wasBound = situation.record().map(RowRecord::bound).orElse(false);
    if (!wasBound && isOwnersRow(situation, row)) {
      return new Existing(RowRecord.unbound(row.id()), row, Set.of());
    }
    Decision decision =
        new Decision(
            Names.ADOPT_ROW_ANNOTATION,
            row.id(),
            "Take over the row \"%s\" with slug %s for this Tenant?"
                .formatted(shortened(row.values().name()), row.values().slug()));
    return isAnswered(situation, decision)
        ? new Existing(RowRecord.unbound(row.id()), row, Set.of(decision.value()))
        : new Taken(row, decision);
  }

  private static RowMatch ofNone(RowSituation situation, Optional<String> trace) {
    RowRecord base = situation.record().orElseGet(() -> RowRecord.unbound(situation.newId()));
    if (!situation.schema().isOtherThanOf(base)) {
      return new Missing(base, trace, Set.of());
    }
    Decision decision =
        new Decision(
            Names.ADOPT_ROW_ANNOTATION,
            base.id() + "@" + digest(situation.schema().identity()),
            "SUPABASE_DB_URL now names another database. Write this tenant's row there?");
    return isAnswered(situation, decision)
        ? new Missing(base, trace, Set.of(decision.value()))
        : new Elsewhere(base, decision);
  }

  private static boolean isAnswered(RowSituation situation, Decision decision) {
    return decision.value().equals(situation.desired().answers().get(decision.annotation()))
        && !situation.usedDecisions().contains(decision.value());
  }

  /**
   * Whether the row belongs to the Tenant's owner. Only columns count, which policies guard: an
   * owner may write into metadata what he likes.
   */
  private static boolean isOwnersRow(RowSituation situation, ObservedRow row) {
    if (!(situation.owner() instanceof OwnerAnswer.Known known)) {
      return false;
    }
    RowOwner owner = known.owner().owner();
    return owner.userId().isPresent()
        ? owner.userId().equals(row.values().ownerId())
        : owner.subject().map(subject -> subject.id()).equals(row.values().ownerSubject());
  }

  /** Others may have given their row a name of any length. */
  private static String shortened(String name) {
    int most = 200;
    return name.codePointCount(0, name.length()) <= most
        ? name
        : name.substring(0, name.offsetByCodePoints(0, most)) + "…";
  }

  private static String digest(String identity) {
    return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
        .toString()
        .substring(0, 8);
  }
}
