package io.smarteros.tenant.operator.health;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports the reconciliations that the SDK runs to the monitor. */
public final class LivenessMetrics implements Metrics {
  private final LivenessMonitor monitor;

  public LivenessMetrics(LivenessMonitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public void reconciliationSubmitted(
      HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
    monitor.submitted(name(resource));
  }

  @Override
  public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
    monitor.began(name(resource));
  }

  @Override
  public void reconciliationFinished(
      HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
    monitor.ended(name(resource));
  }

  private static String name(HasMetadata resource) {
    return resource.getKind() + " " + resource.getMetadata().getName();
  }
}
