package io.smarteros.tenant.postgres;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link DatabaseServer} per server and administrator, so that all tenants share its limits.
 */
public final class DatabaseServers {
  private final InstantSource clock;
  private final Map<Key, DatabaseServer> servers = new ConcurrentHashMap<>();

  public DatabaseServers(InstantSource clock) {
    this.clock = clock;
  }

  /** A changed password or certificate gives a new one, which tries again at once. */
  public DatabaseServer at(ServerAddress server, AdminLogin admin) {
    return servers.compute(
        new Key(server.hostAndPort(), admin.user()),
        (_, present) ->
            present != null && present.isAt(server, admin)
                ? present
                : new DatabaseServer(server, admin, clock));
  }

  private record Key(String hostAndPort, String user) {}
}
