package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.smarteros.tenant.record.ServiceRecord;
import java.util.Optional;

/** What must be so before the next stage of a rollout is applied. */
public sealed interface Gate {

  /** Whether what is run once has completed for its key; nothing else is run. */
  default boolean hasRun(ServiceRecord record) {
    return switch (this) {
      case Available _, Stopped _, NoOtherVersion _ -> true;
      case Completed run ->
          record.run(run.run()).map(known -> known.hasCompleted(run.key())).orElse(false);
    };
  }

  /**
   * All pods of a Deployment are available.
   *
   * @param deployment of this stage or an earlier one, and of no later one
   */
  record Available(String deployment) implements Gate {}

  /**
   * No pod of a Deployment runs any more, also none that is still ending. It counts until what the
   * stage runs has completed.
   *
   * @param deployment without replicas in this stage
   */
  record Stopped(String deployment) implements Gate {}

  /**
   * No pod of a Deployment is of another version, also none that is still ending. What stands in
   * this stage without replicas comes back in the next one.
   *
   * @param deployment without replicas in this stage
   */
  record NoOtherVersion(String deployment, String version) implements Gate {}

  /**
   * A Job has completed, once for this key. It is tried again for another key, and after a failure
   * when a person asks for it. It must be safe to run twice: a node may die under it.
   *
   * @param run name of what is run, such as {@code init}; unique within the application
   * @param key names the input, such as a version: another key runs again
   * @param migratesTo the version that the data may be of once the Job has begun; there is no way
   *     back to a lower one
   * @param job without status; the core adds to its name what makes each try another Job. Pods must
   *     bear the labels of {@link ServiceMetadata}
   */
  record Completed(String run, String key, Optional<String> migratesTo, Job job) implements Gate {}
}
