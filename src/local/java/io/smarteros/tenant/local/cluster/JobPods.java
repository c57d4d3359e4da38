package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Does what the Jobs of an application are to do, once for each pod, and ends the pod: kwok leaves
 * that to it.
 */
public final class JobPods implements AutoCloseable {
  private final KubernetesClient client;
  private final PodEnvironments environments;
  private final Function<PodEnvironment, JobEnd> work;
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final SharedIndexInformer<Pod> informer;

  private JobPods(KubernetesClient client, String service, Function<PodEnvironment, JobEnd> work) {
    this.client = client;
    this.environments = new PodEnvironments(client);
    this.work = work;
    this.informer =
        client
            .pods()
            .inAnyNamespace()
            .withLabel("smarteros.io/service", service)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    run(pod);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    run(pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {
                    begun.remove(pod.getMetadata().getUid());
                  }
                });
  }

  /**
   * Begins to watch.
   *
   * @param service by whose label the pods are found: {@code kwok-stages.yaml} must know it
   * @param work gets what the kubelet would have given to the pod
   */
  public static JobPods watch(
      KubernetesClient client, String service, Function<PodEnvironment, JobEnd> work) {
    return new JobPods(client, service, work);
  }

  private void run(Pod pod) {
    boolean ofJob =
        pod.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> owner.getKind().equals("Job"));
    if (ofJob
        && "Running".equals(pod.getStatus().getPhase())
        && pod.getMetadata().getDeletionTimestamp() == null
        && begun.add(pod.getMetadata().getUid())) {
      end(pod, work.apply(environments.of(pod)));
    }
  }

  private void end(Pod pod, JobEnd end) {
    try {
      client.resource(pod).editStatus(running -> ended(running, end));
    } catch (KubernetesClientException e) {
      // somebody deleted it meanwhile
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static Pod ended(Pod pod, JobEnd end) {
    List<ContainerStatus> containers =
        pod.getStatus().getContainerStatuses().stream()
            .map(container -> ended(container, end))
            .toList();
    return new PodBuilder(pod)
        .editStatus()
        .withPhase(end.exitCode() == 0 ? "Succeeded" : "Failed")
        .withContainerStatuses(containers)
        .endStatus()
        .build();
  }

  private static ContainerStatus ended(ContainerStatus container, JobEnd end) {
    return new ContainerStatusBuilder(container)
        .withReady(false)
        .withStarted(false)
        .withNewState()
        .withNewTerminated()
        .withExitCode(end.exitCode())
        .withReason(end.exitCode() == 0 ? "Completed" : "Error")
        .withMessage(end.message())
        .withStartedAt(container.getState().getRunning().getStartedAt())
        .withFinishedAt(container.getState().getRunning().getStartedAt())
        .endTerminated()
        .endState()
        .build();
  }

  @Override
  public void close() {
    informer.close();
  }

  /**
   * How the pod of a Job ends.
   *
   * @param message what it leaves in its termination log
   */
  public record JobEnd(int exitCode, String message) {
    /** It has done its work. */
    public static final JobEnd COMPLETED = new JobEnd(0, "");
  }
}
