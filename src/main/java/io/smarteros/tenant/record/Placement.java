package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smarteros.tenant.api.Database.SslMode;
import java.util.Optional;

/**
 * Where a tenant lives, fixed at first contact: a later difference is reported, nothing is moved.
 * Server and storage class are fixed by the first database and the first volume.
 *
 * @param namespaceStage whether the namespace is only intended or was seen to exist
 * @param adopted the namespace was there before and given to the tenant; it is never deleted
 * @param databaseServer the class's PostgreSQL server at that time; clean-up works without the
 *     class
 * @param ownerKey of the Tenant's owner at that time: a retained name needs the same one again
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Placement(
    String className,
    String namespace,
    Stage namespaceStage,
    boolean adopted,
    Optional<Server> databaseServer,
    Optional<String> storageClassName,
    Optional<String> ownerKey) {

  public Placement {
    databaseServer = databaseServer == null ? Optional.empty() : databaseServer;
    storageClassName = storageClassName == null ? Optional.empty() : storageClassName;
    ownerKey = ownerKey == null ? Optional.empty() : ownerKey;
  }

  public Placement withNamespaceStage(Stage stage) {
    return new Placement(
        className, namespace, stage, adopted, databaseServer, storageClassName, ownerKey);
  }

  public Placement withDatabaseServer(Server server) {
    return new Placement(
        className,
        namespace,
        namespaceStage,
        adopted,
        Optional.of(server),
        storageClassName,
        ownerKey);
  }

  public Placement withStorageClassName(Optional<String> name) {
    return new Placement(
        className, namespace, namespaceStage, adopted, databaseServer, name, ownerKey);
  }

  public Placement asAdopted() {
    return new Placement(
        className, namespace, Stage.MADE, true, databaseServer, storageClassName, ownerKey);
  }

  public Placement ownedBy(Optional<String> newOwnerKey) {
    return new Placement(
        className,
        namespace,
        namespaceStage,
        adopted,
        databaseServer,
        storageClassName,
        newOwnerKey);
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

    /** {@code host:port}, by which two servers are told apart. */
    public String address() {
      return host + ":" + port;
    }
  }
}
