package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.BrakeStatus;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.supabase.brake.BrakeCause;
import io.smarteros.tenant.supabase.brake.HeldRows;
import io.smarteros.tenant.supabase.brake.RowBrake;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Connects the brake of the rows with the annotation and the status of each class. */
final class RowBrakeFactory {
  private final TenantEventSources eventSources;

  RowBrakeFactory(TenantEventSources eventSources) {
    this.eventSources = eventSources;
  }

  RowBrake create(RecordStore records, InstantSource clock, RandomGenerator random) {
    return new RowBrake(
        new RowBrake.Fleet(
            records::all,
            className -> eventSources.tenantsIn(className).size(),
            className -> tenantClass(className).flatMap(RowBrakeFactory::released),
            className -> tenantClass(className).flatMap(RowBrakeFactory::shown)),
        clock,
        random);
  }

  private Optional<TenantClass> tenantClass(String name) {
    return eventSources.classes().stream()
        .filter(one -> one.getMetadata().getName().equals(name))
        .findFirst();
  }

  private static Optional<String> released(TenantClass tenantClass) {
    return Optional.ofNullable(tenantClass.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Names.RELEASE_BRAKE_ANNOTATION));
  }

  private static Optional<HeldRows> shown(TenantClass tenantClass) {
    return Optional.ofNullable(tenantClass.getStatus())
        .flatMap(status -> Optional.ofNullable(status.brake()))
        .flatMap(RowBrakeFactory::held);
  }

  /** Whoever may write statuses may write anything there. */
  private static Optional<HeldRows> held(BrakeStatus status) {
    try {
      return Optional.of(
          new HeldRows(
              BrakeCause.of(status.cause()), status.token(), Instant.parse(status.since())));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
