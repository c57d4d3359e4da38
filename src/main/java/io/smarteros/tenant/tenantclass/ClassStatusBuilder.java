package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.condition.ConditionDraft;
import io.smarteros.tenant.condition.KstatusConditions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Turns what was found of a class into the status that users and tools read. */
public final class ClassStatusBuilder {
  private static final ConditionDraft WELL =
      new ConditionDraft(
          ConditionType.READY, Condition.Status.TRUE, Reason.READY, "Ready for Tenants");

  private final InstantSource clock;

  public ClassStatusBuilder(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether the two differ only in how many tenants are in each state. */
  public static boolean isTenantsAllThatDiffers(TenantClassStatus before, TenantClassStatus now) {
    return withoutTenants(before).equals(withoutTenants(now));
  }

  private static TenantClassStatus withoutTenants(TenantClassStatus status) {
    return new TenantClassStatus(
        status.observedGeneration(), status.conditions(), null, null, null);
  }

  TenantClassStatus build(TenantClass tenantClass, ClassFacts facts) {
    long generation = tenantClass.getMetadata().getGeneration();
    Optional<TenantClassStatus> before = Optional.ofNullable(tenantClass.getStatus());
    List<ConditionDraft> parts =
        Stream.of(
                facts.parts().entrySet().stream(),
                Stream.of(
                    Map.entry(
                        ConditionType.ROWS_FOLLOWED,
                        BrakeFindings.of(tenantClass.getMetadata().getName(), facts.brake()))),
                facts.rollout().stream()
                    .map(state -> Map.entry(ConditionType.ROLLED_OUT, RolloutFindings.of(state))))
            .flatMap(Function.identity())
            .map(part -> part(part.getKey(), part.getValue(), generation, before))
            .toList();
    List<Condition> conditions =
        Stream.concat(summary(parts, facts.heldFor()).stream(), parts.stream())
            .map(
                draft ->
                    draft.toCondition(
                        generation,
                        before.flatMap(status -> status.condition(draft.type())),
                        clock.instant()))
            .toList();
    return new TenantClassStatus(
        generation,
        conditions,
        facts.tenants(),
        facts
            .rollout()
            .flatMap(state -> RolloutFindings.status(state, before.map(TenantClassStatus::rollout)))
            .orElse(null),
        facts.brake().map(BrakeFindings::status).orElse(null));
  }

  private static ConditionDraft part(
      ConditionType type, Finding finding, long generation, Optional<TenantClassStatus> before) {
    return switch (finding) {
      case Finding.Holds(String message) ->
          new ConditionDraft(type, Condition.Status.TRUE, Reason.READY, message);
      case Finding.Fails(Problem problem) ->
          new ConditionDraft(type, Condition.Status.FALSE, problem.reason(), problem.message());
      case Finding.Unclear(Problem problem) ->
          new ConditionDraft(type, Condition.Status.UNKNOWN, problem.reason(), problem.message());
      case Finding.NotYet _ ->
          before
              .flatMap(status -> status.condition(type))
              .filter(condition -> condition.observedGeneration() == generation)
              .flatMap(ClassStatusBuilder::again)
              .orElseGet(
                  () ->
                      new ConditionDraft(
                          type, Condition.Status.UNKNOWN, Reason.PROGRESSING, "Not looked at yet"));
    };
  }

  /** What an operator found before it was restarted stands until this one has looked. */
  private static Optional<ConditionDraft> again(Condition condition) {
    return Reason.of(condition.reason())
        .map(
            reason ->
                new ConditionDraft(
                    condition.type(), condition.status(), reason, condition.message()));
  }

  private static List<ConditionDraft> summary(
      List<ConditionDraft> parts, Optional<String> heldFor) {
    // what heals by itself does not let the class go
    return heldFor.isPresent()
        ? KstatusConditions.of(
            Optional.empty(), heldFor.map(why -> new Problem(Reason.CLASS_IN_USE, why)), WELL)
        : KstatusConditions.of(
            first(parts, reason -> !needsPerson(reason)),
            first(parts, ClassStatusBuilder::needsPerson),
            WELL);
  }

  private static Optional<Problem> first(List<ConditionDraft> parts, Predicate<Reason> wanted) {
    return parts.stream()
        .filter(part -> part.status() != Condition.Status.TRUE)
        .filter(part -> wanted.test(part.reason()))
        .findFirst()
        .map(part -> new Problem(part.reason(), part.message()));
  }

  private static boolean needsPerson(Reason reason) {
    return reason.conditions().contains(ConditionType.STALLED);
  }
}
