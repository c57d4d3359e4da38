package io.smarteros.tenant.operator;

import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.postgres.DatabaseServers;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.work.WorkPermits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Puts together the database servers of classes, which all that need them share. */
final class ClassServersFactory {
  private static final Duration LOOK_AT_DATABASES = Duration.ofMinutes(1);

  private ClassServersFactory() {}

  /**
   * None is open yet.
   *
   * @param clusterId in the marks, where the configuration has no other id
   */
  static ClassDatabaseServers create(
      Configuration configuration,
      ClassSecrets secrets,
      Supplier<String> clusterId,
      WorkPermits permits,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator random) {
    DatabaseServers servers = new DatabaseServers(steady, random, interval(configuration));
    return new ClassDatabaseServers(
        (address, admin) -> new UnhurriedDatabaseServer(servers.at(address, admin), permits),
        secrets,
        configuration.installationId().orElseGet(clusterId),
        clock);
  }

  /** One look serves all tenants, and no full resync relies on one from before the last. */
  static Duration interval(Configuration configuration) {
    Duration resync = configuration.resyncInterval();
    return resync.compareTo(LOOK_AT_DATABASES) < 0 ? resync : LOOK_AT_DATABASES;
  }
}
