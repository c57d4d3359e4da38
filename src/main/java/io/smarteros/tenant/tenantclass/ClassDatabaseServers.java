package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.AdminLogin;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseServer;
import io.smarteros.tenant.postgres.OwnershipMark;
import io.smarteros.tenant.postgres.ServerAddress;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.Placement;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;

/** The PostgreSQL servers that classes name, opened with the Secrets that they name. */
public final class ClassDatabaseServers {
  private final BiFunction<ServerAddress, AdminLogin, DatabaseServer> servers;
  private final ClassSecrets secrets;
  private final String installation;
  private final InstantSource clock;

  /**
   * Opens servers for one installation.
   *
   * @param servers gives the server at an address for an administrator's log-in
   * @param installation in the marks of databases and roles
   * @param clock tells whether a certificate has expired
   */
  public ClassDatabaseServers(
      BiFunction<ServerAddress, AdminLogin, DatabaseServer> servers,
      ClassSecrets secrets,
      String installation,
      InstantSource clock) {
    this.servers = servers;
    this.secrets = secrets;
    this.installation = installation;
    this.clock = clock;
  }

  /** Works from the placement alone, so that clean-up needs no class. */
  public Opened open(Placement.Server placed) {
    Optional<String> authorities = Optional.empty();
    if (placed.caSecret().isPresent()) {
      switch (secrets.authorities(placed.caSecret().get(), clock.instant())) {
        case ClassSecrets.Missing missing -> {
          return new Closed(missing.problem());
        }
        case ClassSecrets.Values values ->
            authorities = Optional.of(values.get(NamedSecret.CA_CERTIFICATES) + "\n");
      }
    }
    ServerAddress address =
        new ServerAddress(placed.host(), placed.port(), placed.sslMode(), authorities);
    return switch (secrets.lines(
        placed.adminSecret(), NamedSecret.USERNAME, NamedSecret.PASSWORD)) {
      case ClassSecrets.Missing missing -> new Closed(missing.problem());
      case ClassSecrets.Values values ->
          new Server(
              servers.apply(
                  address,
                  new AdminLogin(
                      values.get(NamedSecret.USERNAME), values.get(NamedSecret.PASSWORD))),
              address);
    };
  }

  /** That one would have of which no record says anything. */
  public DatabaseIdentity unrecorded(String tenant, ServiceName service) {
    String name = DatabaseIdentity.nameFor(tenant, service);
    return new DatabaseIdentity(
        name, name, new OwnershipMark(installation, tenant, service.id(), Optional.empty()));
  }

  public DatabaseIdentity identity(String tenant, ServiceName service, DatabaseRecord record) {
    return new DatabaseIdentity(
        record.name(),
        record.role(),
        new OwnershipMark(installation, tenant, service.id(), record.incarnation()));
  }

  /** What came of opening a server. */
  public sealed interface Opened {}

  public record Server(DatabaseServer databases, ServerAddress address) implements Opened {}

  public record Closed(Problem problem) implements Opened {}
}
