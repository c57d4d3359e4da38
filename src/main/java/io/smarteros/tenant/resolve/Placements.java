package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantClass;
import io.smarteros.tenant.api.TenantClassSpec;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.Stage;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a tenant goes at first contact. */
public final class Placements {
  private Placements() {}

  public static Placement first(Tenant tenant, TenantClass tenantClass) {
    TenantClassSpec spec = tenantClass.getSpec();
    return new Placement(
        tenantClass.getMetadata().getName(),
        spec.namespacePrefix() + tenant.getMetadata().getName(),
        Stage.PLANNED,
        false,
        Optional.ofNullable(spec.database()).map(Placements::server),
        Optional.ofNullable(spec.storageClassName()),
        ownerKey(tenant),
        Set.of());
  }

  static Placement.Server server(TenantClassSpec.Database database) {
    return new Placement.Server(
        database.host(),
        Optional.ofNullable(database.port()).orElse(TenantClassSpec.Database.DEFAULT_PORT),
        database.sslMode(),
        database.adminSecret(),
        Optional.ofNullable(database.caSecret()));
  }

  /**
   * The placement with what may change of a server without moving it: how its administrator logs
   * in. A server that was not known before is added.
   */
  public static Placement refreshed(Placement placement, TenantClassSpec spec) {
    Optional<Placement.Server> now = Optional.ofNullable(spec.database()).map(Placements::server);
    boolean same =
        now.isPresent()
            && placement
                .databaseServer()
                .map(known -> known.address().equals(now.get().address()))
                .orElse(true);
    return same ? placement.withDatabaseServer(now.get()) : placement;
  }

  /**
   * Whose the tenant is, in a form that can be compared: its owner, else who administers its
   * applications. Empty when it names neither.
   */
  public static Optional<String> ownerKey(Tenant tenant) {
    return Optional.ofNullable(tenant.getSpec().owner())
        .flatMap(Placements::ownerKey)
        .or(
            () ->
                Optional.ofNullable(tenant.getSpec().adminEmail())
                    .map(email -> "admin:" + normalized(email)));
  }

  /** Whether a retained placement is that of the same customer. Nobody is like nobody else. */
  public static boolean isSameOwner(Placement retained, Tenant tenant) {
    return retained.ownerKey().isPresent() && retained.ownerKey().equals(ownerKey(tenant));
  }

  private static Optional<String> ownerKey(Owner owner) {
    return Optional.ofNullable(owner.email())
        .map(email -> "email:" + normalized(email))
        .or(
            () ->
                Optional.ofNullable(owner.userId())
                    .map(id -> "user:" + id.toLowerCase(Locale.ROOT)))
        .or(
            () ->
                Optional.ofNullable(owner.subject())
                    .map(subject -> "subject:" + subject.issuer() + "#" + subject.id()));
  }

  private static String normalized(String email) {
    return email.trim().toLowerCase(Locale.ROOT);
  }
}
