package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Ownership;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects that bear the name of a guard rail and were never the operator's: they are not taken. */
final class ForeignObjects {
  private final ClusterObjects cluster;

  ForeignObjects(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  /**
   * Costs no call for what the watches know to be ours.
   *
   * @return what a person has to move out of the way of the object
   * @throws KubernetesClientException when the API server cannot be asked
   */
  Optional<Problem> inTheWayOf(HasMetadata desired, String tenant) {
    ObjectKey key = ObjectKey.of(desired);
    boolean isThere =
        desired instanceof Secret
            ? cluster.readSecret(key).filter(found -> !isOurs(found, tenant)).isPresent()
            : cluster.find(key).isEmpty()
                && cluster.read(key).filter(found -> !Ownership.isOurs(found, tenant)).isPresent();
    return isThere ? Optional.of(Ownership.taken(List.of(key), tenant)) : Optional.empty();
  }

  /** A Secret of one of the tenant's services is ours, but no copy. */
  private static boolean isOurs(Secret found, String tenant) {
    Map<String, String> labels =
        Optional.ofNullable(found.getMetadata().getLabels()).orElseGet(Map::of);
    return GuardRailMetadata.isOn(found, tenant)
        || (Ownership.isOurs(found, tenant) && !labels.containsKey(Names.SERVICE_LABEL));
  }
}
