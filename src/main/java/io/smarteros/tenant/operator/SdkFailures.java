package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.smarteros.tenant.api.Tenant;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what fails in the SDK itself, such as a finalizer that is refused. Its own log quotes the
 * whole object with a stack trace at each retry.
 */
final class SdkFailures implements Metrics {
  private static final Logger log = LoggerFactory.getLogger(SdkFailures.class);

  private final Executor executor;
  private volatile BiConsumer<Tenant, Exception> tenants = (_, _) -> {};

  /**
   * Reports nothing of Tenants yet.
   *
   * @param executor for reports, since the SDK must not wait for them
   */
  SdkFailures(Executor executor) {
    this.executor = executor;
  }

  void reportTenantsTo(BiConsumer<Tenant, Exception> report) {
    tenants = report;
  }

  @Override
  public void reconciliationFailed(
      HasMetadata resource,
      @Nullable RetryInfo retryInfo,
      Exception exception,
      Map<String, Object> metadata) {
    if (resource instanceof Tenant tenant) {
      try {
        executor.execute(() -> tenants.accept(tenant, exception));
      } catch (RejectedExecutionException e) {
        log.debug("The operator is shutting down");
      }
    } else {
      log.warn(
          "The reconciliation of {} {} failed. It is tried again: {}",
          resource.getKind(),
          resource.getMetadata().getName(),
          exception.getMessage());
    }
  }
}
