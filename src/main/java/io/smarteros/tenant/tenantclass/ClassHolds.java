package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.tenantclass.TenantClass;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Why classes that are to be deleted are still there, as far as it was found out. */
public final class ClassHolds {
  private final Map<String, String> byUid = new ConcurrentHashMap<>();

  /**
   * The class stays.
   *
   * @param why a sentence for a person
   */
  void hold(TenantClass tenantClass, String why) {
    byUid.put(tenantClass.getMetadata().getUid(), why);
  }

  Optional<String> of(TenantClass tenantClass) {
    return Optional.ofNullable(byUid.get(tenantClass.getMetadata().getUid()));
  }

  /** Drops what is remembered of any other class. */
  void retain(Set<String> uids) {
    byUid.keySet().retainAll(uids);
  }
}
