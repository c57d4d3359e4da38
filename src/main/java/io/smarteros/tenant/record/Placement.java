package io.smarteros.tenant.record;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smarteros.tenant.api.Database.SslMode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a tenant lives, fixed at first contact: a later difference is reported, nothing is moved.
 * Server and storage class are fixed by the first database and the first volume.
 *
 * @param namespaceStage whether the namespace is only intended or was seen to exist
 * @param adopted the namespace was there before and given to the tenant; it is never deleted
 * @param databaseServer the class's PostgreSQL server at that time; clean-up works without the
 *     class
 * @param ownerKey whose the Tenant is: a retained name needs the same one again
 * @param pullSecrets names of the copies in the namespace, also of those that are about to go
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Placement(
    String className,
    String namespace,
    Stage namespaceStage,
    boolean adopted,
    Optional<Server> databaseServer,
    Optional<String> storageClassName,
    Optional<String> ownerKey,
    Set<String> pullSecrets) {

  public Placement {
    requireNonNull(className, "className");
    requireNonNull(namespace, "namespace");
    requireNonNull(namespaceStage, "namespaceStage");
    databaseServer = databaseServer == null ? Optional.empty() : databaseServer;
    storageClassName = storageClassName == null ? Optional.empty() : storageClassName;
    ownerKey = ownerKey == null ? Optional.empty() : ownerKey;
    pullSecrets = pullSecrets == null ? Set.of() : Set.copyOf(new TreeSet<>(pullSecrets));
  }

  public Placement withNamespaceStage(Stage stage) {
    return new Placement(
        className,
        namespace,
        stage,
        adopted,
        databaseServer,
        storageClassName,
        ownerKey,
        pullSecrets);
  }

  public Placement withDatabaseServer(Server server) {
    return new Placement(
        className,
        namespace,
        namespaceStage,
        adopted,
        Optional.of(server),
        storageClassName,
        ownerKey,
        pullSecrets);
  }

  public Placement withStorageClassName(Optional<String> name) {
    return new Placement(
        className, namespace, namespaceStage, adopted, databaseServer, name, ownerKey, pullSecrets);
  }

  public Placement asAdopted() {
    return new Placement(
        className,
        namespace,
        Stage.MADE,
        true,
        databaseServer,
        storageClassName,
        ownerKey,
        pullSecrets);
  }

  public Placement ownedBy(Optional<String> newOwnerKey) {
    return new Placement(
        className,
        namespace,
        namespaceStage,
        adopted,
        databaseServer,
        storageClassName,
        newOwnerKey,
        pullSecrets);
  }

  public Placement withPullSecrets(Set<String> names) {
    return new Placement(
        className,
        namespace,
        namespaceStage,
        adopted,
        databaseServer,
        storageClassName,
        ownerKey,
        names);
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
