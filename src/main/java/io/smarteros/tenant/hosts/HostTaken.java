package io.smarteros.tenant.hosts;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.resolve.Hosts;

/** What a person is told of a host or domain that is another tenant's. */
final class HostTaken {
  private HostTaken() {}

  static Problem host(String host, HostClaim holder) {
    String whose =
        holder.whole()
            ? "Host %s is below domain %s, which belongs to tenant %s"
                .formatted(host, holder.name(), holder.tenant())
            : "Host %s belongs to tenant %s".formatted(host, holder.tenant());
    return problem(whose + ". Choose another domain or host");
  }

  static Problem domain(String domain, HostClaim holder) {
    String whose =
        holder.name().equals(domain) && holder.whole()
            ? "Domain %s belongs to tenant %s".formatted(domain, holder.tenant())
            : "Domain %s has names in common with %s, which belongs to tenant %s"
                .formatted(domain, holder.name(), holder.tenant());
    return problem(whose + ". Choose another domain");
  }

  static Problem baseDomain(String domain, TenantClass tenantClass) {
    return problem(
        "Domain %s contains %s, where TenantClass %s gives all its tenants their hosts. Choose another domain"
            .formatted(
                domain,
                Hosts.sharedDomain(tenantClass.getSpec()),
                tenantClass.getMetadata().getName()));
  }

  /** Of a service that has a host already. */
  static Problem staysAt(String host, Problem problem) {
    return problem("%s. Until then it stays at %s".formatted(problem.message(), host));
  }

  private static Problem problem(String message) {
    return new Problem(Reason.HOST_TAKEN, message);
  }
}
