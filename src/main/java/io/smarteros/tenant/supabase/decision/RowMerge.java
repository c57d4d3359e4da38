package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Owner.Subject;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the columns of the tenant's row should say, metadata aside.
 *
 * @param findings where the Tenant cannot be followed for now
 */
record RowMerge(RowValues values, List<Conflict> findings) {

  /**
   * Merges what is wanted into what is there.
   *
   * @param there empty for a row that is to be inserted
   * @param others rows that stay beside the tenant's
   */
  static RowMerge of(
      RowSituation situation, Optional<RowValues> there, ObservedRows others, RowStatus status) {
    DesiredRow desired = situation.desired();
    List<Conflict> findings = new ArrayList<>();

    if (!status.isKnown()) {
      findings.add(
          new Conflict(
              Reason.STATUS_UNKNOWN,
              """
              The status of the tenant's row is %s, and not active, suspended or deleted. Nothing \
              is started or stopped because of it. Set one of the three"""
                  .formatted(status)));
    }

    if (desired.importedRow().isPresent() && there.isPresent()) {
      return new RowMerge(there.get().withStatus(status), List.copyOf(findings));
    }

    boolean hasSlug = there.map(RowValues::slug).equals(Optional.of(desired.slug()));
    boolean slugIsFree = hasSlug || others.withSlug(desired.slug()).isEmpty();
    if (!slugIsFree) {
      findings.add(
          new Conflict(
              Reason.SLUG_TAKEN,
              """
              Somebody changed the slug of the tenant's row, and another row has the slug %s now. \
              Change it there"""
                  .formatted(desired.slug())));
    }
    boolean slugFollows = slugIsFree && !situation.schema().slugIsFixed();
    String slug = there.filter(_ -> !slugFollows).map(RowValues::slug).orElseGet(desired::slug);

    Optional<ObservedRow> holder = desired.domain().flatMap(others::withDomain);
    holder.ifPresent(
        row ->
            findings.add(
                new Conflict(
                    Reason.DOMAIN_TAKEN,
                    """
                    Domain %s belongs to the row with slug %s. Change it there, or change \
                    spec.domain"""
                        .formatted(desired.domain().orElse(""), row.values().slug()))));
    Optional<String> domainThere = there.flatMap(RowValues::domain);
    Optional<String> domain =
        holder.isPresent() || isSame(domainThere, desired.domain())
            ? domainThere
            : desired.domain();

    Optional<RowOwner> owner = Optional.empty();
    switch (situation.owner()) {
      case OwnerAnswer.NotAsked _ -> {}
      case OwnerAnswer.Known known -> owner = Optional.of(known.owner().owner());
      case OwnerAnswer.Unknown unknown ->
          findings.add(new Conflict(Reason.OWNER_UNKNOWN, unknown.message()));
      case OwnerAnswer.Unavailable unavailable ->
          findings.add(new Conflict(Reason.OWNER_LOOKUP_UNAVAILABLE, unavailable.message()));
    }
    // an owner is never overwritten with nothing
    Optional<String> ownerId =
        owner.isPresent() ? owner.get().userId() : there.flatMap(RowValues::ownerId);
    Optional<String> ownerSubject =
        owner.isPresent()
            ? subjectColumn(owner.get(), situation.schema())
            : there.flatMap(RowValues::ownerSubject);

    return new RowMerge(
        new RowValues(slug, desired.displayName(), domain, ownerId, ownerSubject, status),
        List.copyOf(findings));
  }

  private static boolean isSame(Optional<String> domain, Optional<String> other) {
    return domain.map(DnsName::of).equals(other.map(DnsName::of));
  }

  /** Empty where the table has no such column. */
  static Optional<String> subjectColumn(RowOwner owner, Schema schema) {
    return owner.subject().map(Subject::id).filter(_ -> schema.hasOwnerSubject());
  }

  /** One thing in which a row differs from the Tenant, while the rest is up to date. */
  record Conflict(Reason reason, String message) {}
}
