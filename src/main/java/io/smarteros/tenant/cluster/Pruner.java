package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Tenant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes objects that a tenant should no longer have: routes first, then compute, Services and
 * configuration. Never a volume, a Secret or a namespace, and never an object of somebody else.
 */
public final class Pruner {
  private final ClusterObjects objects;

  public Pruner(ClusterObjects objects) {
    this.objects = objects;
  }

  /**
   * The result of pruning.
   *
   * @param deleted asked to go; it may take them a while
   * @param failed could not be asked just now, each with a sentence that says why
   * @param refused whether one of them was refused, as opposed to tried at the wrong moment
   */
  public record Result(List<ObjectKey> deleted, List<String> failed, boolean refused) {
    public Result {
      deleted = List.copyOf(deleted);
      failed = List.copyOf(failed);
    }

    /** Whether there was nothing to delete. */
    public boolean foundNothing() {
      return deleted.isEmpty() && failed.isEmpty();
    }
  }

  /**
   * Deletes the objects that the scope covers and that are not desired.
   *
   * @param desired stays
   */
  public Result prune(TenantRef ref, Scope scope, Set<ObjectKey> desired) {
    return delete(
        objects.in(ref).stream()
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
    return objects.of(tenant).stream()
        .filter(object -> isOurs(object, tenantUid))
        .map(object -> new TenantRef(tenant, tenantUid, object.key().namespace()))
        .distinct()
        .toList();
  }

  /** In the order of the list. Where a role is not done with, the next one waits. */
  Result delete(List<ObservedObject> unwanted) {
    List<ObjectKey> deleted = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    boolean refused = false;
    Optional<ResourceKind.Role> unfinished = Optional.empty();
    for (ObservedObject object : unwanted) {
      if (unfinished.isPresent() && unfinished.get() != role(object)) {
        break;
      }
      try {
        // what was made again or changed meanwhile is left alone: the watch brings it
        objects.delete(object);
        deleted.add(object.key());
      } catch (KubernetesClientException e) {
        unfinished = Optional.of(role(object));
        failed.add("%s: %s".formatted(object.key(), ApiRefusal.message(e)));
        refused |= ApiRefusal.of(object.key(), e, false) instanceof Applied.Rejected;
      }
    }
    return new Result(deleted, failed, refused);
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
