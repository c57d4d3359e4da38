package io.smarteros.tenant.tenantclass.rollout;

import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.tenantclass.rollout.ClassRollout.Turn;
import java.util.Optional;

/**
 * The turn of one tenant in the roll-out of its class, during one reconciliation. Services may ask
 * for it side by side.
 */
public final class TenantTurn {
  private final Rollouts rollouts;
  private final String tenant;
  private final TenantClass latest;
  private final String revision;
  private final boolean isReady;
  private final RecordSession recordSession;
  private boolean taken;
  private boolean waits;

  /**
   * For one reconciliation of a tenant.
   *
   * @param latest the class as it is now
   * @param revision of the class as it is now
   * @param isReady as the tenant's status says
   */
  public TenantTurn(
      Rollouts rollouts,
      String tenant,
      TenantClass latest,
      ClassRevision revision,
      boolean isReady,
      RecordSession recordSession) {
    this.rollouts = rollouts;
    this.tenant = tenant;
    this.latest = latest;
    this.revision = revision.name();
    this.isReady = isReady;
    this.recordSession = recordSession;
  }

  /**
   * Takes the turn, if the tenant has it: it may be changed for what nobody asked of it alone. That
   * is in the record with the next {@link RecordSession#persist}.
   */
  public synchronized boolean take() {
    if (!taken) {
      switch (rollouts.ask(
          tenant, latest, revision, isReady, recordSession.read().changingSince())) {
        case Turn.Wait _ -> waits = true;
        case Turn.Now now -> {
          taken = true;
          now.since().ifPresent(since -> recordSession.prepare(record -> record.changing(since)));
        }
      }
    }
    return taken;
  }

  /** Whether something waits for the turn. */
  public synchronized boolean waits() {
    return waits && !taken;
  }

  /** Whether the class sets a pace at all: without one everybody has a turn. */
  public boolean isPaced() {
    return latest.getSpec().rollout() != null;
  }

  /** Of what the turn is. */
  public String className() {
    return latest.getMetadata().getName();
  }

  /** To be called at the end: all of the tenant is ready, or stopped on purpose. */
  public void ready() {
    if (!waits()) {
      recordSession.later(TenantRecord::changed);
      rollouts.looked(tenant, latest, revision, rollout -> rollout.changed(tenant));
    }
  }

  /**
   * To be called at the end: the tenant is not ready.
   *
   * @param needsPerson why, if it does not become ready by itself
   */
  public void notReady(Optional<String> needsPerson) {
    if (!waits()) {
      rollouts.looked(
          tenant,
          latest,
          revision,
          rollout -> needsPerson.ifPresent(why -> rollout.failed(tenant, why)));
    }
  }
}
