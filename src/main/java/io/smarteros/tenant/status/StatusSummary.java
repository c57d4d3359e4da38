package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The conditions that sum up a pass, by the rules of kstatus. */
final class StatusSummary {
  private static final String BACK = "Set it back there, or answer as status.decisions says";

  private StatusSummary() {}

  /** Ready, Reconciling, Stalled and Suspended: the four that sum up the rest. */
  static List<ConditionDraft> of(ReconcileResult result) {
    Optional<Problem> progress = progress(result);
    Optional<Problem> trouble = trouble(result);
    boolean stalled = progress.isEmpty() && trouble.isPresent();
    ConditionDraft suspended = suspended(result);
    ConditionDraft ready;
    if (trouble.isPresent()) {
      ready =
          new ConditionDraft(
              ConditionType.READY,
              Condition.Status.FALSE,
              trouble.get().reason(),
              trouble.get().message());
    } else if (progress.isPresent()) {
      ready =
          new ConditionDraft(
              ConditionType.READY,
              Condition.Status.FALSE,
              progress.get().reason(),
              progress.get().message());
    } else if (result.suspension().isPresent()) {
      ready =
          new ConditionDraft(
              ConditionType.READY, Condition.Status.TRUE, suspended.reason(), suspended.message());
    } else {
      ready = ready(result);
    }
    return List.of(
        ready,
        new ConditionDraft(
            ConditionType.RECONCILING,
            ConditionDraft.is(progress.isPresent()),
            progress.map(Problem::reason).orElse(ready.reason()),
            progress.map(Problem::message).orElse("Nothing is under way")),
        new ConditionDraft(
            ConditionType.STALLED,
            ConditionDraft.is(stalled),
            stalled ? trouble.orElseThrow().reason() : ready.reason(),
            stalled ? trouble.orElseThrow().message() : "Nothing waits for a person"),
        suspended);
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
                          "Suspended by spec.suspended; the data is kept");
                  case IN_DATABASE ->
                      new ConditionDraft(
                          ConditionType.SUSPENDED,
                          Condition.Status.TRUE,
                          Reason.SUSPENDED_IN_DATABASE,
                          "Suspended by the status of the row in Supabase; the data is kept. "
                              + BACK);
                })
        .orElseGet(
            () ->
                new ConditionDraft(
                    ConditionType.SUSPENDED,
                    Condition.Status.FALSE,
                    Reason.READY,
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
          "Switched off in Supabase, with the data kept: %s. %s"
              .formatted(String.join(", ", off), BACK));
    }
    return new ConditionDraft(
        ConditionType.READY, Condition.Status.TRUE, Reason.READY, readyMessage(result));
  }

  private static String readyMessage(ReconcileResult result) {
    return switch (result.services().size()) {
      case 0 -> "No service is switched on";
      case 1 -> result.services().getFirst().name() + " is ready";
      default -> "All %d services are ready".formatted(result.services().size());
    };
  }

  /** What still goes on by itself, if anything does. */
  private static Optional<Problem> progress(ReconcileResult result) {
    return switch (result.namespace()) {
      case NamespaceReadiness.Progressing progressing ->
          Optional.of(new Problem(Reason.PROGRESSING, progressing.message()));
      // the services wait for the namespace, and that for a person
      case NamespaceReadiness.Blocked _ -> Optional.empty();
      case NamespaceReadiness.Ready _, NamespaceReadiness.Unknown _ ->
          Stream.concat(
                  result.services().stream().flatMap(service -> progress(service).stream()),
                  result.goingDown().stream().map(StatusSummary::progress))
              .findFirst();
    };
  }

  private static Problem progress(GoingDown service) {
    return new Problem(
        Reason.PROGRESSING,
        "%s is being taken down: %s".formatted(service.name(), service.waitingFor()));
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

  /** The first thing that is wrong, whether or not it heals by itself. */
  private static Optional<Problem> trouble(ReconcileResult result) {
    Stream<Problem> namespace =
        result.namespace() instanceof NamespaceReadiness.Blocked blocked
            ? Stream.of(blocked.problem())
            : Stream.empty();
    return Stream.of(
            result.problems().stream(),
            namespace,
            result.services().stream().flatMap(service -> trouble(service).stream()))
        .flatMap(problems -> problems)
        .findFirst();
  }

  static Optional<Problem> trouble(ServiceResult service) {
    return switch (service.outcome()) {
      case ServiceOutcome.Blocked blocked -> Optional.of(blocked.problem());
      case ServiceOutcome.Failed failed -> Optional.of(failed.problem());
      case ServiceOutcome.Progressing progressing when progressing.reason() != Reason.PROGRESSING ->
          Optional.of(new Problem(progressing.reason(), progressing.message()));
      case ServiceOutcome.Ready _, ServiceOutcome.Off _, ServiceOutcome.Progressing _ ->
          service.keptAsIs();
    };
  }
}
