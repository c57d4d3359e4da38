package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.PodParts;
import java.util.ArrayList;
import java.util.List;

/** The pods of an n8n, fit for Pod Security {@code restricted} with a read-only root. */
final class N8nPods {
  private static final String LIVENESS_PATH = "/healthz";

  /** User {@code node} of the official image. */
  private static final long USER = 1000;

  /** Of the files that n8n writes at every start, and of what workflows hold while they run. */
  private static final Quantity SCRATCH_SIZE = new Quantity("2Gi");

  /** Ten minutes: the first start of a version migrates the database. */
  private static final int STARTUP_FAILURES = 120;

  /**
   * There is no command that only migrates, but each one does so first: {@code
   * packages/cli/src/commands/base-command.ts} of n8n. This one changes nothing else.
   */
  private static final String MIGRATE =
      """
      n8n list:workflow --onlyId || {
        echo "n8n could not bring its database to this version" | tee /dev/termination-log
        exit 1
      }
      """;

  private final ServicePlan plan;
  private final N8nOptions options;

  N8nPods(ServicePlan plan, N8nOptions options) {
    this.plan = plan;
    this.options = options;
  }

  /** Of the process that users reach, the only one where there is no queue. */
  PodSpec main() {
    return pod(served(N8n.NAME).build());
  }

  PodSpec worker() {
    return pod(served(N8nQueue.WORKER).withArgs("worker").build());
  }

  /** Of the process that takes the calls of webhooks, and puts them into the queue. */
  PodSpec webhook() {
    return pod(served(N8nQueue.WEBHOOK).withArgs("webhook").build());
  }

  /** Of the Job that brings the database to this version. */
  PodSpec migration() {
    return pod(container(N8nQueue.MIGRATE).withCommand("sh", "-c", MIGRATE).build());
  }

  private PodSpec pod(Container container) {
    return PodParts.pod(plan)
        .withTerminationGracePeriodSeconds(N8n.GRACE.toSeconds())
        .withSecurityContext(PodParts.restrictedTo(USER, USER))
        .withContainers(container)
        .withVolumes(volumes())
        .build();
  }

  /** All of them answer for their health on the same port. */
  private ContainerBuilder served(String name) {
    return container(name)
        .withPorts(PodParts.port(N8n.ENDPOINT))
        .withStartupProbe(probe(N8n.READINESS_PATH).withFailureThreshold(STARTUP_FAILURES).build())
        .withReadinessProbe(readinessProbe())
        .withLivenessProbe(livenessProbe());
  }

  private ContainerBuilder container(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(plan.service().image())
        .addNewEnvFrom()
        .withNewSecretRef()
        .withName(N8n.NAME)
        .endSecretRef()
        .endEnvFrom()
        .withEnv(PodParts.environment(N8nEnvironment.plain(plan), plan))
        .withResources(PodParts.resources(plan.service().cpu(), plan.service().memory()))
        .withSecurityContext(PodParts.unprivileged().withReadOnlyRootFilesystem(true).build())
        .withVolumeMounts(mounts());
  }

  private static Probe readinessProbe() {
    return probe(N8n.READINESS_PATH).withFailureThreshold(3).build();
  }

  /** Slow to judge: a busy workflow blocks n8n for a while, and a restart would end it. */
  private static Probe livenessProbe() {
    return probe(LIVENESS_PATH).withPeriodSeconds(20).withFailureThreshold(6).build();
  }

  private static ProbeBuilder probe(String path) {
    return PodParts.httpGet(path, N8n.PORT_NAME);
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(PodParts.scratch("home", SCRATCH_SIZE));
    volumes.add(PodParts.scratch("tmp", SCRATCH_SIZE));
    if (options.hasVolume()) {
      volumes.add(PodParts.claimed("data", N8n.VOLUME));
    }
    return volumes;
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(PodParts.mount("home", N8n.HOME));
    mounts.add(PodParts.mount("tmp", "/tmp"));
    if (options.hasVolume()) {
      mounts.add(PodParts.mount("data", N8n.HOME + "/.n8n"));
    }
    return mounts;
  }
}
