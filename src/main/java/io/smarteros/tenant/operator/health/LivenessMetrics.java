package io.smarteros.tenant.operator.health;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the heartbeat of the passes that the SDK runs. */
public final class LivenessMetrics implements Metrics {
  private final LivenessMonitor heartbeat;

  public LivenessMetrics(LivenessMonitor heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  public void reconciliationSubmitted(
      HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
    heartbeat.submitted(name(resource));
  }

  @Override
  public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
    heartbeat.began(name(resource));
  }

  @Override
  public void reconciliationFinished(
      HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
    heartbeat.ended(name(resource));
  }

  private static String name(HasMetadata resource) {
    return resource.getKind() + " " + resource.getMetadata().getName();
  }
}
