package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A view of how the tenant stands. It can be erased without loss. */
@JsonClassDescription(
    """
    How the tenant stands; written by the operator alone, and erased without loss.""")
@ApiType
public record TenantStatus(
    @JsonPropertyDescription(
            """
            The metadata.generation that this status was found for. Lower than that, and -1 before \
            the operator's first look: still in progress.""")
        @Min(-1)
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            """
            How the tenant stands: Ready, Reconciling, Stalled, Suspended, NamespaceReady, \
            SupabaseSynced, and one such as N8nReady for each service that is switched on.""")
        @Size(max = 32)
        List<Condition> conditions,
    @JsonPropertyDescription("Id of the tenant's row in Supabase.") @Size(max = 36)
        @Nullable String tenantId,
    @JsonPropertyDescription("Namespace in which the tenant's applications run.") @Size(max = 63)
        @Nullable String namespace,
    @JsonPropertyDescription(
            "The customer's own domain, where the class allows one; absent otherwise.")
        @Size(max = 253)
        @Nullable String domain,
    @JsonPropertyDescription("TenantClass that the tenant was placed in.") @Size(max = 253)
        @Nullable String className,
    @JsonPropertyDescription(
            "Services that are ready, of those that are switched on. Example: 3/4.")
        @Size(max = 16)
        @Nullable String servicesReady,
    @JsonPropertyDescription("How each service stands.") @Size(max = 16)
        List<ServiceStatus> services,
    @JsonPropertyDescription("Data that is kept though nothing uses it now; the first 100 pieces.")
        @Size(max = 100)
        List<Retained> retained,
    @JsonPropertyDescription(
            """
            What only a person can decide: set the annotation to the value to say yes; the first \
            100 questions.""")
        @Size(max = 100)
        List<Decision> decisions,
    @JsonPropertyDescription(
            "The value of the annotation smarteros.io/reconcile-at that was acted on last.")
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

  /** How one service stands. */
  @ApiType
  public record ServiceStatus(
      @JsonPropertyDescription("The service.") @Required ServiceName name,
      @JsonPropertyDescription("Whether the application answers and is set up.") boolean ready,
      @JsonPropertyDescription("Dedicated or Shared, as it was made.") @Nullable Mode mode,
      @JsonPropertyDescription("Version that is in force.") @Size(max = 128)
          @Nullable String version,
      @JsonPropertyDescription("Where users reach the application.") @Size(max = 512)
          @Nullable String url,
      @JsonPropertyDescription(
              """
              Secret in the tenant's namespace with url, username and password of the first \
              administrator.""")
          @Size(max = 253)
          @Nullable String loginSecret,
      @NotSupportedYet
          @JsonPropertyDescription("Id of the tenant's account inside the application.")
          @Size(max = 512)
          @Nullable String externalId,
      @JsonPropertyDescription("Why the service is not ready, in one sentence.") @Size(max = 4096)
          @Nullable String message) {}

  /** Data that is kept though nothing uses it now. */
  @ApiType
  public record Retained(
      @JsonPropertyDescription("What it is, such as Database or PersistentVolumeClaim.")
          @Required
          @Size(max = 63)
          String kind,
      @JsonPropertyDescription("Name of the object or database.") @Required @Size(max = 253)
          String name,
      @JsonPropertyDescription("The service that it belonged to; absent: the tenant itself.")
          @Nullable ServiceName service) {}

  /** A question that only a person can answer, by setting the annotation to the value. */
  @ApiType
  public record Decision(
      @JsonPropertyDescription(
              "Annotation of the Tenant that answers the question, such as smarteros.io/revive.")
          @Required
          @Size(max = 317)
          String annotation,
      @JsonPropertyDescription("The value that says yes; good for once.") @Required @Size(max = 512)
          String value,
      @JsonPropertyDescription("What is asked and what yes would do.") @Required @Size(max = 4096)
          String message) {}
}
