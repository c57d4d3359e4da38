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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The pod of an n8n, fit for Pod Security {@code restricted} with a read-only root. */
final class N8nPod {
  private static final String LIVENESS_PATH = "/healthz";

  /** User {@code node} of the official image. */
  private static final long USER = 1000;

  /** Of the files that n8n writes at every start, and of what workflows hold while they run. */
  private static final Quantity SCRATCH_SIZE = new Quantity("2Gi");

  /** Beyond what n8n takes itself, so that it ends by itself. */
  private static final Duration GRACE = N8n.SHUTDOWN_TIMEOUT.plusSeconds(15);

  /** Ten minutes: the first start of a version migrates the database. */
  private static final int STARTUP_FAILURES = 120;

  private final ServicePlan plan;
  private final N8nOptions options;

  N8nPod(ServicePlan plan, N8nOptions options) {
    this.plan = plan;
    this.options = options;
  }

  PodSpec spec() {
    return PodParts.pod(plan)
        .withTerminationGracePeriodSeconds(GRACE.toSeconds())
        .withSecurityContext(PodParts.restrictedTo(USER, USER))
        .withContainers(container())
        .withVolumes(volumes())
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName(N8n.NAME)
        .withImage(plan.service().image())
        .withPorts(PodParts.port(N8n.ENDPOINT))
        .addNewEnvFrom()
        .withNewSecretRef()
        .withName(N8n.NAME)
        .endSecretRef()
        .endEnvFrom()
        .withEnv(PodParts.environment(N8nEnvironment.plain(plan), plan))
        .withResources(PodParts.resources(plan.service().cpu(), plan.service().memory()))
        .withStartupProbe(probe(N8n.READINESS_PATH).withFailureThreshold(STARTUP_FAILURES).build())
        .withReadinessProbe(readinessProbe())
        .withLivenessProbe(livenessProbe())
        .withSecurityContext(PodParts.unprivileged().withReadOnlyRootFilesystem(true).build())
        .withVolumeMounts(mounts())
        .build();
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
