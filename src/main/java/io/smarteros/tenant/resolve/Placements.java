package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.PlacementBuilder;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Locale;
import java.util.Optional;

/** Where a tenant is placed when its record is created, and what may still change afterwards. */
public final class Placements {
  private Placements() {}

  public static Placement first(Tenant tenant, TenantClass tenantClass) {
    TenantClassSpec spec = tenantClass.getSpec();
    return PlacementBuilder.builder()
        .className(tenantClass.getMetadata().getName())
        .namespace(spec.namespacePrefix() + tenant.getMetadata().getName())
        .namespaceStage(Stage.PLANNED)
        .databaseServer(Optional.ofNullable(spec.database()).map(Placement.Server::of))
        .storageClassName(Optional.ofNullable(spec.storageClassName()))
        .ownerKey(ownerKey(tenant))
        .build();
  }

  /**
   * The record's placement as of now. How the administrator of the database server logs in may
   * change at any time; another server only while there is no database, and another storage class
   * only while there is no volume, not even an intended one.
   */
  public static Placement refreshed(TenantRecord record, TenantClassSpec spec) {
    Placement placement = record.placement();
    Optional<String> storageClass = Optional.ofNullable(spec.storageClassName());
    Placement stored = hasVolume(record) ? placement : placement.withStorageClassName(storageClass);
    return Optional.ofNullable(spec.database())
        .map(Placement.Server::of)
        .filter(now -> !hasDatabase(record) || isWhere(placement, now))
        .map(stored::withDatabaseServer)
        .orElse(stored);
  }

  /** What the class says of the server that the tenant's databases are on. */
  public static Optional<Database> databaseOf(TenantClassSpec spec, Placement.Server placed) {
    return Optional.ofNullable(spec.database())
        .filter(database -> Placement.Server.of(database).address().equals(placed.address()));
  }

  private static boolean isWhere(Placement placement, Placement.Server server) {
    return placement
        .databaseServer()
        .map(known -> known.address().equals(server.address()))
        .orElse(true);
  }

  private static boolean hasDatabase(TenantRecord record) {
    return record.services().values().stream().anyMatch(known -> known.database().isPresent());
  }

  private static boolean hasVolume(TenantRecord record) {
    return record.services().values().stream().anyMatch(known -> !known.volumes().isEmpty());
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
