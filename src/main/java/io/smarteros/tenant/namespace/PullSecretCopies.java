package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.PullSecretType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which copies of its class's pull secrets a tenant has. Secrets are not watched, so a copy that is
 * no longer wanted is only found by the name in the record.
 */
final class PullSecretCopies {
  private final ClusterObjects objects;
  private final ClassSecrets classSecrets;

  PullSecretCopies(ClusterObjects objects, ClassSecrets classSecrets) {
    this.objects = objects;
    this.classSecrets = classSecrets;
  }

  /**
   * What there is to copy.
   *
   * @param copies as they should be
   * @param troubles with the other ones that the class names
   */
  record Compiled(List<Secret> copies, List<GuardRailTrouble> troubles) {}

  /**
   * From the Secrets as they are in the operator's namespace. The copy of one that cannot be copied
   * now stays.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server cannot be
   *     asked about the copy of one
   */
  Compiled compile(String tenant, String namespace, List<String> names) {
    List<Secret> copies = new ArrayList<>();
    List<GuardRailTrouble> troubles = new ArrayList<>();
    for (String name : names) {
      switch (classSecrets.forPulling(name)) {
        case ClassSecrets.PullSecret(Secret source, PullSecretType type) ->
            copies.add(type.copy(source, GuardRailMetadata.of(tenant, namespace, name)));
        case ClassSecrets.Missing(Problem problem) ->
            troubles.add(trouble(tenant, copyKey(namespace, name), problem));
      }
    }
    return new Compiled(copies, troubles);
  }

  /** Pods are pulled with a copy of before; one that should never have been copied goes. */
  private GuardRailTrouble trouble(String tenant, ObjectKey copy, Problem problem) {
    Optional<Secret> present =
        objects.readSecret(copy).filter(secret -> GuardRailMetadata.isOn(secret, tenant));
    GuardRailTrouble trouble = GuardRailTrouble.forPerson(problem);
    if (present.isEmpty()) {
      return trouble;
    }
    if (PullSecretType.of(present.get()).isEmpty()) {
      objects.deleteSecret(copy, found -> GuardRailMetadata.isOn(found, tenant));
      return trouble;
    }
    return trouble.asHarmless();
  }

  /**
   * A Secret of one of the tenant's services is the operator's, but no copy.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server cannot be
   *     asked
   */
  Optional<Problem> inTheWayOf(Secret copy, String tenant) {
    ObjectKey key = ObjectKey.of(copy);
    return objects
        .readSecret(key)
        .filter(found -> isOfService(found) && !GuardRailMetadata.isOn(found, tenant))
        .map(_ -> Ownership.taken(List.of(key), tenant));
  }

  private static boolean isOfService(Secret secret) {
    return Optional.ofNullable(secret.getMetadata().getLabels())
        .filter(labels -> labels.containsKey(Names.SERVICE_LABEL))
        .isPresent();
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
        .map(name -> copyKey(placement.namespace(), name))
        .forEach(
            copy -> objects.deleteSecret(copy, found -> GuardRailMetadata.isOn(found, tenant)));
    remember(recordSession, wanted);
  }

  private static ObjectKey copyKey(String namespace, String name) {
    return new ObjectKey("v1", "Secret", namespace, name);
  }

  private static void remember(RecordSession recordSession, Set<String> names) {
    recordSession.update(record -> record.withPlacement(record.placement().withPullSecrets(names)));
  }
}
