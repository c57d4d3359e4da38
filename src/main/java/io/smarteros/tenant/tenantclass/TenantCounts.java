package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How many Tenants of each class are in each state. */
final class TenantCounts {
  private TenantCounts() {}

  /** By the name of the class. A Tenant counts for the class that it is placed in, if it is. */
  static Map<String, Tenants> byClass(Collection<Tenant> tenants) {
    Map<String, Tenants> counts = new HashMap<>();
    for (Tenant tenant : tenants) {
      className(tenant).ifPresent(name -> counts.merge(name, one(tenant), TenantCounts::sum));
    }
    return counts;
  }

  private static Optional<String> className(Tenant tenant) {
    return Optional.ofNullable(tenant.getStatus())
        .map(TenantStatus::className)
        .or(() -> Optional.ofNullable(tenant.getSpec().className()));
  }

  private static Tenants one(Tenant tenant) {
    Set<String> holding =
        Optional.ofNullable(tenant.getStatus()).stream()
            .flatMap(status -> status.conditions().stream())
            .filter(Condition::holds)
            .map(Condition::type)
            .collect(Collectors.toUnmodifiableSet());
    return new Tenants(
        1,
        one(holding, ConditionType.READY),
        one(holding, ConditionType.RECONCILING),
        one(holding, ConditionType.STALLED),
        one(holding, ConditionType.SUSPENDED));
  }

  private static int one(Set<String> holding, ConditionType type) {
    return holding.contains(type.id()) ? 1 : 0;
  }

  private static Tenants sum(Tenants left, Tenants right) {
    return new Tenants(
        left.total() + right.total(),
        left.ready() + right.ready(),
        left.reconciling() + right.reconciling(),
        left.stalled() + right.stalled(),
        left.suspended() + right.suspended());
  }
}
