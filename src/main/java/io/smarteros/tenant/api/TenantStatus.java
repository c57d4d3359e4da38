package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.service.Mode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of the tenant. It can be erased without loss. */
@JsonClassDescription(
    """
            State of the tenant. Only the operator writes it. It can be erased without loss.""")
@ApiType
public record TenantStatus(
    @JsonPropertyDescription(
            """
            The metadata.generation that this status is about. If it is lower than \
            metadata.generation, or -1, the operator has not acted on the latest change yet.""")
        @Min(-1)
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            """
            State by the rules of kstatus: Ready, Reconciling, Stalled, Suspended, \
            NamespaceReady, SupabaseSynced, and one such as N8nReady for each service that \
            is switched on.""")
        @Size(max = 32)
        List<Condition> conditions,
    @JsonPropertyDescription("Id of the tenant's row in Supabase.") @Size(max = 36)
        @Nullable String tenantId,
    @JsonPropertyDescription("Namespace of the tenant's applications.") @Size(max = 63)
        @Nullable String namespace,
    @JsonPropertyDescription("The customer's own domain, if the class allows one.") @Size(max = 253)
        @Nullable String domain,
    @JsonPropertyDescription("TenantClass of the tenant.") @Size(max = 253)
        @Nullable String className,
    @JsonPropertyDescription(
            """
            Revision of the TenantClass that the tenant follows: the one before until the tenant has \
            its turn in a roll-out.""")
        @Size(max = 253)
        @Nullable String classRevision,
    @JsonPropertyDescription(
            """
            Number of services that are ready, of those that are switched on. Example: 3/4.""")
        @Size(max = 16)
        @Nullable String servicesReady,
    @JsonPropertyDescription("State of each service.") @Size(max = 16) List<ServiceStatus> services,
    @JsonPropertyDescription(
            """
            Data that is kept although nothing uses it now, at most 100 entries.""")
        @Size(max = 100)
        List<Retained> retained,
    @JsonPropertyDescription(
            """
            Questions that only a person can answer, at most 100. To say yes, set the \
            annotation to the value.""")
        @Size(max = 100)
        List<Decision> decisions,
    @JsonPropertyDescription(
            """
            The last value of the annotation smarteros.io/reconcile-at that the operator \
            acted on.""")
        @Size(max = 256)
        @Nullable String lastHandledReconcileAt) {

  public TenantStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    services = services == null ? List.of() : List.copyOf(services);
    retained = retained == null ? List.of() : List.copyOf(retained);
    decisions = decisions == null ? List.of() : List.copyOf(decisions);
  }

  /** Not for {@link ConditionType#SERVICE_READY}, of which each service has its own. */
  public Optional<Condition> condition(ConditionType type) {
    return condition(type.id());
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }

  /** Whether the condition is there, and is True. */
  public boolean holds(ConditionType type) {
    return condition(type).filter(Condition::holds).isPresent();
  }

  /** The state of one service. */
  @ApiType
  public record ServiceStatus(
      @JsonPropertyDescription("Name of the service.") @Required @Size(max = 63) String name,
      @JsonPropertyDescription(
              """
            Whether the application answers inside the cluster, is set up, and is reachable as \
            far as the status of its route and its certificate tell.""")
          boolean ready,
      @JsonPropertyDescription("Mode that the service was created in.") @Nullable Mode mode,
      @JsonPropertyDescription("Version that last answered.") @Size(max = 128)
          @Nullable String version,
      @JsonPropertyDescription(
              """
            URL for users, once its route exists: https where the Ingress names a certificate or \
            the Gateway's listener does TLS, otherwise http.""")
          @Size(max = 512)
          @Nullable String url,
      @JsonPropertyDescription(
              """
            Secret in the tenant's namespace with url, username and password of the first \
            administrator.""")
          @Size(max = 253)
          @Nullable String loginSecret,
      @JsonPropertyDescription(
              """
            Id of what is the tenant's in the application, such as an account or a bot.""")
          @Size(max = 512)
          @Nullable String externalId,
      @JsonPropertyDescription("Why the service is not ready, and what to do.") @Size(max = 4096)
          @Nullable String message) {}

  /** Data that is kept although nothing uses it now. */
  @ApiType
  public record Retained(
      @JsonPropertyDescription("Kind of the data, such as Database or PersistentVolumeClaim.")
          @Required
          @Size(max = 63)
          String kind,
      @JsonPropertyDescription("Name of the object or database.") @Required @Size(max = 253)
          String name,
      @JsonPropertyDescription("Service of the data. Absent for data of the tenant itself.")
          @Size(max = 63)
          @Nullable String service) {}

  /** A question that only a person can answer, by setting the annotation to the value. */
  @ApiType
  public record Decision(
      @JsonPropertyDescription(
              """
            Annotation of the Tenant that answers the question, such as smarteros.io/revive.""")
          @Required
          @Size(max = 317)
          String annotation,
      @JsonPropertyDescription("Value that says yes. It is good for one incident.")
          @Required
          @Size(max = 512)
          String value,
      @JsonPropertyDescription("The question, and what yes does.") @Required @Size(max = 4096)
          String message) {}
}
