package io.smarteros.tenant.acceptance;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The pods of one tenant that are to stay: those of Jobs do not count. */
record TenantPods(KubernetesClient client, String namespace) {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration COMES_UP = Duration.ofMinutes(10);

  /** Tells a pod from the one that comes in its place. */
  Set<String> ids() {
    return ids(all());
  }

  /** Waits until each of these components has ready pods, and there are no others. */
  void awaitReady(Set<String> components) {
    Await.until(
        "the pods in " + namespace + " to be ready and of " + components,
        SOON,
        () ->
            all().stream().allMatch(Readiness::isPodReady) && components(all()).equals(components));
  }

  private static Set<String> components(List<Pod> pods) {
    return pods.stream()
        .map(pod -> pod.getMetadata().getLabels().getOrDefault(Names.COMPONENT_LABEL, ""))
        .collect(Collectors.toSet());
  }

  /** As they name them. */
  Set<String> images() {
    return all().stream()
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .map(Container::getImage)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  void awaitEnd() {
    Await.until("the pods in " + namespace + " to end", SOON, () -> all().isEmpty());
  }

  /** Returns when all of these are gone, and others are ready. */
  void awaitReplacementOf(Set<String> ids) {
    Await.until(
        "the pods in " + namespace + " to be replaced",
        COMES_UP,
        () -> {
          List<Pod> now = all();
          return !now.isEmpty()
              && Collections.disjoint(ids(now), ids)
              && now.stream().allMatch(Readiness::isPodReady);
        });
  }

  private List<Pod> all() {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .filter(TenantPods::isToStay)
        .toList();
  }

  private static boolean isToStay(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .noneMatch(owner -> owner.getKind().equals("Job"));
  }

  private static Set<String> ids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }
}
