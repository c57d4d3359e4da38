package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Which changes of a Tenant are worth a reconcile: not those that the operator itself makes. */
final class TenantEvents {
  private static final int LONGEST_RECONCILE_AT = 256;

  private TenantEvents() {}

  /** JOSDK's own filter looks at the generation only, which annotations leave as it is. */
  static boolean isWorthAPass(Tenant now, Tenant before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp())
        || !Objects.equals(now.getMetadata().getFinalizers(), before.getMetadata().getFinalizers())
        || !ours(now).equals(ours(before))
        || (now.getStatus() == null && before.getStatus() != null);
  }

  private static Map<String, String> ours(Tenant tenant) {
    Map<String, String> ours = new TreeMap<>(annotations(tenant));
    ours.keySet().removeIf(name -> !name.startsWith(Names.GROUP + "/"));
    return ours;
  }

  static Map<String, String> annotations(Tenant tenant) {
    return Optional.ofNullable(tenant.getMetadata().getAnnotations()).orElseGet(Map::of);
  }

  /** The look that somebody asks for, as {@code status.lastHandledReconcileAt} can hold it. */
  static Optional<String> askedFor(Tenant tenant) {
    return Optional.ofNullable(annotations(tenant).get(Names.RECONCILE_AT_ANNOTATION))
        .map(asked -> asked.substring(0, Math.min(asked.length(), LONGEST_RECONCILE_AT)));
  }

  static boolean isPaused(Tenant tenant) {
    return "true".equals(annotations(tenant).get(Names.PAUSED_ANNOTATION));
  }
}
