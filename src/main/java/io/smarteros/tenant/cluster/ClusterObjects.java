package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The objects of the cluster: what the watches brought, reads of the API server where that is not
 * enough, and writes as the operator's field manager. What was written is found at once, even
 * before the watch brings it.
 */
public interface ClusterObjects {

  /** What the watches know. Costs no call; an object whose tenant label is gone is not found. */
  Optional<ObservedObject> find(ObjectKey key);

  /** All that bears the tenant's label, pods included, as the watches know it. Costs no call. */
  List<ObservedObject> of(String tenant);

  /** What of it is in the tenant's own namespace. */
  default List<ObservedObject> in(TenantRef ref) {
    return of(ref.tenant()).stream()
        .filter(object -> object.key().namespace().equals(ref.namespace()))
        .toList();
  }

  /**
   * Asks the API server itself. For decisions that cannot be taken back, such as that data is lost:
   * the watch does not see an object whose labels somebody took off.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  Optional<ObservedObject> read(ObjectKey key);

  /**
   * Reads a Secret from the API server, since Secrets are not watched.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  Optional<Secret> readSecret(ObjectKey key);

  /**
   * Reads a Certificate of cert-manager from the API server; empty also where there is no
   * cert-manager.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  Optional<GenericKubernetesResource> readCertificate(String namespace, String name);

  /**
   * Reads a Gateway from the API server; empty also where there is no Gateway API.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  Optional<GenericKubernetesResource> readGateway(String namespace, String name);

  /**
   * Makes the object be as desired. What is so already is not written; what somebody else decided
   * is overruled; an object of that name that was never the operator's is left as it is. What the
   * API server says against it is a result, which stands for a while before it is asked again.
   *
   * @param desired with canonical values, of a kind that the operator works with
   * @param fullResync a Secret is read again, to revert a change or deletion by others
   */
  Applied apply(HasMetadata desired, boolean fullResync);

  /**
   * Whether the object still is what the server made of what this process applied last. Costs no
   * call. For Secrets, which are not watched, it is never known.
   */
  boolean isAsApplied(ObjectKey key);

  /**
   * The same as {@link #apply}, of an object that the record says is the operator's, although
   * nothing on it does: a volume that was restored by hand.
   */
  Applied adopt(HasMetadata desired);

  /** What was refused in the namespace is asked for again the next time, however recent it is. */
  void askAgain(String namespace);

  /**
   * Which of these names objects have that were never the operator's.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  default List<ObjectKey> taken(List<? extends HasMetadata> desired) {
    return desired.stream()
        .filter(
            object -> {
              ObjectKey key = ObjectKey.of(object);
              return find(key)
                  .or(() -> read(key))
                  .filter(live -> !Ownership.isOurs(live, Ownership.tenantOf(object)))
                  .isPresent();
            })
        .map(ObjectKey::of)
        .toList();
  }

  /**
   * Sets one annotation and leaves the rest of the object; empty takes it away.
   *
   * @throws KubernetesClientException when the API server cannot take it now
   */
  void annotate(ObjectKey key, String annotation, Optional<String> value);

  /**
   * Asks for the end of the object in this very state. One that is gone already is no error.
   *
   * @throws KubernetesClientException with code 409 when it was changed or made again meanwhile,
   *     and when the API server cannot take it now
   */
  void delete(ObservedObject object);

  /**
   * Deletes the Secret if it is found as the condition says, and leaves any other of that name.
   *
   * @throws KubernetesClientException when the API server cannot take it now
   */
  void deleteSecret(ObjectKey key, Predicate<Secret> condition);

  /** Drops what is remembered of a namespace that is gone. */
  void forget(String namespace);
}
