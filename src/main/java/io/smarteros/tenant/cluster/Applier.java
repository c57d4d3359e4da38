package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes objects be as they were compiled. What is so already costs no call; what is absent, changed
 * or drifted is applied. Secrets go through {@link SecretProjection}.
 */
public final class Applier {
  /** How long a new RoleBinding may take to reach every API server. */
  private static final Duration RIGHTS_PROPAGATION = Duration.ofSeconds(30);

  private static final Duration UNTIL_GONE = Duration.ofSeconds(3);

  private final Inventory inventory;
  private final ServerSideApply serverSideApply;
  private final InstantSource clock;
  private final Map<Key, Wish> wishes = new ConcurrentHashMap<>();

  public Applier(KubernetesClient client, Inventory inventory, InstantSource clock) {
    this.inventory = inventory;
    this.serverSideApply = new ServerSideApply(client);
    this.clock = clock;
  }

  /**
   * What was last applied, and what the server made of it. The two digests only differ where an
   * object was compiled with values that the server writes in another way; it is then not applied
   * again and again.
   */
  private record Wish(String wanted, Optional<String> granted) {}

  public Applied apply(HasMetadata desired) {
    Key key = Key.of(desired);
    if (!inventory.serves(key)) {
      return new Applied.Rejected(key, notServed(key));
    }
    String wanted = OwnedFields.digest(desired);
    Optional<Observed> before = inventory.find(key);
    if (before.isPresent() && before.get().deleting()) {
      return new Applied.Retry(
          key, "%s is being deleted, and made again once it is gone".formatted(key), UNTIL_GONE);
    }
    if (before.isPresent() && isGranted(key, wanted, before.get())) {
      return new Applied.Unchanged(key);
    }
    try {
      ServerSideApply.Written written = serverSideApply.apply(desired);
      Observed after = inventory.remember(written.object());
      boolean wishIsNew = wishIsNew(key, wanted);
      wishes.put(key, new Wish(wanted, after.ownedDigest()));
      if (!written.overruled().isEmpty()) {
        return new Applied.Corrected(key, written.overruled());
      }
      if (before.isEmpty()) {
        return new Applied.Created(key);
      }
      return wishIsNew ? new Applied.Changed(key) : new Applied.Corrected(key, written.overruled());
    } catch (KubernetesClientException e) {
      return ApiRefusal.of(key, e, rightsAreNew(key.namespace()));
    }
  }

  /** Drops what is remembered of a namespace that is gone. */
  public void forget(String namespace) {
    wishes.keySet().removeIf(key -> key.namespace().equals(namespace));
  }

  private boolean isGranted(Key key, String wanted, Observed live) {
    if (live.ownedDigest().equals(Optional.of(wanted))) {
      wishes.put(key, new Wish(wanted, live.ownedDigest()));
      return true;
    }
    Wish last = wishes.get(key);
    return last != null
        && last.wanted().equals(wanted)
        && last.granted().equals(live.ownedDigest());
  }

  private boolean wishIsNew(Key key, String wanted) {
    Wish last = wishes.get(key);
    return last == null || !last.wanted().equals(wanted);
  }

  private boolean rightsAreNew(String namespace) {
    Instant recently = clock.instant().minus(RIGHTS_PROPAGATION);
    return inventory
        .find(GuardRails.bindingKey(namespace))
        .map(binding -> binding.createdAt().isAfter(recently))
        .orElse(true);
  }

  private static Problem notServed(Key key) {
    return new Problem(
        Reason.REFUSED_BY_CLUSTER,
        "The cluster has no %s (%s): install the Gateway API and restart %s, or give the class an ingress"
            .formatted(key.kind(), key.apiVersion(), Names.OPERATOR));
  }
}
