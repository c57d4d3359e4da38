package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.fields.Digest;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Applies objects as they were compiled. An object that is up to date costs no call; one that is
 * absent, changed or drifted is applied. Secrets go through {@link SecretProjection}.
 */
public final class Applier {
  private static final Duration UNTIL_GONE = Duration.ofSeconds(3);

  private final Inventory inventory;
  private final ServerSideApply serverSideApply;
  private final RightsPropagation rights;
  private final Refusals refusals;
  private final Map<ObjectKey, Wish> wishes = new ConcurrentHashMap<>();

  /**
   * Works with the rights of its client.
   *
   * @param refusals shared by all that write
   */
  public Applier(
      KubernetesClient client, Inventory inventory, InstantSource clock, Refusals refusals) {
    this.inventory = inventory;
    this.refusals = refusals;
    this.serverSideApply = new ServerSideApply(client);
    this.rights = new RightsPropagation(inventory::find, clock);
  }

  /**
   * What was last applied, and what the server made of it. The two digests only differ where an
   * object was compiled with values that the server writes in another way; it is then not applied
   * again and again.
   */
  private record Wish(Digest wanted, Optional<Digest> granted) {}

  /**
   * Applies the object unless it is up to date. Fields that somebody else took are taken back; an
   * object that was never ours is left as it is.
   *
   * @param desired with canonical values, of a kind that the operator works with
   */
  public Applied apply(HasMetadata desired) {
    return apply(desired, live -> Ownership.isOurs(live, Ownership.tenantOf(desired)));
  }

  /** The same, of an object that is ours whatever it bears. */
  Applied adopt(HasMetadata desired) {
    return apply(desired, _ -> true);
  }

  private Applied apply(HasMetadata desired, Predicate<ObservedObject> isOurs) {
    ObjectKey key = ObjectKey.of(desired);
    if (!inventory.serves(key)) {
      return new Applied.Rejected(key, notServed(key));
    }
    Digest wanted = OwnedFields.digest(desired);
    Optional<ObservedObject> seen = inventory.find(key);
    if (seen.isPresent() && isGranted(key, wanted, seen.get())) {
      return new Applied.Unchanged(key);
    }
    Refusals.Attempt attempt = Refusals.Attempt.of(wanted, seen);
    Optional<Applied.Rejected> refused = refusals.standing(key, attempt);
    if (refused.isPresent()) {
      return refused.get();
    }
    try {
      if (seen.isEmpty() && inventory.isProbablyAbsent(key)) {
        Optional<Applied> created = create(desired, wanted);
        if (created.isPresent()) {
          return created.get();
        }
      }
      Optional<ObservedObject> live = seen.or(() -> inventory.read(key));
      if (live.filter(isOurs.negate()).isPresent()) {
        return new Applied.Rejected(
            key, Ownership.taken(List.of(key), Ownership.tenantOf(desired)));
      }
      if (live.filter(ObservedObject::deleting).isPresent()) {
        return new Applied.Retry(
            key,
            "%s is being deleted. It is created again once it is gone".formatted(key),
            UNTIL_GONE);
      }
      boolean mayReplace = live.isPresent() && !refusals.isKnown(key, attempt);
      return write(desired, wanted, live, seen.isPresent(), mayReplace);
    } catch (KubernetesClientException e) {
      Applied applied = ApiRefusal.of(key, e, rights.mayBeOnTheirWay(key));
      if (applied instanceof Applied.Rejected rejected) {
        refusals.note(attempt, rejected);
      }
      return applied;
    }
  }

  boolean isAsApplied(ObjectKey key) {
    Wish last = wishes.get(key);
    return last != null
        && inventory
            .find(key)
            .filter(live -> !live.deleting() && live.ownedDigest().equals(last.granted()))
            .isPresent();
  }

  /** Empty when there is an object of that name, which is yet to be judged. */
  private Optional<Applied> create(HasMetadata desired, Digest wanted) {
    ObjectKey key = ObjectKey.of(desired);
    try {
      written(key, wanted, () -> serverSideApply.create(desired));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
    inventory.noteMade(key);
    return Optional.of(new Applied.Created(key));
  }

  private Applied write(
      HasMetadata desired,
      Digest wanted,
      Optional<ObservedObject> live,
      boolean seen,
      boolean mayReplace) {
    ObjectKey key = ObjectKey.of(desired);
    Accepted written = written(key, wanted, () -> serverSideApply.apply(desired, mayReplace));
    if (live.isEmpty()) {
      return new Applied.Created(key);
    }
    boolean wished = written.last().map(Wish::wanted).equals(Optional.of(wanted));
    // one that was not seen had lost the labels by which it is watched
    boolean corrected =
        live.get().ownedDigest().isPresent() && (wished || !seen || !written.overruled().isEmpty());
    return corrected ? new Applied.Corrected(key, written.overruled()) : new Applied.Changed(key);
  }

  /**
   * What the server took.
   *
   * @param last what was wished for before
   * @param overruled the field managers whose values were replaced
   */
  private record Accepted(Optional<Wish> last, Set<String> overruled) {}

  private Accepted written(ObjectKey key, Digest wanted, Supplier<ServerSideApply.Written> write) {
    Set<String> overruled = new TreeSet<>();
    ObservedObject after =
        inventory.write(
            key,
            () -> {
              ServerSideApply.Written written = write.get();
              overruled.addAll(written.overruled());
              return written.object();
            });
    refusals.forget(key);
    refusals.forgetIn(namespace(key));
    return new Accepted(
        Optional.ofNullable(wishes.put(key, new Wish(wanted, after.ownedDigest()))), overruled);
  }

  /** Where a refusal may have had to do with what was written. */
  private static String namespace(ObjectKey key) {
    return key.namespace().isEmpty() ? key.name() : key.namespace();
  }

  /** Drops what is remembered of a namespace that is gone. */
  public void forget(String namespace) {
    wishes
        .keySet()
        .removeIf(
            key ->
                key.namespace().equals(namespace) || key.equals(ObjectKey.ofNamespace(namespace)));
  }

  private boolean isGranted(ObjectKey key, Digest wanted, ObservedObject live) {
    if (live.deleting()) {
      return false;
    }
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
        "The cluster has no kind %s (%s). Install the Gateway API, or set routing.ingress in the class"
            .formatted(key.kind(), key.apiVersion()));
  }
}
