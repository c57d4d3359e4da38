package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.cluster.fields.Digest;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
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
  private final Inventory inventory;
  private final ServerSideApply serverSideApply;
  private final RightsPropagation rights;
  private final Refusals refusals;
  private final Map<ObjectKey, Digest> seen = new ConcurrentHashMap<>();

  /**
   * Works with the rights of its client.
   *
   * @param refusals shared by all that write
   */
  public SecretProjection(
      KubernetesClient client, Inventory inventory, InstantSource clock, Refusals refusals) {
    this.client = client;
    this.inventory = inventory;
    this.rights = new RightsPropagation(inventory::find, clock);
    this.serverSideApply = new ServerSideApply(client);
    this.refusals = refusals;
  }

  /**
   * Applies the Secret unless it is known to be up to date. One that was never ours is left as it
   * is.
   *
   * @param fullResync read the Secret, and put it back if somebody changed or deleted it
   */
  public Applied apply(Secret desired, boolean fullResync) {
    ObjectKey key = ObjectKey.of(desired);
    Digest wanted = OwnedFields.digest(desired);
    if (!fullResync && wanted.equals(seen.get(key))) {
      return new Applied.Unchanged(key);
    }
    try {
      return isNew(key)
          ? create(desired, wanted).orElseGet(() -> applyAsRead(desired, wanted))
          : applyAsRead(desired, wanted);
    } catch (KubernetesClientException e) {
      seen.remove(key);
      return ApiRefusal.of(key, e, rights.mayBeOnTheirWay(key));
    }
  }

  private boolean isNew(ObjectKey key) {
    return !seen.containsKey(key) && inventory.isProbablyAbsent(key);
  }

  /** Empty when there is a Secret of that name, which is yet to be judged. */
  private Optional<Applied> create(Secret desired, Digest wanted) {
    ObjectKey key = ObjectKey.of(desired);
    Refusals.Attempt attempt = new Refusals.Attempt(wanted, state(Optional.empty()));
    Optional<Applied.Rejected> refused = refusals.standing(key, attempt);
    if (refused.isPresent()) {
      return Optional.of(refused.get());
    }
    try {
      serverSideApply.create(desired);
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_CONFLICT
          ? Optional.empty()
          : Optional.of(notWritten(key, attempt, e));
    }
    seen.put(key, wanted);
    accepted(key);
    return Optional.of(new Applied.Created(key));
  }

  private void accepted(ObjectKey key) {
    refusals.forget(key);
    refusals.forgetIn(key.namespace());
  }

  private Applied applyAsRead(Secret desired, Digest wanted) {
    ObjectKey key = ObjectKey.of(desired);
    Optional<Secret> present = read(key);
    Refusals.Attempt attempt = new Refusals.Attempt(wanted, state(present));
    Optional<Applied.Rejected> refused = refusals.standing(key, attempt);
    return refused.isPresent() ? refused.get() : apply(desired, wanted, present, attempt);
  }

  private Applied apply(
      Secret desired, Digest wanted, Optional<Secret> present, Refusals.Attempt attempt) {
    ObjectKey key = ObjectKey.of(desired);
    String tenant = Ownership.tenantOf(desired);
    if (present.filter(live -> !Ownership.isOurs(live, tenant)).isPresent()) {
      seen.remove(key);
      return new Applied.Rejected(key, Ownership.taken(List.of(key), tenant));
    }
    Optional<Digest> live = present.flatMap(OwnedFields::liveDigest);
    Optional<Digest> last = Optional.ofNullable(seen.put(key, wanted));
    if (live.equals(Optional.of(wanted))) {
      return new Applied.Unchanged(key);
    }
    try {
      return write(desired, wanted, present, last);
    } catch (KubernetesClientException e) {
      return notWritten(key, attempt, e);
    }
  }

  private Applied notWritten(
      ObjectKey key, Refusals.Attempt attempt, KubernetesClientException error) {
    seen.remove(key);
    Applied applied = ApiRefusal.of(key, error, rights.mayBeOnTheirWay(key));
    if (applied instanceof Applied.Rejected rejected) {
      refusals.note(attempt, rejected);
    }
    return applied;
  }

  private Applied write(
      Secret desired, Digest wanted, Optional<Secret> present, Optional<Digest> last) {
    ObjectKey key = ObjectKey.of(desired);
    // the type of a Secret cannot be changed
    if (present.filter(secret -> !type(secret).equals(type(desired))).isPresent()) {
      client.resource(desired).delete();
    }
    ServerSideApply.Written written = serverSideApply.apply(desired, false);
    accepted(key);
    boolean wasOurs = last.isPresent() || present.flatMap(OwnedFields::liveDigest).isPresent();
    if (wasOurs && (!written.overruled().isEmpty() || last.equals(Optional.of(wanted)))) {
      return new Applied.Corrected(key, written.overruled());
    }
    return present.isEmpty() ? new Applied.Created(key) : new Applied.Changed(key);
  }

  private static String state(Optional<Secret> present) {
    return present.map(Secret::getMetadata).map(ObjectMeta::getResourceVersion).orElse("");
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
