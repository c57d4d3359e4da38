package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Keeps Secrets in tenants' namespaces equal to the record. Secrets are not watched. A digest of
 * the last known state saves the read in a reconciliation; a full resync reads again.
 */
public final class SecretProjection {
  private final KubernetesClient client;
  private final ServerSideApply serverSideApply;
  private final RightsPropagation rights;
  private final Map<ObjectKey, String> seen = new ConcurrentHashMap<>();

  public SecretProjection(KubernetesClient client, Inventory inventory, InstantSource clock) {
    this.client = client;
    this.rights = new RightsPropagation(inventory::find, clock);
    this.serverSideApply = new ServerSideApply(client);
  }

  /**
   * Applies the Secret unless it is known to be up to date.
   *
   * @param fullResync read the Secret, and put it back if somebody changed or deleted it
   */
  public Applied apply(Secret desired, boolean fullResync) {
    ObjectKey key = ObjectKey.of(desired);
    String wanted = OwnedFields.digest(desired);
    if (!fullResync && wanted.equals(seen.get(key))) {
      return new Applied.Unchanged(key);
    }
    try {
      Optional<Secret> present = read(key);
      Optional<String> live = present.flatMap(OwnedFields::liveDigest);
      Optional<String> last = Optional.ofNullable(seen.put(key, wanted));
      if (live.equals(Optional.of(wanted))) {
        return new Applied.Unchanged(key);
      }
      if (present.filter(secret -> isOfAnotherType(secret, desired)).isPresent()) {
        client.resource(desired).delete();
      }
      ServerSideApply.Written written = serverSideApply.apply(desired);
      boolean wasOurs = last.isPresent() || live.isPresent();
      if (wasOurs && (!written.overruled().isEmpty() || last.equals(Optional.of(wanted)))) {
        return new Applied.Corrected(key, written.overruled());
      }
      return present.isEmpty() ? new Applied.Created(key) : new Applied.Changed(key);
    } catch (KubernetesClientException e) {
      seen.remove(key);
      return ApiRefusal.of(key, e, rights.mayBeOnTheirWay(key));
    }
  }

  /** The type of a Secret cannot be changed, so one of ours has to be made again. */
  private static boolean isOfAnotherType(Secret present, Secret desired) {
    Map<String, String> labels = desired.getMetadata().getLabels();
    boolean ours =
        Optional.ofNullable(present.getMetadata().getLabels())
            .filter(there -> there.entrySet().containsAll(labels.entrySet()))
            .isPresent();
    return ours && !type(present).equals(type(desired));
  }

  private static String type(Secret secret) {
    return Optional.ofNullable(secret.getType()).orElse("Opaque");
  }

  /**
   * Deletes the Secret if it is found as the condition says, and leaves any other of that name.
   *
   * @throws KubernetesClientException when the API server cannot take it now
   */
  public void remove(ObjectKey key, Predicate<Secret> condition) {
    if (read(key).filter(condition).isPresent()) {
      client.secrets().inNamespace(key.namespace()).withName(key.name()).delete();
    }
    seen.remove(key);
  }

  /** Drops what is remembered of a namespace that is gone. */
  public void forget(String namespace) {
    seen.keySet().removeIf(key -> key.namespace().equals(namespace));
  }

  Optional<Secret> read(ObjectKey key) {
    return Optional.ofNullable(
        client.secrets().inNamespace(key.namespace()).withName(key.name()).get());
  }
}
