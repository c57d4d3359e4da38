package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.TenantStatus.Retained;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of one reconciliation of a tenant, from which the status is built.
 *
 * @param followed the class, as far as the reconciliation came
 * @param problems that concern the tenant as a whole and need a person
 * @param row state of the rows in Supabase; absent when the reconciliation ended before
 * @param services those in the spec that are switched on, in their order
 * @param goingDown services that are not switched on and not gone yet
 * @param suspension why everything is brought down, if it is
 * @param requeueAfter when to look again
 */
@RecordBuilder
public record ReconcileResult(
    Optional<FollowedClass> followed,
    Optional<String> domain,
    List<Problem> problems,
    NamespaceReadiness namespace,
    Optional<SyncResult> row,
    List<ServiceResult> services,
    List<GoingDown> goingDown,
    Optional<Suspension> suspension,
    List<Retained> retained,
    List<Decision> decisions,
    Duration requeueAfter)
    implements ReconcileResultBuilder.With {

  /**
   * The class of the tenant.
   *
   * @param revision that the tenant follows
   * @param waitsForTurn something newer waits for the tenant's turn
   */
  public record FollowedClass(String name, Optional<String> revision, boolean waitsForTurn) {}

  /** A reconciliation that ended before anything could be resolved. */
  public static ReconcileResult stalled(Problem problem, List<Decision> decisions) {
    return stalled(List.of(problem), decisions, RequeueDelays.WHEN_BLOCKED);
  }

  /** For several reasons, the first one first. */
  public static ReconcileResult stalled(
      List<Problem> problems, List<Decision> decisions, Duration requeueAfter) {
    return new ReconcileResult(
        Optional.empty(),
        Optional.empty(),
        problems,
        new NamespaceReadiness.Unknown(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        decisions,
        requeueAfter);
  }

  /**
   * A service that is switched off or has left the spec, and is not removed yet.
   *
   * @param waitingFor in words for a person
   * @param kept why it is not removed before a person acts
   */
  public record GoingDown(
      ServiceName name, String waitingFor, Optional<Problem> kept, List<Decision> decisions) {
    /** One that goes by itself. */
    public GoingDown(ServiceName name, String waitingFor) {
      this(name, waitingFor, Optional.empty(), List.of());
    }

    /** One that waits for a person to mend something. */
    public static GoingDown blocked(ServiceName name, Problem why) {
      return new GoingDown(name, why.message(), Optional.of(why), List.of());
    }

    /** One that waits for a person to answer. */
    public static GoingDown kept(ServiceName name, Problem why, Decision decision) {
      return new GoingDown(name, why.message(), Optional.of(why), List.of(decision));
    }
  }

  /** Who suspended the tenant. */
  public enum Suspension {
    IN_SPEC,
    IN_DATABASE
  }
}
