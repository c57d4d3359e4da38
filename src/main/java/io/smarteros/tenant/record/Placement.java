package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Where a tenant lives, fixed at first contact: a later difference is reported, nothing is moved.
 *
 * @param namespaceStage whether the namespace is only intended or was seen to exist
 * @param adopted the namespace was there before and given to the tenant; it is never deleted
 * @param databaseServer {@code host:port} of the class's PostgreSQL server at that time
 * @param ownerKey of the Tenant's owner at that time: a retained name needs the same one again
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Placement(
    String className,
    String namespace,
    Stage namespaceStage,
    boolean adopted,
    Optional<String> databaseServer,
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

  public Placement withDatabaseServer(String server) {
    return new Placement(
        className,
        namespace,
        namespaceStage,
        adopted,
        Optional.of(server),
        storageClassName,
        ownerKey);
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
}
