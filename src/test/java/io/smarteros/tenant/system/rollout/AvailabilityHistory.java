package io.smarteros.tenant.system.rollout;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.testkit.platform.Platform;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many tenants had a Deployment that was not available, at the same time. */
final class AvailabilityHistory implements AutoCloseable, Watcher<Deployment> {
  private final Collection<String> tenants;
  private final Map<String, Set<String>> unavailable = new HashMap<>();
  private int most;
  private @Nullable Exception failure;
  private @Nullable Watch watch;

  private AvailabilityHistory(Collection<String> tenants) {
    this.tenants = tenants;
  }

  /** From now on. One watch brings the changes in the order in which they were. */
  static AvailabilityHistory begin(Platform platform, Collection<String> tenants) {
    AvailabilityHistory history = new AvailabilityHistory(tenants);
    history.watch = platform.client().apps().deployments().inAnyNamespace().watch(history);
    return history;
  }

  synchronized int mostUnavailableAtOnce() {
    if (failure != null) {
      throw new IllegalStateException("Not all that happened was seen", failure);
    }
    return most;
  }

  @Override
  public synchronized void eventReceived(Action action, Deployment deployment) {
    String tenant = deployment.getMetadata().getLabels().getOrDefault(Names.TENANT_LABEL, "");
    if (!tenants.contains(tenant)) {
      return;
    }
    Set<String> ofTenant = unavailable.computeIfAbsent(tenant, _ -> new HashSet<>());
    if (isAvailable(deployment)) {
      ofTenant.remove(deployment.getMetadata().getName());
    } else {
      ofTenant.add(deployment.getMetadata().getName());
    }
    long now = unavailable.values().stream().filter(names -> !names.isEmpty()).count();
    most = Math.max(most, Math.toIntExact(now));
  }

  private static boolean isAvailable(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus().getAvailableReplicas()).orElse(0)
        >= deployment.getSpec().getReplicas();
  }

  @Override
  public synchronized void onClose(@Nullable WatcherException cause) {
    failure = cause;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
