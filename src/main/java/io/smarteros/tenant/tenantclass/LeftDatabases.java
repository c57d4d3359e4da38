package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.CheckResult;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.record.Placement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds databases of a tenant that has no record: an earlier life of it left them. */
public final class LeftDatabases {
  private final ClassDatabaseServers databases;
  private final List<ServiceName> services;

  /**
   * Asks servers, and makes nothing.
   *
   * @param services that may have a database
   */
  public LeftDatabases(ClassDatabaseServers databases, Set<ServiceName> services) {
    this.databases = databases;
    this.services = services.stream().sorted().toList();
  }

  /**
   * A database with the tenant's mark, whether or not its service is in the spec now; its name and
   * server. A server that cannot be asked has none: each service asks it again before it makes a
   * key.
   */
  public Optional<String> find(String tenant, Placement.Server server) {
    return switch (databases.open(server)) {
      case ClassDatabaseServers.Closed _ -> Optional.empty();
      case ClassDatabaseServers.Server opened ->
          services.stream()
              .filter(service -> isThere(opened, tenant, service))
              .map(service -> DatabaseIdentity.nameFor(tenant, service))
              .findFirst()
              .map(name -> "%s on %s".formatted(name, server.address()));
    };
  }

  private boolean isThere(ClassDatabaseServers.Server opened, String tenant, ServiceName service) {
    return switch (opened.databases().check(databases.unrecorded(tenant, service))) {
      case CheckResult.Found _ -> true;
      case CheckResult.Absent _, DatabaseFailure _ -> false;
    };
  }
}
