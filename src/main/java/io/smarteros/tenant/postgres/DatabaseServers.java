package io.smarteros.tenant.postgres;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link DatabaseServer} per server and login, so that all tenants share its limits. A wrong
 * password keeps its back-off whatever others log in with: too many tries ban the address.
 */
public final class DatabaseServers {
  private final InstantSource clock;
  private final Map<Key, DatabaseServer> servers = new ConcurrentHashMap<>();

  public DatabaseServers(InstantSource clock) {
    this.clock = clock;
  }

  /** A changed password or certificate gives a new one, which tries again at once. */
  public DatabaseServer at(ServerAddress server, AdminLogin admin) {
    return servers.computeIfAbsent(
        new Key(server, admin), key -> new JdbcDatabaseServer(key.server(), key.admin(), clock));
  }

  private record Key(ServerAddress server, AdminLogin admin) {}
}
