package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Tenant;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
   * @param tenantUid of the Tenant object: what belongs to an earlier one of the same name is left
   *     to garbage collection
   * @param desired stays
   */
  public Pruned prune(String tenant, String tenantUid, Scope scope, Set<Key> desired) {
    List<Key> deleted = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    inventory.of(tenant).stream()
        .filter(scope::covers)
        .filter(object -> !desired.contains(object.key()))
        .filter(object -> !object.deleting())
        .filter(object -> isOurs(object, tenantUid))
        .sorted(Comparator.comparing(object -> ResourceKind.of(object.key()).role()))
        .forEach(
            object -> {
              try {
                delete(object);
                deleted.add(object.key());
              } catch (KubernetesClientException e) {
                failed.add("%s: %s".formatted(object.key(), ApiRefusal.message(e)));
              }
            });
    return new Pruned(deleted, failed);
  }

  private static boolean isOurs(Observed object, String tenantUid) {
    return ResourceKind.of(object.key()).role().prunable()
        && object.ownedDigest().isPresent()
        && object.owners().stream()
            .filter(owner -> owner.kind().equals(Tenant.class.getSimpleName()))
            .allMatch(owner -> owner.uid().equals(tenantUid));
  }

  /** Only in the state that was looked at: what was re-made or changed meanwhile is left alone. */
  private void delete(Observed object) {
    Key key = object.key();
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
}
