package io.smarteros.tenant.service;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The input from which an application's blueprint is compiled.
 *
 * @param secrets generated ones, from the record
 * @param externals objects made through its API, from the record
 * @param volumes names of the PersistentVolumeClaims that were made, and may hold data
 * @param database where its database is, when it has one
 * @param classAccess what it gets of its class
 * @param running false while the tenant is suspended, or the service is switched off in its row:
 *     everything stays but the pods
 * @param restart the last restart of its pods that a person asked for
 */
public record ServicePlan(
    ResolvedTenant tenant,
    ResolvedService service,
    Map<String, String> secrets,
    Map<String, ExternalRecord> externals,
    Set<String> volumes,
    Optional<DatabaseAccess> database,
    ClassAccess classAccess,
    boolean running,
    Optional<String> restart) {

  /** A generated secret that was made sure of before the plan was compiled. */
  public String secret(String name) {
    String value = secrets.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "The record of %s has no secret %s for %s"
              .formatted(tenant.name(), name, service.name()));
    }
    return value;
  }

  /**
   * E-mail address of the application's first administrator. It stays the one that was set up,
   * whatever the Tenant says by now.
   *
   * @param external name of the account among the record's external objects
   */
  public String administrator(String external) {
    return Optional.ofNullable(externals.get(external))
        .flatMap(account -> account.id().or(account::naturalKey))
        .or(tenant::administrator)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Tenant %s names no administrator".formatted(tenant.name())));
  }

  /** Without what is generated. */
  @Override
  public String toString() {
    return "ServicePlan[tenant=%s, service=%s, secrets=%s, externals=%s, volumes=%s, database=%s, classAccess=%s, running=%s, restart=%s]"
        .formatted(
            tenant,
            service,
            secrets.keySet(),
            externals,
            volumes,
            database,
            classAccess,
            running,
            restart);
  }

  /** Base URL of the application inside the cluster. */
  public String clusterUrl(int port) {
    return "http://%s.%s.svc:%d".formatted(service.name(), tenant.namespace(), port);
  }

  /**
   * How the application logs in to its database.
   *
   * @param connections the most that it may have open at once
   * @param caCertificate PEM of the authorities that the server's certificate is checked against
   */
  public record DatabaseAccess(
      String host,
      int port,
      String name,
      String role,
      String password,
      int connections,
      SslMode sslMode,
      Optional<String> caCertificate) {

    /** Without the password. */
    @Override
    public String toString() {
      return "DatabaseAccess[host=%s, port=%d, name=%s, role=%s, sslMode=%s]"
          .formatted(host, port, name, role, sslMode);
    }
  }
}
