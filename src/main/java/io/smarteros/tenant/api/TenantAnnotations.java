package io.smarteros.tenant.api;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests of people to the operator, by annotations of a Tenant. */
public final class TenantAnnotations {
  private static final int LONGEST_RECONCILE_AT = 256;

  private final Map<String, String> annotations;

  private TenantAnnotations(Map<String, String> annotations) {
    this.annotations = annotations;
  }

  public static TenantAnnotations of(Tenant tenant) {
    return new TenantAnnotations(
        Optional.ofNullable(tenant.getMetadata().getAnnotations()).orElseGet(Map::of));
  }

  /** The annotations of this operator, by name. */
  public Map<String, String> ours() {
    Map<String, String> ours = new TreeMap<>(annotations);
    ours.keySet().removeIf(name -> !name.startsWith(Names.GROUP + "/"));
    return ours;
  }

  public Optional<String> find(String annotation) {
    return Optional.ofNullable(annotations.get(annotation));
  }

  /** Whether an annotation has this value. */
  public boolean is(String annotation, String value) {
    return value.equals(annotations.get(annotation));
  }

  /** The requested reconciliation, cut to the length of {@code status.lastHandledReconcileAt}. */
  public Optional<String> reconcileAt() {
    return find(Names.RECONCILE_AT_ANNOTATION)
        .map(asked -> asked.substring(0, Math.min(asked.length(), LONGEST_RECONCILE_AT)));
  }

  public boolean isPaused() {
    return is(Names.PAUSED_ANNOTATION, "true");
  }
}
