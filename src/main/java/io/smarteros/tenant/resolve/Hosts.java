package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The DNS names under which users reach the applications. */
public final class Hosts {
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

  /** Those that the class's pattern gives a tenant, one for each application that there is. */
  public static Set<String> defaultsOf(String tenant, TenantClassSpec tenantClass) {
    return Arrays.stream(ServiceName.values())
        .map(service -> of(service, tenant, Optional.empty(), tenantClass))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The domain below which the class's pattern puts the hosts of all its tenants. */
  public static String sharedDomain(TenantClassSpec tenantClass) {
    String pattern = pattern(tenantClass).replace("{baseDomain}", tenantClass.baseDomain());
    String sameForAll = pattern.substring(pattern.lastIndexOf('}') + 1);
    return sameForAll.substring(sameForAll.indexOf('.') + 1);
  }

  private static String pattern(TenantClassSpec tenantClass) {
    return Optional.ofNullable(tenantClass.routing())
        .map(Routing::hostPattern)
        .orElse(DEFAULT_PATTERN);
  }
}
