package io.smarteros.tenant.hosts;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.resolve.Hosts;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** The domains under which classes give their tenants hosts: they are no tenant's own. */
final class BaseDomains {
  private final Supplier<Collection<TenantClass>> classes;

  BaseDomains(Supplier<Collection<TenantClass>> classes) {
    this.classes = classes;
  }

  /** Why no tenant may have the domain. */
  Optional<Problem> within(String domain) {
    return classes.get().stream()
        .filter(known -> HostClaim.isWithin(Hosts.sharedDomain(known.getSpec()), domain))
        .findFirst()
        .map(known -> HostTaken.baseDomain(domain, known));
  }
}
