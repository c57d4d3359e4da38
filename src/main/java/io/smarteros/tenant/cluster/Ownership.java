package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an object that exists under a name of ours is ours: the operator applied it, or it bears
 * the labels of the operator and the tenant, or the Tenant owns it. Backup tools drop the first,
 * people the others.
 */
public final class Ownership {
  private static final ResourceKind.Role JUDGED_ELSEWHERE = ResourceKind.Role.PLACE;
  private static final String ACCOUNT_OF_EVERYBODY = "default";

  private Ownership() {}

  /** Of an object as it was read. */
  public static boolean isOurs(HasMetadata live, String tenant) {
    ObjectMeta metadata = live.getMetadata();
    return OwnedFields.liveDigest(live).isPresent()
        || areOurs(Optional.ofNullable(metadata.getLabels()).orElseGet(Map::of), tenant)
        || Optional.ofNullable(metadata.getOwnerReferences()).stream()
            .flatMap(List::stream)
            .anyMatch(owner -> isTenant(owner.getKind(), owner.getName(), tenant))
        || isShared(ObjectKey.of(live));
  }

  public static boolean isOurs(ObservedObject live, String tenant) {
    return live.ownedDigest().isPresent()
        || areOurs(live.labels(), tenant)
        || live.owners().stream().anyMatch(owner -> isTenant(owner.kind(), owner.name(), tenant))
        || isShared(live.key());
  }

  private static boolean areOurs(Map<String, String> labels, String tenant) {
    return Names.OPERATOR.equals(labels.get(Names.MANAGED_BY_LABEL))
        && tenant.equals(labels.get(Names.TENANT_LABEL));
  }

  private static boolean isTenant(String kind, String name, String tenant) {
    return kind.equals(Tenant.class.getSimpleName()) && name.equals(tenant);
  }

  /**
   * A namespace is adopted by rules of its own, and the cluster itself makes the account under
   * which pods run.
   */
  private static boolean isShared(ObjectKey key) {
    ResourceKind kind = ResourceKind.of(key);
    return kind.role() == JUDGED_ELSEWHERE || isAccountOfEverybody(key);
  }

  /** The one that the cluster makes in each namespace. */
  static boolean isAccountOfEverybody(ObjectKey key) {
    return ResourceKind.of(key) == ResourceKind.SERVICE_ACCOUNT
        && key.name().equals(ACCOUNT_OF_EVERYBODY);
  }

  /** The tenant whose object is desired. */
  public static String tenantOf(HasMetadata desired) {
    return Optional.ofNullable(desired.getMetadata().getLabels())
        .orElseGet(Map::of)
        .getOrDefault(Names.TENANT_LABEL, "");
  }

  /** What is wrong when objects of others have names of ours. */
  public static Problem taken(Collection<ObjectKey> keys, String tenant) {
    List<String> names = keys.stream().map(ObjectKey::toString).sorted().toList();
    return new Problem(
        Reason.OBJECT_TAKEN,
        "Not created for tenant %s, and left as it is: %s. Rename or delete it, or give it to the tenant with the labels %s=%s and %s=%s"
            .formatted(
                tenant,
                String.join(", ", names),
                Names.MANAGED_BY_LABEL,
                Names.OPERATOR,
                Names.TENANT_LABEL,
                tenant));
  }
}
