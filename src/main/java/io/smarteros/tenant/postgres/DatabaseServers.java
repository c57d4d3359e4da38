package io.smarteros.tenant.postgres;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * One {@link DatabaseServer} per server and login, so that all tenants share its limits. A wrong
 * password keeps its back-off whatever others log in with: too many tries ban the address.
 */
public final class DatabaseServers {
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration young;
  private final Map<Key, DatabaseServer> servers = new ConcurrentHashMap<>();

  /**
   * None is open yet.
   *
   * @param random spreads retries
   * @param young how old a look at all databases of a server may be and still be relied on
   */
  public DatabaseServers(InstantSource clock, RandomGenerator random, Duration young) {
    this.clock = clock;
    this.random = random;
    this.young = young;
  }

  /** A changed password or certificate gives a new one, which tries again at once. */
  public DatabaseServer at(ServerAddress server, AdminLogin admin) {
    return servers.computeIfAbsent(
        new Key(server, admin),
        key -> new JdbcDatabaseServer(key.server(), key.admin(), clock, random, young));
  }

  private record Key(ServerAddress server, AdminLogin admin) {}
}
