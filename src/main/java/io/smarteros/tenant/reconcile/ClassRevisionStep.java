package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.tenantclass.rollout.ClassRevision;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.TenantTurn;
import java.util.Optional;

/**
 * Which revision of its class a tenant follows: the latest once it has had its turn, until then the
 * one before.
 */
final class ClassRevisionStep {
  private final ClassRevisions revisions;

  ClassRevisionStep(ClassRevisions revisions) {
    this.revisions = revisions;
  }

  /** The class as it counts for the tenant now. */
  TenantClass apply(
      TenantClass latest, ClassRevision newest, RecordSession recordSession, TenantTurn turn) {
    TenantRecord record = recordSession.read();
    Optional<String> followed = record.classRevision();
    if (followed.equals(Optional.of(newest.name()))) {
      return latest;
    }
    // one without a revision was under an operator that followed its class at once
    if (followed.isEmpty() || record.hasNeverRun() || turn.take()) {
      recordSession.prepare(known -> known.following(newest.name()));
      return latest;
    }
    return revisions
        .find(latest, followed.get())
        .map(former -> former.inForce(latest))
        .orElse(latest);
  }
}
