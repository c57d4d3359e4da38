package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.condition.ConditionDraft;
import io.smarteros.tenant.condition.KstatusConditions;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The conditions that sum up a reconciliation, by the rules of kstatus. */
final class StatusSummary {
  private static final String BACK =
      "To resume, set it back there, or set the annotation that status.decisions shows";

  private StatusSummary() {}

  /** Ready, Reconciling, Stalled and Suspended: the four that sum up the rest. */
  static List<ConditionDraft> of(ReconcileResult result) {
    ConditionDraft suspended = suspended(result);
    ConditionDraft well =
        result.suspension().isPresent()
            ? new ConditionDraft(
                ConditionType.READY, Condition.Status.TRUE, suspended.reason(), suspended.message())
            : ready(result);
    return Stream.concat(
            KstatusConditions.of(progress(result), trouble(result), well).stream(),
            Stream.of(suspended))
        .toList();
  }

  private static ConditionDraft suspended(ReconcileResult result) {
    return result
        .suspension()
        .map(
            by ->
                switch (by) {
                  case IN_SPEC ->
                      new ConditionDraft(
                          ConditionType.SUSPENDED,
                          Condition.Status.TRUE,
                          Reason.SUSPENDED,
                          "Suspended by spec.suspended. The data is kept");
                  case IN_DATABASE ->
                      new ConditionDraft(
                          ConditionType.SUSPENDED,
                          Condition.Status.TRUE,
                          Reason.SUSPENDED_IN_DATABASE,
                          "Suspended by the status of its row in Supabase. The data is kept. "
                              + BACK);
                })
        .orElseGet(
            () ->
                new ConditionDraft(
                    ConditionType.SUSPENDED,
                    Condition.Status.FALSE,
                    Reason.NOT_SUSPENDED,
                    "Not suspended"));
  }

  private static ConditionDraft ready(ReconcileResult result) {
    List<String> off =
        result.services().stream()
            .filter(service -> service.outcome() instanceof ServiceOutcome.Off)
            .map(service -> service.name().toString())
            .toList();
    if (!off.isEmpty()) {
      return new ConditionDraft(
          ConditionType.READY,
          Condition.Status.TRUE,
          Reason.SUSPENDED_IN_DATABASE,
          "Switched off in Supabase: %s. The data is kept. %s"
              .formatted(String.join(", ", off), BACK));
    }
    return new ConditionDraft(
        ConditionType.READY, Condition.Status.TRUE, Reason.READY, readyMessage(result));
  }

  private static String readyMessage(ReconcileResult result) {
    String ready =
        switch (result.services().size()) {
          case 0 -> "No service is switched on";
          case 1 -> result.services().getFirst().name() + " is ready";
          default -> "All %d services are ready".formatted(result.services().size());
        };
    return result
        .followed()
        .filter(FollowedClass::waitsForTurn)
        .map(
            followed ->
                "%s. A change of it waits for its turn in the roll-out of TenantClass %s"
                    .formatted(ready, followed.name()))
        .orElse(ready);
  }

  /** What is in progress, if anything is. */
  static Optional<Problem> progress(ReconcileResult result) {
    return switch (result.namespace()) {
      case NamespaceReadiness.Progressing progressing ->
          Optional.of(new Problem(Reason.WAITING_FOR_NAMESPACE, progressing.message()));
      // the services wait for the namespace, and the namespace for a person
      case NamespaceReadiness.Blocked _ -> Optional.empty();
      case NamespaceReadiness.Impaired impaired when impaired.retried() ->
          Optional.of(impaired.problem());
      case NamespaceReadiness.Impaired _ ->
          progressOfServices(result)
              .filter(problem -> problem.reason() != Reason.WAITING_FOR_NAMESPACE)
              .findFirst();
      case NamespaceReadiness.Ready _, NamespaceReadiness.Unknown _ ->
          progressOfServices(result).findFirst();
    };
  }

  private static Stream<Problem> progressOfServices(ReconcileResult result) {
    return Stream.concat(
        result.services().stream().flatMap(service -> progress(service).stream()),
        result.goingDown().stream()
            .filter(service -> service.kept().isEmpty())
            .map(StatusSummary::progress));
  }

  private static Problem progress(GoingDown service) {
    return new Problem(
        Reason.PROGRESSING,
        "%s is being removed: %s".formatted(service.name(), service.waitingFor()));
  }

  static Optional<Problem> progress(ServiceResult service) {
    return switch (service.outcome()) {
      case ServiceOutcome.Progressing(Reason reason, String message, _) ->
          Optional.of(new Problem(reason, service.name() + ": " + message));
      case ServiceOutcome.Failed(Problem problem, _) ->
          Optional.of(new Problem(problem.reason(), service.name() + ": " + problem.message()));
      case ServiceOutcome.Ready _, ServiceOutcome.Blocked _, ServiceOutcome.Off _ ->
          Optional.empty();
    };
  }

  /** The first problem, whether or not it may end by itself. */
  static Optional<Problem> trouble(ReconcileResult result) {
    Stream<Problem> namespace =
        switch (result.namespace()) {
          case NamespaceReadiness.Blocked blocked -> Stream.of(blocked.problem());
          case NamespaceReadiness.Impaired impaired when !impaired.retried() ->
              Stream.of(impaired.problem());
          case NamespaceReadiness.Impaired _,
              NamespaceReadiness.Progressing _,
              NamespaceReadiness.Ready _,
              NamespaceReadiness.Unknown _ ->
              Stream.empty();
        };
    return Stream.of(
            result.problems().stream(),
            namespace,
            result.services().stream().flatMap(service -> trouble(service).stream()),
            result.goingDown().stream().flatMap(service -> service.kept().stream()))
        .flatMap(problems -> problems)
        .findFirst();
  }

  static Optional<Problem> trouble(ServiceResult service) {
    return switch (service.outcome()) {
      case ServiceOutcome.Blocked blocked -> Optional.of(blocked.problem());
      case ServiceOutcome.Failed failed -> Optional.of(failed.problem());
      case ServiceOutcome.Progressing progressing when !progressing.reason().isProgress() ->
          Optional.of(new Problem(progressing.reason(), progressing.message()));
      case ServiceOutcome.Ready _, ServiceOutcome.Off _, ServiceOutcome.Progressing _ ->
          service.keptAsIs();
    };
  }
}
