package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.service.ServiceName;

/**
 * A tenant's database and the role that owns it.
 *
 * @param mark by which the role is known to be the tenant's
 */
public record DatabaseIdentity(String name, String role, OwnershipMark mark) {

  /**
   * Name of both the database and the role. Tenants and services have no underscore in their names,
   * so two pairs never meet in one name; with 40 characters of tenant it stays below PostgreSQL's
   * limit of 63.
   */
  public static String nameFor(String tenant, ServiceName service) {
    return "t_" + tenant + "_" + service.id();
  }
}
