package io.smarteros.tenant.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.RequeueDelays;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciliations that ended with an exception: what it means, and how long that has lasted. */
public final class ReconcileFailures {
  private static final Logger log = LoggerFactory.getLogger(ReconcileFailures.class);
  private static final Duration LASTING = Duration.ofMinutes(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final BooleanSupplier ending;
  private final RequeueBackoff backoff;
  private final Map<String, Ongoing> ongoing = new ConcurrentHashMap<>();

  /**
   * Of all tenants.
   *
   * @param ending whether the operator has been asked to end
   */
  public ReconcileFailures(InstantSource clock, BooleanSupplier ending) {
    this.clock = clock;
    this.ending = ending;
    this.backoff = new RequeueBackoff(clock);
  }

  /**
   * One more failure of a tenant.
   *
   * @param needsPerson it does not heal by itself
   * @param lasts it has not healed for some minutes
   * @param retryAfter grows as long as the failures last
   */
  record Failure(Problem problem, boolean needsPerson, boolean lasts, Duration retryAfter) {}

  /** Notes it, and logs it when it is another one than before. */
  Failure note(String tenant, Exception cause) {
    boolean needsPerson = isRefusal(cause);
    Problem problem = problem(cause, needsPerson);
    Optional<Ongoing> last = Optional.ofNullable(ongoing.get(tenant));
    if (!last.map(Ongoing::cause).equals(Optional.of(cause.toString()))) {
      log(cause, problem);
    }
    Instant since = last.map(Ongoing::since).orElseGet(clock::instant);
    ongoing.put(tenant, new Ongoing(since, cause.toString()));
    return new Failure(
        problem,
        needsPerson,
        !clock.instant().isBefore(since.plus(LASTING)),
        retryAfter(backoff.waiting(tenant, since), needsPerson));
  }

  /** What was refused is mostly a write, and all tenants would write it again and again. */
  private static Duration retryAfter(RequeueBackoff.Wait wait, boolean needsPerson) {
    if (!needsPerson) {
      return wait.forProgress(RequeueDelays.AFTER_CONFLICT);
    }
    Duration grown = wait.forPerson(RequeueDelays.AFTER_CONFLICT);
    return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
  }

  /**
   * The watches end before the reconciliations do: what these fail with then is nobody's trouble.
   */
  boolean meanNothing() {
    return ending.getAsBoolean();
  }

  /** A reconciliation came to its end. */
  void over(String tenant) {
    ongoing.remove(tenant);
  }

  public void forget(String tenant) {
    ongoing.remove(tenant);
    backoff.forget(tenant);
  }

  private static boolean isRefusal(Exception cause) {
    return cause instanceof KubernetesClientException error && ApiRefusal.needsPerson(error);
  }

  private static Problem problem(Exception cause, boolean refusal) {
    return switch (cause) {
      case KubernetesClientException error when refusal ->
          new Problem(
              Reason.REFUSED_BY_CLUSTER,
              "The API server refuses a request for this tenant. Change the policy, quota or right that it names: %s"
                  .formatted(ApiRefusal.message(error)));
      case KubernetesClientException error ->
          new Problem(
              Reason.PROGRESSING,
              "The API server does not do now what this tenant needs. The operator tries again. It says: %s"
                  .formatted(ApiRefusal.message(error)));
      case RecordConflictException conflict ->
          new Problem(
              Reason.PROGRESSING, "%s. The operator begins again".formatted(conflict.getMessage()));
      default ->
          new Problem(
              Reason.PROGRESSING,
              "Internal error, see the operator's log. The operator tries again");
    };
  }

  private static void log(Exception cause, Problem problem) {
    switch (cause) {
      case KubernetesClientException _ -> log.warn("{}", problem.message());
      case RecordConflictException _ -> log.info("{}", problem.message());
      default -> log.error("The reconciliation failed. It is tried again", cause);
    }
  }

  private record Ongoing(Instant since, String cause) {}
}
