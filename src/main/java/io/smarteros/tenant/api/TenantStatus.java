package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A view of how the tenant stands. It can be erased without loss. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantStatus(
    @Nullable Long observedGeneration,
    List<Condition> conditions,
    @Nullable String tenantId,
    @Nullable String namespace,
    @Nullable String domain,
    @Nullable String className,
    @Nullable String servicesReady,
    List<ServiceStatus> services,
    List<Retained> retained,
    List<Decision> decisions,
    @Nullable String lastHandledReconcileAt) {

  public TenantStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    services = services == null ? List.of() : List.copyOf(services);
    retained = retained == null ? List.of() : List.copyOf(retained);
    decisions = decisions == null ? List.of() : List.copyOf(decisions);
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }

  /** How one service stands. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ServiceStatus(
      ServiceName name,
      boolean ready,
      @Nullable Mode mode,
      @Nullable String version,
      @Nullable String url,
      @Nullable String loginSecret,
      @Nullable String externalId,
      @Nullable String message) {}

  /** Data that is kept though nothing uses it now. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retained(String kind, String name, @Nullable ServiceName service) {}

  /** A question that only a person can answer, by setting the annotation to the value. */
  public record Decision(String annotation, String value, String message) {}
}
