package io.smarteros.tenant.api;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests of people to the operator, by annotations of a Tenant. */
public final class TenantAnnotations {
  private static final int LONGEST_KEPT = 256;

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
    return kept(Names.RECONCILE_AT_ANNOTATION);
  }

  /** The requested restart, cut to what the record keeps of it; empty for an empty value. */
  public Optional<String> restart() {
    return kept(Names.RESTART_ANNOTATION).filter(asked -> !asked.isEmpty());
  }

  /** The credential to replace, cut to what the record keeps of it; empty for an empty value. */
  public Optional<String> rotate() {
    return kept(Names.ROTATE_ANNOTATION).filter(asked -> !asked.isEmpty());
  }

  private Optional<String> kept(String annotation) {
    return find(annotation)
        .map(asked -> asked.substring(0, Math.min(asked.length(), LONGEST_KEPT)));
  }

  public boolean isPaused() {
    return is(Names.PAUSED_ANNOTATION, "true");
  }
}
