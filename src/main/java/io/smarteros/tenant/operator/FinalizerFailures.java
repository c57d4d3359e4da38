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
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what the API server says where it does not let JOSDK set or remove a finalizer.
 * JOSDK does both outside the reconciler, and a Tenant whose finalizer is refused never gets there.
 */
final class FinalizerFailures implements Metrics {
  private static final Logger log = LoggerFactory.getLogger(FinalizerFailures.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> OURS = List.of(Names.TENANT_FINALIZER, Names.CLASS_FINALIZER);

  private final KubernetesClient client;
  private final EventRecorder events;
  private final StatusBuilder statuses;
  private final StatusWriter writer;

  FinalizerFailures(
      KubernetesClient client, EventRecorder events, StatusBuilder statuses, StatusWriter writer) {
    this.client = client;
    this.events = events;
    this.statuses = statuses;
    this.writer = writer;
  }

  @Override
  public void reconciliationFailed(
      HasMetadata resource,
      @Nullable RetryInfo retryInfo,
      Exception exception,
      Map<String, Object> metadata) {
    boolean deleting = resource.isMarkedForDeletion();
    boolean hasOurs = resource.getFinalizers().stream().anyMatch(OURS::contains);
    // otherwise the exception is one of the reconciler's own
    if (hasOurs == deleting) {
      try {
        saidBy(exception, resource).ifPresent(error -> tell(resource, error, deleting));
      } catch (KubernetesClientException e) {
        log.warn("Could not tell that a finalizer is refused: {}", ApiRefusal.message(e));
      }
    }
  }

  private Optional<KubernetesClientException> saidBy(Exception exception, HasMetadata resource) {
    if (exception instanceof KubernetesClientException error) {
      return Optional.of(error);
    }
    return resource.isMarkedForDeletion() ? askAgain(resource) : Optional.empty();
  }

  /** After ten conflicts or invalid requests JOSDK gives up, and keeps the answer to itself. */
  private Optional<KubernetesClientException> askAgain(HasMetadata resource) {
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

  private void tell(HasMetadata resource, KubernetesClientException error, boolean deleting) {
    Optional<Problem> refusal = ApiRefusal.needsPerson(ObjectKey.of(resource), error);
    String said = refusal.map(Problem::message).orElseGet(() -> ApiRefusal.message(error));
    String message =
        "The operator cannot %s the finalizer of %s %s. %s"
            .formatted(
                deleting ? "remove" : "set",
                resource.getKind(),
                resource.getMetadata().getName(),
                said);
    events.record(
        resource,
        EventMessage.warning("FinalizerRefused", deleting ? "Delete" : "Reconcile", message));
    if (refusal.isPresent() && resource instanceof Tenant tenant) {
      writer.write(tenant, status(tenant, message, deleting));
    }
  }

  private TenantStatus status(Tenant tenant, String message, boolean deleting) {
    return deleting
        ? statuses.deleting(
            tenant,
            Optional.of(new Problem(Reason.DELETION_BLOCKED, message)),
            "",
            List.of())
        : statuses.build(
            tenant,
            ReconcileResult.stalled(new Problem(Reason.REFUSED_BY_CLUSTER, message), List.of()));
  }
}
