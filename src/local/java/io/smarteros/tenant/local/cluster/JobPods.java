package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Does what the Jobs of an application are to do, once for each pod: kwok lets their pods succeed
 * and does nothing.
 */
public final class JobPods implements AutoCloseable {
  private final SharedIndexInformer<Pod> informer;

  private JobPods(SharedIndexInformer<Pod> informer) {
    this.informer = informer;
  }

  /**
   * Begins to watch.
   *
   * @param service by whose label the pods are found
   * @param work gets what the kubelet would have given to the pod
   */
  public static JobPods watch(
      KubernetesClient client, String service, Consumer<PodEnvironment> work) {
    PodEnvironments environments = new PodEnvironments(client);
    Set<String> done = ConcurrentHashMap.newKeySet();
    Consumer<Pod> run =
        pod -> {
          boolean ofJob =
              pod.getMetadata().getOwnerReferences().stream()
                  .anyMatch(owner -> owner.getKind().equals("Job"));
          boolean started = !"Pending".equals(pod.getStatus().getPhase());
          if (ofJob && started && done.add(pod.getMetadata().getUid())) {
            work.accept(environments.of(pod));
          }
        };
    return new JobPods(
        client
            .pods()
            .inAnyNamespace()
            .withLabel("smarteros.io/service", service)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    run.accept(pod);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    run.accept(pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {
                    run.accept(pod);
                  }
                }));
  }

  @Override
  public void close() {
    informer.close();
  }
}
