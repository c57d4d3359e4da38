package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.ImportedName;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.table.ImportableRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each row when it is decided about. A Tenant that was made counts at once, though
 * the cache does not have it yet.
 */
final class ImportSituations {
  private final ImportPolicy policy;
  private final ImportingCluster cluster;
  private final InstantSource clock;
  private final Map<String, MadeTenant> made = new HashMap<>();

  private record MadeTenant(Optional<Owner> owner, Instant at) {}

  /**
   * Nothing was made yet.
   *
   * @param clock the one of the world: it is compared with times of creation
   */
  ImportSituations(ImportPolicy policy, ImportingCluster cluster, InstantSource clock) {
    this.policy = policy;
    this.cluster = cluster;
    this.clock = clock;
  }

  ImportDecision.Situation of(ImportableRow row) {
    String name = ImportedName.of(row.slug(), row.id());
    Optional<Tenant> tenant = cluster.tenant(name);
    Supplier<Optional<TenantRecord>> record = once(() -> cluster.record(name));
    return new ImportDecision.Situation(
        row,
        tenant,
        record,
        () -> cluster.isRowOfAnother(name, row.id()),
        () -> cluster.allowsDomains(className(row, tenant, record)),
        () -> counts(row.owner()),
        policy);
  }

  /** The status of a Tenant can be erased, and then its record says where it is. */
  private static Optional<String> className(
      ImportableRow row, Optional<Tenant> tenant, Supplier<Optional<TenantRecord>> record) {
    return tenant
        .map(
            one ->
                placedIn(one)
                    .or(() -> record.get().map(known -> known.placement().className()))
                    .or(() -> Optional.ofNullable(one.getSpec().className())))
        .orElseGet(row::className);
  }

  private static Optional<String> placedIn(Tenant tenant) {
    return Optional.ofNullable(tenant.getStatus())
        .flatMap(status -> Optional.ofNullable(status.className()));
  }

  /** What it supplies is asked for only if it is needed, and then once. */
  private static <T> Supplier<T> once(Supplier<T> source) {
    AtomicReference<@Nullable T> known = new AtomicReference<>();
    return () -> {
      T value = known.get();
      if (value == null) {
        value = source.get();
        known.set(value);
      }
      return value;
    };
  }

  void made(String tenant, ImportedSpec spec) {
    made.put(tenant, new MadeTenant(spec.owner(), clock.instant()));
  }

  private ImportCounts counts(Optional<Owner> owner) {
    Instant hourAgo = clock.instant().minus(Duration.ofHours(1));
    Map<String, MadeTenant> all = new HashMap<>();
    for (Tenant tenant : cluster.imported()) {
      all.put(
          tenant.getMetadata().getName(),
          new MadeTenant(
              Optional.ofNullable(tenant.getSpec().owner()),
              Instant.parse(tenant.getMetadata().getCreationTimestamp())));
    }
    made.keySet().removeAll(all.keySet());
    made.values().removeIf(one -> one.at().isBefore(hourAgo));
    all.putAll(made);
    return new ImportCounts(
        (int) all.values().stream().filter(one -> one.owner().equals(owner)).count(),
        (int) all.values().stream().filter(one -> one.at().isAfter(hourAgo)).count(),
        all.size());
  }
}
