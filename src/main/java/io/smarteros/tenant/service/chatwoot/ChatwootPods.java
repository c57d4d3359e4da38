package io.smarteros.tenant.service.chatwoot;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.service.ServiceMetadata;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.DatabaseAuthority;
import io.smarteros.tenant.service.blueprint.PodParts;
import io.smarteros.tenant.service.blueprint.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pods of a Chatwoot. Its image knows no user but root, so they need Pod Security {@code
 * baseline}; they have no other right of root.
 */
final class ChatwootPods {
  private static final Quantity SCRATCH_SIZE = new Quantity("2Gi");
  private static final String FILES = "/app/storage";

  /** Ten minutes: a small node takes long to load so much Ruby. */
  private static final int STARTUP_FAILURES = 120;

  /**
   * The answer to {@value Chatwoot#STATES_PATH} has status 200 whatever is away, or 500; only its
   * body says that all is well.
   */
  private static final String STATES_ARE_GOOD =
      """
      states=$(wget -q -T 4 -O - http://127.0.0.1:%d%s) || exit 1
      case "$states" in
        *'"failing"'*) exit 1 ;;
        *'"data_services":"ok"'*) exit 0 ;;
      esac
      exit 1
      """
          .formatted(Chatwoot.PORT, Chatwoot.STATES_PATH);

  /** The worker has no port. Once it works, it says so in its name: [0 of 10 busy]. */
  private static final String WORKER_IS_UP = "grep -q ' busy' /proc/1/cmdline";

  private final ServicePlan plan;
  private final Map<String, String> environment;
  private final DatabaseAuthority authority;

  ChatwootPods(ServicePlan plan, RedisServer redis) {
    this.plan = plan;
    this.environment = ChatwootEnvironment.plain(plan, redis);
    this.authority = new DatabaseAuthority(plan);
  }

  /** Of the web process. */
  PodSpec web() {
    return podWithFiles(
            container(Chatwoot.NAME)
                // one that a crash left names the process that has number 1 again, as this one has
                .withCommand(
                    "sh",
                    "-c",
                    "rm -f tmp/pids/server.pid && exec bundle exec rails server --port %d --binding 0.0.0.0"
                        .formatted(Chatwoot.PORT))
                .withPorts(PodParts.port(Chatwoot.ENDPOINT))
                .withStartupProbe(
                    PodParts.httpGet(Chatwoot.LIVENESS_PATH, Chatwoot.PORT_NAME)
                        .withFailureThreshold(STARTUP_FAILURES)
                        .build())
                .withReadinessProbe(script(STATES_ARE_GOOD, 10, 3))
                .withLivenessProbe(
                    PodParts.httpGet(Chatwoot.LIVENESS_PATH, Chatwoot.PORT_NAME)
                        .withPeriodSeconds(20)
                        .withFailureThreshold(6)
                        .build()))
        .build();
  }

  /** Of the process that works on the queues. */
  PodSpec worker() {
    return podWithFiles(
            container(Chatwoot.WORKER)
                .withCommand(
                    "bundle",
                    "exec",
                    "sidekiq",
                    "--config",
                    "config/sidekiq.yml",
                    "--timeout",
                    Long.toString(Chatwoot.WORKER_SHUTDOWN.toSeconds()))
                .withStartupProbe(script(WORKER_IS_UP, PodParts.PROBE_SECONDS, STARTUP_FAILURES))
                .withReadinessProbe(script(WORKER_IS_UP, 20, 3))
                .withLivenessProbe(script(WORKER_IS_UP, 20, 6)))
        .withTerminationGracePeriodSeconds(Chatwoot.WORKER_SHUTDOWN.plusSeconds(15).toSeconds())
        .build();
  }

  PodSpec job(ChatwootJobs job) {
    return pod(container(job.run()).withCommand("sh", "-c", job.script())).build();
  }

  private PodSpecBuilder podWithFiles(ContainerBuilder container) {
    if (!ChatwootFiles.hasVolume(plan)) {
      return pod(container);
    }
    return pod(container.addToVolumeMounts(PodParts.mount("files", FILES)))
        .addToVolumes(PodParts.claimed("files", Chatwoot.VOLUME))
        .withAffinity(onOneNode());
  }

  private PodSpecBuilder pod(ContainerBuilder container) {
    return PodParts.pod(plan)
        .withSecurityContext(
            new PodSecurityContextBuilder()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build())
        .withContainers(container.build())
        .withVolumes(volumes());
  }

  private ContainerBuilder container(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(plan.service().image())
        .addNewEnvFrom()
        .withNewSecretRef()
        .withName(Chatwoot.NAME)
        .endSecretRef()
        .endEnvFrom()
        .withEnv(PodParts.environment(environment, plan))
        .withResources(PodParts.resources(plan.service().cpu(), plan.service().memory()))
        .withSecurityContext(PodParts.unprivileged().build())
        .withVolumeMounts(mounts());
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(PodParts.scratch("tmp", SCRATCH_SIZE));
    volumes.addAll(authority.volumes());
    return volumes;
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(PodParts.mount("tmp", "/tmp"));
    mounts.addAll(authority.mounts());
    return mounts;
  }

  /**
   * The volume can be mounted by one node. The term selects the pod itself too, so the first of
   * them may go anywhere.
   */
  private static Affinity onOneNode() {
    return new AffinityBuilder()
        .withNewPodAffinity()
        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withNewLabelSelector()
        .addToMatchLabels(Names.NAME_LABEL, Chatwoot.NAME)
        .addNewMatchExpression()
        .withKey(Names.COMPONENT_LABEL)
        .withOperator("In")
        .withValues(ServiceMetadata.MAIN_COMPONENT, Chatwoot.WORKER)
        .endMatchExpression()
        .endLabelSelector()
        .withTopologyKey("kubernetes.io/hostname")
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endPodAffinity()
        .build();
  }

  private static Probe script(String script, int seconds, int failures) {
    return new ProbeBuilder()
        .withNewExec()
        .withCommand("sh", "-c", script)
        .endExec()
        .withPeriodSeconds(seconds)
        .withTimeoutSeconds(PodParts.PROBE_SECONDS)
        .withFailureThreshold(failures)
        .build();
  }
}
