package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.smarteros.tenant.condition.ConditionDraft;
import io.smarteros.tenant.condition.KstatusConditions;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns the result of a reconciliation into the status that users and tools read. */
public final class StatusBuilder {
  private final InstantSource clock;

  public StatusBuilder(InstantSource clock) {
    this.clock = clock;
  }

  public TenantStatus build(Tenant tenant, ReconcileResult result) {
    Optional<TenantStatus> before = Optional.ofNullable(tenant.getStatus());
    List<ConditionDraft> drafts = new ArrayList<>();
    drafts.addAll(StatusSummary.of(result));
    drafts.add(PartConditions.namespace(result.namespace()));
    result.row().ifPresent(row -> drafts.add(PartConditions.rows(row)));
    result
        .services()
        .forEach(service -> drafts.add(PartConditions.service(service, result.suspension())));

    long generation = tenant.getMetadata().getGeneration();
    List<ServiceResult> services = result.services();
    return new TenantStatus(
        generation,
        drafts.stream().map(draft -> condition(draft, generation, before)).toList(),
        result
            .row()
            .flatMap(SyncResult::tenantId)
            .or(() -> before.flatMap(status -> Optional.ofNullable(status.tenantId())))
            .orElse(null),
        namespaceName(result.namespace())
            .or(() -> before.flatMap(status -> Optional.ofNullable(status.namespace())))
            .orElse(null),
        result.domain().orElse(null),
        // unknown when the reconciliation ended early; the class may still not be deleted
        result
            .followed()
            .map(FollowedClass::name)
            .or(() -> before.flatMap(status -> Optional.ofNullable(status.className())))
            .orElse(null),
        result
            .followed()
            .flatMap(FollowedClass::revision)
            .or(() -> before.flatMap(status -> Optional.ofNullable(status.classRevision())))
            .orElse(null),
        "%d/%d".formatted(services.stream().filter(ServiceResult::isReady).count(), wanted(tenant)),
        services.stream().map(StatusBuilder::serviceStatus).toList(),
        result.retained(),
        decisions(result),
        TenantAnnotations.of(tenant).reconcileAt().orElse(null));
  }

  /** Paused: the conditions stay as they are, since nothing was reconciled. */
  public TenantStatus paused(Tenant tenant) {
    TenantStatus before =
        Optional.ofNullable(tenant.getStatus()).orElseGet(StatusBuilder::neverSeen);
    long seen = Optional.ofNullable(before.observedGeneration()).orElse(-1L);
    boolean deleting = tenant.getMetadata().getDeletionTimestamp() != null;
    boolean unfinished =
        deleting
            || seen != tenant.getMetadata().getGeneration()
            || before.holds(ConditionType.RECONCILING)
            || before.holds(ConditionType.STALLED);
    String message =
        deleting
            ? "Paused by the annotation smarteros.io/paused, so the deletion waits. Remove the annotation to continue"
            : "Paused by the annotation smarteros.io/paused. Remove the annotation to continue";
    Condition.Status ready =
        before
            .condition(ConditionType.READY)
            .map(Condition::status)
            .orElse(Condition.Status.UNKNOWN);
    List<Condition> conditions =
        replaced(
            before,
            Math.max(seen, 0),
            Stream.of(
                new ConditionDraft(ConditionType.READY, ready, Reason.PAUSED, message),
                new ConditionDraft(
                    ConditionType.RECONCILING,
                    Condition.Status.FALSE,
                    Reason.NOT_RECONCILING,
                    message),
                unfinished
                    ? KstatusConditions.isTrue(
                        ConditionType.STALLED, new Problem(Reason.PAUSED, message))
                    : KstatusConditions.notStalled()));
    return after(before, seen, conditions, before.services(), before.decisions());
  }

  /**
   * A reconciliation that did not come to its end: what was found earlier stays, each condition as
   * of its own generation.
   *
   * @param needsPerson it does not heal by itself
   */
  public TenantStatus interrupted(Tenant tenant, Problem problem, boolean needsPerson) {
    TenantStatus before =
        Optional.ofNullable(tenant.getStatus()).orElseGet(StatusBuilder::neverSeen);
    long generation = tenant.getMetadata().getGeneration();
    boolean wasFollowed =
        Optional.of(generation).equals(Optional.ofNullable(before.observedGeneration()));
    List<ConditionDraft> drafts = new ArrayList<>();
    if (needsPerson || !wasFollowed || before.condition(ConditionType.READY).isEmpty()) {
      drafts.add(KstatusConditions.notReady(problem));
    }
    drafts.add(
        needsPerson
            ? KstatusConditions.notReconciling()
            : KstatusConditions.isTrue(ConditionType.RECONCILING, problem));
    drafts.add(
        needsPerson
            ? KstatusConditions.isTrue(ConditionType.STALLED, problem)
            : KstatusConditions.notStalled());
    List<Condition> conditions = replaced(before, generation, drafts.stream());
    return after(before, generation, conditions, before.services(), before.decisions());
  }

