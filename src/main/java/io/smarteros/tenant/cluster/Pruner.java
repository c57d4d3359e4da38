package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Tenant;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes away what a tenant no longer should have: routes first, then compute, Services and
 * configuration. Never a volume, a Secret or a namespace, and never what the operator did not make.
 */
public final class Pruner {
  private final KubernetesClient client;
  private final Inventory inventory;

  public Pruner(KubernetesClient client, Inventory inventory) {
    this.client = client;
    this.inventory = inventory;
  }

  /**
   * Deletes what the scope covers and is not desired.
   *
   * @param desired stays
   */
  public Pruned prune(TenantRef ref, Scope scope, Set<ObjectKey> desired) {
    return delete(
        inventory.in(ref).stream()
            .filter(scope::covers)
            .filter(object -> !desired.contains(object.key()))
            .filter(object -> !object.deleting())
            .filter(object -> isOurs(object, ref.tenantUid()))
            .sorted(Comparator.comparing(Pruner::role))
            .toList());
  }

  /**
   * Where there is something that the operator made for this Tenant, for when no record says it.
   */
  public List<TenantRef> placesOf(String tenant, String tenantUid) {
    return inventory.of(tenant).stream()
        .filter(object -> isOurs(object, tenantUid))
        .map(object -> new TenantRef(tenant, tenantUid, object.key().namespace()))
        .distinct()
        .toList();
  }

  /** In the order of the list. Where a role is not done with, the next one waits. */
  Pruned delete(List<ObservedObject> objects) {
    List<ObjectKey> deleted = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    boolean refused = false;
    Optional<ResourceKind.Role> unfinished = Optional.empty();
    for (ObservedObject object : objects) {
      if (unfinished.isPresent() && unfinished.get() != role(object)) {
        break;
      }
      try {
        deleteAsSeen(object);
        deleted.add(object.key());
      } catch (KubernetesClientException e) {
        unfinished = Optional.of(role(object));
        failed.add("%s: %s".formatted(object.key(), ApiRefusal.message(e)));
        refused |= ApiRefusal.of(object.key(), e, false) instanceof Applied.Rejected;
      }
    }
    return new Pruned(deleted, failed, refused);
  }

  /**
   * In this very state. What was made again or changed meanwhile is left alone: the watch brings
   * it, and the next pass decides on what it is then.
   */
  private void deleteAsSeen(ObservedObject object) {
    ObjectKey key = object.key();
    try {
      client
          .genericKubernetesResources(key.apiVersion(), key.kind())
          .inNamespace(key.namespace())
          .withName(key.name())
          .lockResourceVersion(object.resourceVersion())
          .delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  static boolean isOurs(ObservedObject object, String tenantUid) {
    return role(object).prunable()
        && object.ownedDigest().isPresent()
        && object.owners().stream()
            .filter(owner -> owner.kind().equals(Tenant.class.getSimpleName()))
            .allMatch(owner -> owner.uid().equals(tenantUid));
  }

  private static ResourceKind.Role role(ObservedObject object) {
    return ResourceKind.of(object.key()).role();
  }
}
