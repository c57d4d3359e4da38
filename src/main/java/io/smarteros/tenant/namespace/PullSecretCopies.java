package io.smarteros.tenant.namespace;

import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordSession;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which copies of its class's pull secrets a tenant has. Secrets are not watched, so a copy that is
 * no longer wanted is only found by the name in the record.
 */
final class PullSecretCopies {
  private final ClusterObjects objects;

  PullSecretCopies(ClusterObjects objects) {
    this.objects = objects;
  }

  /** To be called before copies are made. */
  void intend(RecordSession recordSession, Set<String> wanted) {
    Set<String> names = new TreeSet<>(recordSession.read().placement().pullSecrets());
    names.addAll(wanted);
    remember(recordSession, names);
  }

  /**
   * Takes away what the class no longer names.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server cannot take
   *     it now
   */
  void removeOthers(String tenant, RecordSession recordSession, Set<String> wanted) {
    Placement placement = recordSession.read().placement();
    placement.pullSecrets().stream()
        .filter(name -> !wanted.contains(name))
        .map(name -> new ObjectKey("v1", "Secret", placement.namespace(), name))
        .forEach(
            copy -> objects.deleteSecret(copy, found -> GuardRailMetadata.isOn(found, tenant)));
    remember(recordSession, wanted);
  }

  private static void remember(RecordSession recordSession, Set<String> names) {
    recordSession.update(record -> record.withPlacement(record.placement().withPullSecrets(names)));
  }
}
