package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import java.util.Optional;

/** The DNS names under which users reach the applications. */
final class Hosts {
  /** One wildcard certificate serves all hosts of this form. */
  private static final String DEFAULT_PATTERN = "{service}-{name}.{baseDomain}";

  private Hosts() {}

  static String of(
      ServiceName service,
      String tenant,
      Optional<String> customDomain,
      TenantClassSpec tenantClass) {
    return customDomain
        .map(domain -> service.id() + "." + domain)
        .orElseGet(
            () ->
                pattern(tenantClass)
                    .replace("{service}", service.id())
                    .replace("{name}", tenant)
                    .replace("{baseDomain}", tenantClass.baseDomain()));
  }

  private static String pattern(TenantClassSpec tenantClass) {
    return Optional.ofNullable(tenantClass.routing())
        .map(Routing::hostPattern)
        .orElse(DEFAULT_PATTERN);
  }
}
