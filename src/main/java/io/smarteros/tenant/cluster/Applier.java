package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Applies objects as they were compiled. An object that is up to date costs no call; one that is
 * absent, changed or drifted is applied. Secrets go through {@link SecretProjection}.
 */
public final class Applier {
  private static final Duration UNTIL_GONE = Duration.ofSeconds(3);

  private final Inventory inventory;
  private final ServerSideApply serverSideApply;
  private final RightsPropagation rights;
  private final Map<ObjectKey, Wish> wishes = new ConcurrentHashMap<>();

  public Applier(KubernetesClient client, Inventory inventory, InstantSource clock) {
    this.inventory = inventory;
    this.serverSideApply = new ServerSideApply(client);
    this.rights = new RightsPropagation(inventory::find, clock);
  }

  /**
   * What was last applied, and what the server made of it. The two digests only differ where an
   * object was compiled with values that the server writes in another way; it is then not applied
   * again and again.
   */
  private record Wish(String wanted, Optional<String> granted) {}

  /**
   * Applies the object unless it is up to date. Fields that somebody else took are taken back.
   *
   * @param desired with canonical values, of a kind that the operator works with
   */
  public Applied apply(HasMetadata desired) {
    ObjectKey key = ObjectKey.of(desired);
    if (!inventory.serves(key)) {
      return new Applied.Rejected(key, notServed(key));
    }
    String wanted = OwnedFields.digest(desired);
    Optional<ObservedObject> before = inventory.find(key);
    if (before.isPresent() && before.get().deleting()) {
      return new Applied.Retry(
          key,
          "%s is being deleted. It is created again once it is gone".formatted(key),
          UNTIL_GONE);
    }
    if (before.isPresent() && isGranted(key, wanted, before.get())) {
      return new Applied.Unchanged(key);
    }
    try {
      ServerSideApply.Written written = serverSideApply.apply(desired);
      ObservedObject after = inventory.remember(written.object());
      Optional<Wish> last =
          Optional.ofNullable(wishes.put(key, new Wish(wanted, after.ownedDigest())));
      return judge(key, before, last, wanted, written);
    } catch (KubernetesClientException e) {
      return ApiRefusal.of(key, e, rights.mayBeOnTheirWay(key));
    }
  }

  /**
   * An object that was not seen is not always new: somebody may have taken its labels off, or made
   * it before us, as the cluster makes the default ServiceAccount. Only what was ours is reverted.
   */
  private static Applied judge(
      ObjectKey key,
      Optional<ObservedObject> before,
      Optional<Wish> last,
      String wanted,
      ServerSideApply.Written written) {
    if (before.isEmpty() && written.isNew()) {
      return new Applied.Created(key);
    }
    boolean wasOurs = last.isPresent() || before.flatMap(ObservedObject::ownedDigest).isPresent();
    boolean wished = last.map(Wish::wanted).equals(Optional.of(wanted));
    return wasOurs && (wished || before.isEmpty() || !written.overruled().isEmpty())
        ? new Applied.Corrected(key, written.overruled())
        : new Applied.Changed(key);
  }

  /** Drops what is remembered of a namespace that is gone. */
  public void forget(String namespace) {
    wishes
        .keySet()
        .removeIf(
            key ->
                key.namespace().equals(namespace) || key.equals(ObjectKey.ofNamespace(namespace)));
  }

  private boolean isGranted(ObjectKey key, String wanted, ObservedObject live) {
    if (live.ownedDigest().equals(Optional.of(wanted))) {
      wishes.put(key, new Wish(wanted, live.ownedDigest()));
      return true;
    }
    Wish last = wishes.get(key);
    return last != null
        && last.wanted().equals(wanted)
        && last.granted().equals(live.ownedDigest());
  }

  static Problem notServed(ObjectKey key) {
    return new Problem(
        Reason.REFUSED_BY_CLUSTER,
        "The cluster has no kind %s (%s). Install the Gateway API and restart %s, or set routing.ingress in the class"
            .formatted(key.kind(), key.apiVersion(), Names.OPERATOR));
  }
}