  /** A Tenant that is being deleted: what the deletion waits for, and what may be answered yet. */
  public TenantStatus deleting(
      Tenant tenant, Optional<Problem> blocked, String waitingFor, List<Decision> decisions) {
    TenantStatus before =
        Optional.ofNullable(tenant.getStatus()).orElseGet(StatusBuilder::neverSeen);
    long generation = tenant.getMetadata().getGeneration();
    Problem problem = blocked.orElseGet(() -> new Problem(Reason.PROGRESSING, waitingFor));
    List<Condition> conditions =
        Stream.of(
                KstatusConditions.notReady(problem),
                blocked.isEmpty()
                    ? KstatusConditions.isTrue(ConditionType.RECONCILING, problem)
                    : KstatusConditions.notReconciling(),
                blocked.isPresent()
                    ? KstatusConditions.isTrue(ConditionType.STALLED, problem)
                    : KstatusConditions.notStalled())
            .map(draft -> condition(draft, generation, Optional.of(before)))
            .toList();
    return after(before, generation, conditions, List.of(), decisions);
  }

  /** The conditions from before, with these in the place of theirs. */
  private List<Condition> replaced(
      TenantStatus before, long generation, Stream<ConditionDraft> drafts) {
    Map<String, Condition> conditions = new LinkedHashMap<>();
    before.conditions().forEach(condition -> conditions.put(condition.type(), condition));
    drafts
        .map(draft -> condition(draft, generation, Optional.of(before)))
        .forEach(condition -> conditions.put(condition.type(), condition));
    return List.copyOf(conditions.values());
  }

  /** What no reconciliation found anew stays as it was. */
  private static TenantStatus after(
      TenantStatus before,
      long generation,
      List<Condition> conditions,
      List<ServiceStatus> services,
      List<Decision> decisions) {
    return new TenantStatus(
        generation,
        conditions,
        before.tenantId(),
        before.namespace(),
        before.domain(),
        before.className(),
        before.classRevision(),
        before.servicesReady(),
        services,
        before.retained(),
        decisions,
        before.lastHandledReconcileAt());
  }

  /** Also those that the reconciliation did not reach. */
  private static long wanted(Tenant tenant) {
    return tenant.getSpec().services().inSpec().values().stream()
        .filter(ServiceSpec::isEnabled)
        .count();
  }

  private static TenantStatus neverSeen() {
    return new TenantStatus(
        -1L, List.of(), null, null, null, null, null, null, List.of(), List.of(), List.of(), null);
  }

  private static ServiceStatus serviceStatus(ServiceResult service) {
    ServiceResult.Facts facts = service.facts();
    return new ServiceStatus(
        service.name().id(),
        service.isReady(),
        facts.mode().orElse(null),
        facts.version().orElse(null),
        facts.url().orElse(null),
        facts.loginSecret().orElse(null),
        facts.accountId().orElse(null),
        StatusSummary.trouble(service)
            .map(Problem::message)
            .or(() -> StatusSummary.progress(service).map(Problem::message))
            .map(ConditionDraft::capped)
            .orElse(null));
  }

  private static List<Decision> decisions(ReconcileResult result) {
    return Stream.of(
            result.decisions().stream(),
            result.row().stream().flatMap(row -> row.decisions().stream()),
            result.services().stream().flatMap(service -> service.decisions().stream()),
            result.goingDown().stream().flatMap(service -> service.decisions().stream()))
        .flatMap(decisions -> decisions)
        .toList();
  }

  private static Optional<String> namespaceName(NamespaceReadiness state) {
    return switch (state) {
      case NamespaceReadiness.Unknown _ -> Optional.empty();
      case NamespaceReadiness.Ready ready -> Optional.of(ready.name());
      case NamespaceReadiness.Impaired impaired -> Optional.of(impaired.name());
      case NamespaceReadiness.Progressing progressing -> Optional.of(progressing.name());
      case NamespaceReadiness.Blocked blocked -> Optional.of(blocked.name());
    };
  }

  private Condition condition(
      ConditionDraft draft, long generation, Optional<TenantStatus> before) {
    return draft.toCondition(
        generation, before.flatMap(status -> status.condition(draft.type())), clock.instant());
  }
}
