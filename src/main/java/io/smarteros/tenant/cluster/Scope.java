package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.ServiceName;

/** Which of a tenant's objects a pruning may touch. */
public sealed interface Scope {

  /** Those of one service. */
  record OfService(ServiceName service) implements Scope {}

  /** Those of the tenant itself: quota, limits, policies. */
  record GuardRails() implements Scope {}

  default boolean covers(ObservedObject object) {
    String service = object.label(Names.SERVICE_LABEL);
    return switch (this) {
      case OfService(ServiceName name) -> service.equals(name.id());
      case GuardRails() -> service.isEmpty();
    };
  }
}
