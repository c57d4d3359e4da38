package io.smarteros.tenant.operator;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.observability.EventRecorder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what fails in the SDK itself, such as a finalizer that is refused. Its own log quotes the
 * whole object with a stack trace at each retry.
 */
final class SdkFailures implements Metrics {
  private static final Logger log = LoggerFactory.getLogger(SdkFailures.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> OURS = List.of(Names.TENANT_FINALIZER, Names.CLASS_FINALIZER);

  private final KubernetesClient client;
  private final EventRecorder events;
  private final Executor executor;
  private volatile BiConsumer<Tenant, Exception> tenants = (_, _) -> {};

  /**
   * Reports nothing of Tenants yet.
   *
   * @param executor for reports, since the SDK must not wait for them
   */
  SdkFailures(KubernetesClient client, EventRecorder events, Executor executor) {
    this.client = client;
    this.events = events;
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
    try {
      executor.execute(() -> report(resource, exception));
    } catch (RejectedExecutionException e) {
      log.debug("The operator is shutting down");
    }
  }

  private void report(HasMetadata resource, Exception exception) {
    boolean deleting = resource.isMarkedForDeletion();
    boolean hasOurs = resource.getFinalizers().stream().anyMatch(OURS::contains);
    // otherwise the reconciler had its turn, and tells of its own failures
    boolean aboutFinalizer = hasOurs == deleting;
    Exception cause =
        aboutFinalizer && deleting && !(exception instanceof KubernetesClientException)
            ? askAgain(resource).orElse(exception)
            : exception;
    if (aboutFinalizer && cause instanceof KubernetesClientException error) {
      events.record(resource, refused(resource, error, deleting));
    }
    if (resource instanceof Tenant tenant) {
      tenants.accept(tenant, cause);
    } else {
      log.warn(
          "The reconciliation of {} {} failed. It is tried again: {}",
          resource.getKind(),
          resource.getMetadata().getName(),
          cause.getMessage());
    }
  }

  private static EventMessage refused(
      HasMetadata resource, KubernetesClientException error, boolean deleting) {
    return EventMessage.warning(
        "FinalizerRefused",
        deleting ? "Delete" : "Reconcile",
        "The operator cannot %s the finalizer of %s %s. The API server says: %s"
            .formatted(
                deleting ? "remove" : "set",
                resource.getKind(),
                resource.getMetadata().getName(),
                ApiRefusal.message(error)));
  }

  /** After ten conflicts or invalid requests the SDK gives up, and keeps the answer to itself. */
  private Optional<Exception> askAgain(HasMetadata resource) {
    var patch = JSON.createObjectNode();
    var finalizers = patch.putObject("metadata").putArray("finalizers");
    resource.getFinalizers().stream()
        .filter(Predicate.not(OURS::contains))
        .forEach(finalizers::add);
    try {
      client
          .resource(resource)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager(Names.OPERATOR)
                  .withDryRun(List.of("All"))
                  .build(),
              patch.toString());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(e);
    }
  }
}
