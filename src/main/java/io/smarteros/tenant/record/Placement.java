package io.smarteros.tenant.record;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a tenant is placed, fixed when the record is created: a later difference is reported, and
 * nothing is moved. The first database fixes the server, the first volume the storage class.
 *
 * @param namespaceStage whether the namespace is only intended or was seen to exist
 * @param adopted the namespace was there before and given to the tenant; it is never deleted
 * @param databaseServer the class's PostgreSQL server at that time; clean-up works without the
 *     class
 * @param ownerKey whose the Tenant is: a retained name needs the same one again
 * @param guardedNamespace UID of the namespace in which all guard rails were once in place
 * @param pullSecrets names of the copies in the namespace, also of those that are about to go
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Placement(
    String className,
    String namespace,
    Stage namespaceStage,
    boolean adopted,
    Optional<Server> databaseServer,
    Optional<String> storageClassName,
    Optional<String> ownerKey,
    Optional<String> guardedNamespace,
    Set<String> pullSecrets)
    implements PlacementBuilder.With {

  public Placement {
    requireNonNull(className, "className");
    requireNonNull(namespace, "namespace");
    requireNonNull(namespaceStage, "namespaceStage");
    databaseServer = databaseServer == null ? Optional.empty() : databaseServer;
    storageClassName = storageClassName == null ? Optional.empty() : storageClassName;
    ownerKey = ownerKey == null ? Optional.empty() : ownerKey;
    guardedNamespace = guardedNamespace == null ? Optional.empty() : guardedNamespace;
    pullSecrets =
        pullSecrets == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(pullSecrets));
  }

  public Placement withDatabaseServer(Server server) {
    return withDatabaseServer(Optional.of(server));
  }

  public Placement asAdopted() {
    return withNamespaceStage(Stage.MADE).withAdopted(true);
  }

  public Placement ownedBy(Optional<String> newOwnerKey) {
    return withOwnerKey(newOwnerKey);
  }

  /**
   * A PostgreSQL server and how its administrator logs in.
   *
   * @param adminSecret name of a Secret in the operator's namespace
   * @param caSecret name of a Secret in the operator's namespace
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Server(
      String host, int port, SslMode sslMode, String adminSecret, Optional<String> caSecret) {
    public Server {
      caSecret = caSecret == null ? Optional.empty() : caSecret;
    }

    /** The one that a class names. */
    public static Server of(Database database) {
      return new Server(
          database.host(),
          Optional.ofNullable(database.port()).orElse(Database.DEFAULT_PORT),
          database.sslMode(),
          database.adminSecret(),
          Optional.ofNullable(database.caSecret()));
    }

    /** {@code host:port}, by which two servers are told apart. */
    public String address() {
      return host + ":" + port;
    }
  }
}
