package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes a service, or its pods only; its data is kept. Each method can be repeated. It returns
 * what it still waits for, for a person, or nothing once it is done.
 */
public final class ServiceTeardown {
  private static final Logger log = LoggerFactory.getLogger(ServiceTeardown.class);
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private final ClusterObjects objects;
  private final Pruner pruner;
  private final Map<Part, List<String>> failing = new ConcurrentHashMap<>();

  public ServiceTeardown(ClusterObjects objects, Pruner pruner) {
    this.objects = objects;
    this.pruner = pruner;
  }

  /**
   * What is left of a service.
   *
   * @param message why, for a person
   * @param refused its removal was refused, so that waiting alone does not help
   */
  public record Left(String message, boolean refused) {
    /** What to tell a person, where it was refused. */
    public Optional<Problem> refusal() {
      return refused
          ? Optional.of(
              new Problem(
                  Reason.REFUSED_BY_CLUSTER,
                  "The API server refuses to delete what is no longer wanted. Change the policy or right that it names: %s"
                      .formatted(message)))
          : Optional.empty();
    }
  }

  /** Where something of a tenant may run of which there is no record. */
  public List<TenantRef> placesOf(String tenant, String tenantUid) {
    return pruner.placesOf(tenant, tenantUid);
  }

  /** Removes a service that is switched off or has left the spec, and waits for its pods to end. */
  public Optional<Left> remove(TenantRef ref, ServiceName service) {
    Pruner.Result pruned = prune(Set.of(), ref, service);
    return pruned.failed().stream()
        .findFirst()
        .or(() -> awaitPods(ref, service))
        .map(message -> new Left(message, pruned.refused()));
  }

  /** Removes what runs pods, without waiting for them. */
  public Optional<String> removeCompute(TenantRef ref, ServiceName service) {
    return removeAll(ref, service, key -> ResourceKind.of(key).isCompute());
  }

  /** Removes the routes, and leaves what they lead to. */
  public Optional<String> removeRoutes(TenantRef ref, ServiceName service) {
    return removeAll(ref, service, key -> ResourceKind.of(key).isRoute());
  }

  /** Removes what of the service has such a key, without waiting for pods. */
  public Optional<String> removeAll(
      TenantRef ref, ServiceName service, Predicate<ObjectKey> unwanted) {
    Scope scope = new Scope.OfService(service);
    Set<ObjectKey> rest =
        objects.in(ref).stream()
            .filter(scope::covers)
            .map(ObservedObject::key)
            .filter(key -> !unwanted.test(key))
            .collect(Collectors.toUnmodifiableSet());
    return removeAllBut(rest, ref, service);
  }

  /** Removes what is not desired, without waiting for pods. */
  public Optional<String> removeAllBut(Set<ObjectKey> desired, TenantRef ref, ServiceName service) {
    return prune(desired, ref, service).failed().stream().findFirst();
  }

  /** The same, and says whether it was refused. */
  public Optional<Left> prune(TenantRef ref, ServiceName service, Set<ObjectKey> desired) {
    Pruner.Result pruned = prune(desired, ref, service);
    return pruned.failed().stream().findFirst().map(message -> new Left(message, pruned.refused()));
  }

  private Pruner.Result prune(Set<ObjectKey> desired, TenantRef ref, ServiceName service) {
    Pruner.Result pruned = pruner.prune(ref, new Scope.OfService(service), desired);
    note(new Part(ref.tenant(), service), pruned.failed());
    return pruned;
  }

  /** Whether something still leads users to the service; a route may take its time to go. */
  public boolean isRouted(TenantRef ref, ServiceName service) {
    Scope scope = new Scope.OfService(service);
    return objects.in(ref).stream()
        .filter(scope::covers)
        .anyMatch(object -> ResourceKind.of(object.key()).role() == ResourceKind.Role.ROUTE);
  }

  /** Whether a pod may run that nobody has asked to end. */
  public boolean runs(TenantRef ref, ServiceName service) {
    return runningPods(ref, service).anyMatch(pod -> !pod.deleting());
  }

  public Optional<String> awaitPods(TenantRef ref, ServiceName service) {
    return runningPods(ref, service)
        .findFirst()
        .map(pod -> "Waiting for pod %s to end".formatted(pod.key().name()));
  }

  /** The pods that may run, also those that were asked to end. */
  public Stream<ObservedObject> runningPods(TenantRef ref, ServiceName service) {
    Scope scope = new Scope.OfService(service);
    return objects.in(ref).stream().filter(scope::covers).filter(ServiceTeardown::isPodThatMayRun);
  }

  /** An evicted pod has ended, and stays in the list until the cluster tidies up. */
  public static boolean isPodThatMayRun(ObservedObject object) {
    return object.key().kind().equals("Pod")
        && !ENDED.contains(object.status().path("phase").asText());
  }

  /** Logs a failure once, not at each attempt. */
  private void note(Part part, List<String> failed) {
    if (failed.isEmpty()) {
      failing.remove(part);
    } else if (!failed.equals(failing.put(part, failed))) {
      log.warn("Cannot remove objects of {} yet: {}", part.service(), String.join("; ", failed));
    }
  }

  private record Part(String tenant, ServiceName service) {}
}
