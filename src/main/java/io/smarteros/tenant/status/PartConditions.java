package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.condition.ConditionDraft;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.Optional;

/** How each part of a tenant stands: its namespace, its rows, each of its services. */
final class PartConditions {
  private PartConditions() {}

  static ConditionDraft namespace(NamespaceReadiness namespace) {
    return switch (namespace) {
      case NamespaceReadiness.Ready ready ->
          new ConditionDraft(
              ConditionType.NAMESPACE_READY,
              Condition.Status.TRUE,
              Reason.READY,
              "Namespace %s exists, with quota, limits, network policies and RoleBinding"
                  .formatted(ready.name()));
      case NamespaceReadiness.Impaired impaired ->
          new ConditionDraft(
              ConditionType.NAMESPACE_READY,
              Condition.Status.FALSE,
              impaired.problem().reason(),
              impaired.problem().message());
      case NamespaceReadiness.Progressing progressing ->
          new ConditionDraft(
              ConditionType.NAMESPACE_READY,
              Condition.Status.FALSE,
              Reason.WAITING_FOR_NAMESPACE,
              progressing.message());
      case NamespaceReadiness.Blocked blocked ->
          new ConditionDraft(
              ConditionType.NAMESPACE_READY,
              Condition.Status.FALSE,
              blocked.problem().reason(),
              blocked.problem().message());
      case NamespaceReadiness.Unknown _ ->
          new ConditionDraft(
              ConditionType.NAMESPACE_READY,
              Condition.Status.UNKNOWN,
              Reason.PROGRESSING,
              "Not checked yet");
    };
  }

  static ConditionDraft rows(SyncResult row) {
    return new ConditionDraft(
        ConditionType.SUPABASE_SYNCED,
        ConditionDraft.is(row.reason() == Reason.SYNCED),
        row.reason(),
        row.message());
  }

  static ConditionDraft service(ServiceResult service, Optional<Suspension> suspension) {
    String type = service.name().conditionType();
    return switch (service.outcome()) {
      case ServiceOutcome.Ready(Optional<String> remark, var _) ->
          service
              .keptAsIs()
              .map(
                  keptAsIs ->
                      new ConditionDraft(
                          type, Condition.Status.FALSE, keptAsIs.reason(), keptAsIs.message()))
              .orElseGet(
                  () ->
                      new ConditionDraft(
                          type,
                          Condition.Status.TRUE,
                          Reason.READY,
                          "%s runs, is set up and answers%s"
                              .formatted(service.name(), remark.map(". "::concat).orElse(""))));
      case ServiceOutcome.Progressing progressing ->
          new ConditionDraft(
              type, Condition.Status.FALSE, progressing.reason(), progressing.message());
      case ServiceOutcome.Blocked blocked ->
          new ConditionDraft(
              type,
              Condition.Status.FALSE,
              blocked.problem().reason(),
              blocked.problem().message());
      case ServiceOutcome.Failed failed ->
          new ConditionDraft(
              type, Condition.Status.FALSE, failed.problem().reason(), failed.problem().message());
      case ServiceOutcome.Off _ ->
          new ConditionDraft(
              type,
              Condition.Status.FALSE,
              suspension.equals(Optional.of(Suspension.IN_SPEC))
                  ? Reason.SUSPENDED
                  : Reason.SUSPENDED_IN_DATABASE,
              "%s is suspended. Its data is kept".formatted(service.name()));
    };
  }
}
