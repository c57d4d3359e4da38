package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.deletion.DeletionProgress;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports reconciliations: in the log, in Events, in metrics. */
public final class ReconcileReporter implements DriftListener {
  private static final Logger log = LoggerFactory.getLogger(ReconcileReporter.class);

  private static final Set<String> OF_THE_WHOLE =
      Stream.of(
              ConditionType.READY,
              ConditionType.RECONCILING,
              ConditionType.STALLED,
              ConditionType.SUSPENDED)
          .map(ConditionType::id)
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> NO_TROUBLE =
      Stream.concat(
              Stream.of(Reason.values()).filter(Reason::isProgress),
              Stream.of(Reason.SUSPENDED, Reason.SUSPENDED_IN_DATABASE, Reason.SYNC_DISABLED))
          .map(Reason::id)
          .collect(Collectors.toUnmodifiableSet());

  private final OperatorMetrics metrics;
  private final EventRecorder events;
  private final InstantSource clock;

  public ReconcileReporter(OperatorMetrics metrics, EventRecorder events, InstantSource clock) {
    this.metrics = metrics;
    this.events = events;
    this.clock = clock;
  }

  /** After every reconciliation. */
  void reconciled(Tenant tenant, ReconcileResult result) {
    result.services().forEach(service -> metrics.serviceOutcome(service.name(), service.outcome()));
    result.row().ifPresent(row -> reconciled(tenant, row));
  }

  /** Once a status is written; earlier, it would be reported twice. */
  void statusWritten(Tenant tenant, TenantStatus status) {
    if (became(tenant, status, ConditionType.READY)) {
      log.info("{}: {}", reason(status, ConditionType.READY), message(status, ConditionType.READY));
      if (isFirstTime(tenant)) {
        metrics.tenantBecameReady(
            Duration.between(
                Instant.parse(tenant.getMetadata().getCreationTimestamp()), clock.instant()));
      }
    }
    if (!status.holds(ConditionType.STALLED)) {
      status.conditions().stream()
          .filter(condition -> isNewTrouble(tenant, condition))
          .forEach(condition -> log.warn("{}: {}", condition.type(), condition.message()));
    }
    if (became(tenant, status, ConditionType.STALLED)) {
      log.warn(
          "Stalled, {}: {}",
          reason(status, ConditionType.STALLED),
          message(status, ConditionType.STALLED));
      events.record(
          tenant,
          EventMessage.warning(
              reason(status, ConditionType.STALLED),
              "Reconcile",
              message(status, ConditionType.STALLED)));
    }
  }

  /** The status cannot tell it. */
  void statusNotWritten(Tenant tenant, String why) {
    metrics.statusNotWritten();
    events.record(
        tenant,
        EventMessage.warning(
            "StatusNotWritten", "Reconcile", "The status cannot be written: " + why));
  }

  private void reconciled(Tenant tenant, SyncResult row) {
    metrics.supabaseSync(row.reason());
    row.corrections()
        .forEach(
            correction ->
                events.record(
                    tenant, EventMessage.warning("RowRestored", "SyncSupabase", correction)));
  }

  /** A person asked for another credential, and does not get it. */
  public void rotationRefused(Tenant tenant, String why) {
    log.warn("{}", why);
    events.record(tenant, EventMessage.warning("RotationRefused", "Rotate", why));
  }

  @Override
  public void note(Tenant tenant, Applied.Corrected corrected) {
    metrics.driftCorrected(corrected.key().kind());
    String note =
        corrected.by().isEmpty()
            ? "Reverted a change to %s".formatted(corrected.key())
            : "Reverted a change to %s made by %s"
                .formatted(corrected.key(), String.join(", ", corrected.by()));
    log.info("Drift: {}", note);
    events.record(tenant, EventMessage.warning("DriftCorrected", "Apply", note));
  }

  /** After a step of a tenant's deletion. */
  void cleaned(Tenant tenant, DeletionProgress progress) {
    switch (progress) {
      case DeletionProgress.Done(DeletionProgress.Data data) -> ended(tenant, data);
      case DeletionProgress.Blocked blocked ->
          events.record(
              tenant,
              EventMessage.warning(
                  blocked.problem().reason().id(), "Delete", blocked.problem().message()));
      case DeletionProgress.Waiting _ -> {}
    }
  }

  private void ended(Tenant tenant, DeletionProgress.Data data) {
    switch (data) {
      case DESTROYED -> log.info("Deleted. The data is destroyed");
      case KEPT -> {
        log.info("Deleted. The data is kept");
        DeletionConfirmation confirmation = new DeletionConfirmation(tenant);
        if (confirmation.isMissing()) {
          events.record(
              tenant,
              EventMessage.warning(
                  "DataRetained",
                  "Delete",
                  "The data is kept: deletionPolicy is Delete, but %s. To destroy it after all, apply the Tenant again, suspended, and confirm that"
                      .formatted(confirmation.complaint())));
        }
      }
      case NONE -> log.info("Deleted. There was no data");
    }
  }

  /** Of one part of a tenant, which was not in it before. */
  private static boolean isNewTrouble(Tenant tenant, Condition condition) {
    return condition.status() == Condition.Status.FALSE
        && !OF_THE_WHOLE.contains(condition.type())
        && !NO_TROUBLE.contains(condition.reason())
        && Optional.ofNullable(tenant.getStatus())
            .flatMap(before -> before.condition(condition.type()))
            .filter(before -> before.reason().equals(condition.reason()))
            .isEmpty();
  }

  private static boolean became(Tenant tenant, TenantStatus status, ConditionType type) {
    return status.holds(type) && !tenant.holds(type);
  }

  /**
   * The generation moves on with each change of the spec, so the first Ready is that of the first.
   */
  private static boolean isFirstTime(Tenant tenant) {
    return tenant.getMetadata().getGeneration() == 1 && !tenant.holds(ConditionType.SUSPENDED);
  }

  private static String reason(TenantStatus status, ConditionType type) {
    return status.condition(type).map(Condition::reason).orElse(type.id());
  }

  private static String message(TenantStatus status, ConditionType type) {
    return status.condition(type).map(Condition::message).orElse("");
  }
}
