package io.smarteros.tenant.reconcile.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.workload.JobReadiness;
import io.smarteros.tenant.cluster.workload.StatusConditions;
import io.smarteros.tenant.record.RunRecord;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.ServiceOutcome;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Runs something once, as a Job. It is in the record before the Job is applied; whether the Job has
 * completed is in the record before the Job goes.
 */
public final class RunStep {
  private final ClusterObjects cluster;
  private final ServiceTeardown teardown;
  private final ObjectsStep objects;
  private final InstantSource clock;

  /**
   * Judges by the times that the cluster wrote.
   *
   * @param clock the same as the cluster's
   */
  public RunStep(
      ClusterObjects cluster, ServiceTeardown teardown, ObjectsStep objects, InstantSource clock) {
    this.cluster = cluster;
    this.teardown = teardown;
    this.objects = objects;
    this.clock = clock;
  }

  StepResult<ServiceContext> complete(ServiceContext context, Gate.Completed gate) {
    RunRecord run = begin(context, gate);
    if (run.hasCompleted(gate.key())) {
      return StepResult.next(context);
    }
    Job job = named(gate.job(), run);
    // its template can never change, so one that is there is only looked at
    return cluster
        .find(ObjectKey.of(job))
        .map(live -> judge(context, gate, run, live))
        .orElseGet(() -> start(context, gate, job));
  }

  private static RunRecord begin(ServiceContext context, Gate.Completed gate) {
    return context
        .recordSession()
        .update(record -> record.withRun(gate.run(), begun(record.run(gate.run()), gate)))
        .run(gate.run())
        .orElseThrow();
  }

  private static RunRecord begun(Optional<RunRecord> known, Gate.Completed gate) {
    return known
        .map(run -> run.key().equals(gate.key()) ? run : run.again(gate.key(), gate.migratesTo()))
        .orElseGet(() -> RunRecord.begin(gate.key(), gate.migratesTo()));
  }

  /** Never two at once: they would change the same data. */
  private StepResult<ServiceContext> start(ServiceContext context, Gate.Completed gate, Job job) {
    String tries = gate.job().getMetadata().getName() + "-";
    return endEarlierTry(context, tries)
        .<StepResult<ServiceContext>>map(
            message -> StepResult.progressing(Reason.WAITING_FOR_JOB, message))
        .orElseGet(
            () ->
                objects
                    .apply(context, job)
                    .then(_ -> waiting(context, gate, job.getMetadata().getName())));
  }

  private Optional<String> endEarlierTry(ServiceContext context, String tries) {
    Optional<String> running =
        cluster.in(context.ref()).stream()
            .filter(new Scope.OfService(context.name())::covers)
            .filter(object -> isOfTry(object, tries))
            .findFirst()
            .map(object -> "Waiting for %s of an earlier try to end".formatted(object.key()));
    return running.isEmpty()
        ? running
        : teardown
            .removeAll(context.ref(), context.name(), key -> isTry(key.kind(), key.name(), tries))
            .or(() -> running);
  }

  private static boolean isOfTry(ObservedObject object, String tries) {
    if (ServiceTeardown.isPodThatMayRun(object)) {
      return object.owners().stream().anyMatch(by -> isTry(by.kind(), by.name(), tries));
    }
    return isTry(object.key().kind(), object.key().name(), tries);
  }

  /** Only a number follows: another run may have a name that begins with this one's. */
  private static boolean isTry(String kind, String name, String tries) {
    return kind.equals("Job")
        && name.startsWith(tries)
        && name.substring(tries.length()).chars().allMatch(Character::isDigit);
  }

  private StepResult<ServiceContext> judge(
      ServiceContext context, Gate.Completed gate, RunRecord run, ObservedObject job) {
    if (StatusConditions.find(job, "Complete", "True").isPresent()) {
      context.recordSession().update(record -> record.withRun(gate.run(), run.completed()));
      return StepResult.next(context);
    }
    return StatusConditions.find(job, "Failed", "True")
        .map(failed -> failed(context, gate, run, job, failed))
        .or(
            () ->
                JobReadiness.trouble(job, cluster.in(context.ref()), clock.instant())
                    .map(trouble -> StepResult.of(context, trouble)))
        .orElseGet(() -> waiting(context, gate, job.key().name()));
  }

  private StepResult<ServiceContext> failed(
      ServiceContext context,
      Gate.Completed gate,
      RunRecord run,
      ObservedObject job,
      JsonNode failed) {
    Decision again =
        new Decision(
            Names.RETRY_RUN_ANNOTATION,
            "%s/%s@%d".formatted(context.name(), gate.run(), run.attempt()),
            "Run %s of %s again?".formatted(gate.run(), context.name()));
    if (TenantAnnotations.of(context.request().manifest()).is(again.annotation(), again.value())) {
      context
          .recordSession()
          .update(record -> record.withRun(gate.run(), run.again(gate.key(), gate.migratesTo())));
      return StepResult.stop(
          new ServiceOutcome.Progressing(
              Reason.WAITING_FOR_JOB,
              "%s of %s runs again next".formatted(gate.run(), context.name()),
              RequeueDelays.AFTER_CONFLICT));
    }
    String name = job.key().name();
    return StepResult.blocked(
        new Problem(
            Reason.JOB_FAILED,
            "Job %s (%s of %s) failed: %s. %sRead its log: kubectl --namespace %s logs job/%s. Then let it run again as status.decisions says"
                .formatted(
                    name,
                    gate.run(),
                    context.name(),
                    why(context, job, failed),
                    migrated(context, gate),
                    job.key().namespace(),
                    name)),
        again);
  }

  /** Nobody can tell from outside how far it came. */
  private static String migrated(ServiceContext context, Gate.Completed gate) {
    return gate.migratesTo()
        .map("It may have brought the database to version %s already, or a part of it. "::formatted)
        .or(() -> migratedBefore(context))
        .orElse("The database is of the same version as before. ");
  }

  /** By another run, for a version that has not answered yet. */
  private static Optional<String> migratedBefore(ServiceContext context) {
    ServiceRecord record = context.recordSession().read();
    return record.runs().values().stream()
        .filter(run -> run.hasCompleted(run.key()))
        .flatMap(run -> run.migratesTo().stream())
        .filter(version -> !Optional.of(version).equals(record.availableVersion()))
        .findFirst()
        .map("Another Job has brought the database to version %s already. "::formatted);
  }

  /** In the words of what ran, where it left any, else in those of the Job's controller. */
  private String why(ServiceContext context, ObservedObject job, JsonNode failed) {
    return JobReadiness.lastWords(job, cluster.in(context.ref()))
        .orElseGet(() -> failed.path("message").asText(failed.path("reason").asText()));
  }

  private static StepResult<ServiceContext> waiting(
      ServiceContext context, Gate.Completed gate, String job) {
    return StepResult.progressing(
        Reason.WAITING_FOR_JOB,
        "Waiting for Job %s (%s of %s) to complete. Its log: kubectl --namespace %s logs job/%s"
            .formatted(job, gate.run(), context.name(), context.tenant().namespace(), job));
  }

  private static Job named(Job job, RunRecord run) {
    return new JobBuilder(job)
        .editMetadata()
        .withName("%s-%d".formatted(job.getMetadata().getName(), run.attempt()))
        .endMetadata()
        .build();
  }
}
