package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.cluster.Refusals;
import io.smarteros.tenant.cluster.fields.Digest;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The objects of an {@link InMemoryApiServer} as the operator sees and writes them. A second one on
 * the same server is the operator after a restart.
 */
public final class InMemoryCluster implements ClusterObjects {
  private static final Duration UNTIL_GONE = Duration.ofSeconds(3);

  private final InMemoryApiServer server;
  private final InstantSource clock;
  private final Map<ObjectKey, Wish> wishes = new LinkedHashMap<>();
  private final Refusals refusals;
  private final Map<ObjectKey, Digest> secrets = new LinkedHashMap<>();

  /** What the watches had brought when they were held. */
  private Optional<Map<ObjectKey, ObservedObject>> held = Optional.empty();

  public InMemoryCluster(InMemoryApiServer server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
    this.refusals = new Refusals(clock, new Random(1));
  }

  private record Wish(Digest wanted, Optional<Digest> granted) {}

  /** From now on the watches bring nothing: only the operator's own writes are seen. */
  public synchronized void holdWatches() {
    Map<ObjectKey, ObservedObject> seen = new LinkedHashMap<>();
    server.observed().forEach(object -> seen.put(object.key(), object));
    held = Optional.of(seen);
  }

  public synchronized void letWatchesCatchUp() {
    held = Optional.empty();
  }

  @Override
  public synchronized Optional<ObservedObject> find(ObjectKey key) {
    if (!server.serves(key)) {
      return Optional.empty();
    }
    return held.map(seen -> Optional.ofNullable(seen.get(key)))
        .orElseGet(() -> server.observe(key))
        .filter(ClusterInternals::isWatched);
  }

  @Override
  public synchronized List<ObservedObject> of(String tenant) {
    return held.map(seen -> List.copyOf(seen.values())).orElseGet(server::observed).stream()
        .filter(ClusterInternals::isWatched)
        .filter(object -> object.label(Names.TENANT_LABEL).equals(tenant))
        .sorted(Comparator.comparing(ObservedObject::key, ClusterInternals.order()))
        .toList();
  }

  @Override
  public Optional<ObservedObject> read(ObjectKey key) {
    return server.read(key);
  }

  @Override
  public Optional<Secret> readSecret(ObjectKey key) {
    return server.read(key, Secret.class);
  }

  @Override
  public Optional<GenericKubernetesResource> readCertificate(String namespace, String name) {
    return server.read(
        new ObjectKey("cert-manager.io/v1", "Certificate", namespace, name),
        GenericKubernetesResource.class);
  }

  @Override
  public Optional<GenericKubernetesResource> readGateway(String namespace, String name) {
    return server.read(
        new ObjectKey("gateway.networking.k8s.io/v1", "Gateway", namespace, name),
        GenericKubernetesResource.class);
  }

  @Override
  public synchronized Applied apply(HasMetadata desired, boolean fullResync) {
    Predicate<ObservedObject> isOurs = live -> Ownership.isOurs(live, Ownership.tenantOf(desired));
    return desired instanceof Secret secret
        ? applySecret(secret, fullResync, isOurs)
        : applyWatched(desired, isOurs);
  }

  @Override
  public synchronized boolean isAsApplied(ObjectKey key) {
    Wish last = wishes.get(key);
    return last != null
        && find(key)
            .filter(live -> !live.deleting() && live.ownedDigest().equals(last.granted()))
            .isPresent();
  }

  @Override
  public synchronized Applied adopt(HasMetadata desired) {
    return applyWatched(desired, _ -> true);
  }

  @Override
  public void askAgain(String namespace) {
    refusals.forgetIn(namespace);
  }

  private Applied applyWatched(HasMetadata desired, Predicate<ObservedObject> isOurs) {
    ObjectKey key = ObjectKey.of(desired);
    if (!server.serves(key)) {
      return new Applied.Rejected(key, ClusterInternals.notServed(key));
    }
    Digest wanted = OwnedFields.digest(desired);
    Optional<ObservedObject> seen = find(key);
    if (seen.isPresent() && isGranted(key, wanted, seen.get())) {
      return new Applied.Unchanged(key);
    }
    return unlessRefused(
        key,
        Refusals.Attempt.of(wanted, seen),
        () -> {
          Optional<ObservedObject> live = seen.or(() -> server.read(key));
          if (live.filter(isOurs.negate()).isPresent()) {
            return taken(desired);
          }
          return live.filter(ObservedObject::deleting).isPresent()
              ? new Applied.Retry(
                  key,
                  "%s is being deleted. It is created again once it is gone".formatted(key),
                  UNTIL_GONE)
              : write(desired, wanted, live, seen.isPresent());
        });
  }

  private Applied write(
      HasMetadata desired, Digest wanted, Optional<ObservedObject> live, boolean seen) {
    ObjectKey key = ObjectKey.of(desired);
    InMemoryApiServer.Written written = server.apply(Names.OPERATOR, desired);
    remember(written.object());
    Optional<Wish> last =
        Optional.ofNullable(wishes.put(key, new Wish(wanted, written.object().ownedDigest())));
    accepted(key);
    if (live.isEmpty()) {
      return new Applied.Created(key);
    }
    boolean wished = last.map(Wish::wanted).equals(Optional.of(wanted));
    return live.get().ownedDigest().isPresent()
            && (wished || !seen || !written.overruled().isEmpty())
        ? new Applied.Corrected(key, written.overruled())
        : new Applied.Changed(key);
  }

  private boolean isGranted(ObjectKey key, Digest wanted, ObservedObject live) {
    if (live.deleting()) {
      return false;
    }
    if (live.ownedDigest().equals(Optional.of(wanted))) {
      wishes.put(key, new Wish(wanted, live.ownedDigest()));
      return true;
    }
    return Optional.of(new Wish(wanted, live.ownedDigest()))
        .equals(Optional.ofNullable(wishes.get(key)));
  }

  private Applied applySecret(
      Secret desired, boolean fullResync, Predicate<ObservedObject> isOurs) {
    ObjectKey key = ObjectKey.of(desired);
    Digest wanted = OwnedFields.digest(desired);
    if (!fullResync && wanted.equals(secrets.get(key))) {
      return new Applied.Unchanged(key);
    }
    Applied applied =
        unlessRefused(
            key,
            Refusals.Attempt.of(wanted, server.observe(key)),
            () -> {
              Optional<ObservedObject> live = server.read(key);
              return live.filter(isOurs.negate()).isPresent()
                  ? taken(desired)
                  : writeSecret(desired, wanted, live);
            });
    if (applied instanceof Applied.Rejected || applied instanceof Applied.Retry) {
      secrets.remove(key);
    }
    return applied;
  }

  private Applied writeSecret(Secret desired, Digest wanted, Optional<ObservedObject> live) {
    ObjectKey key = ObjectKey.of(desired);
    Optional<Digest> last = Optional.ofNullable(secrets.put(key, wanted));
    if (live.flatMap(ObservedObject::ownedDigest).equals(Optional.of(wanted))) {
      return new Applied.Unchanged(key);
    }
    if (live.isPresent() && !type(server.get(desired)).equals(type(desired))) {
      server.delete(key, Optional.empty());
    }
    Set<String> overruled = server.apply(Names.OPERATOR, desired).overruled();
    accepted(key);
    boolean wasOurs = last.isPresent() || live.flatMap(ObservedObject::ownedDigest).isPresent();
    if (wasOurs && (!overruled.isEmpty() || last.equals(Optional.of(wanted)))) {
      return new Applied.Corrected(key, overruled);
    }
    return live.isEmpty() ? new Applied.Created(key) : new Applied.Changed(key);
  }

  private Applied unlessRefused(ObjectKey key, Refusals.Attempt attempt, Supplier<Applied> write) {
    Optional<Applied.Rejected> refused = refusals.standing(key, attempt);
    if (refused.isPresent()) {
      return refused.get();
    }
    try {
      return write.get();
    } catch (KubernetesClientException e) {
      Applied applied = ClusterInternals.refusal(key, e, this::find, clock);
      if (applied instanceof Applied.Rejected rejected) {
        refusals.note(attempt, rejected);
      }
      return applied;
    }
  }

  private void accepted(ObjectKey key) {
    refusals.forget(key);
    refusals.forgetIn(key.namespace().isEmpty() ? key.name() : key.namespace());
  }

  private static Applied taken(HasMetadata desired) {
    ObjectKey key = ObjectKey.of(desired);
    return new Applied.Rejected(key, Ownership.taken(List.of(key), Ownership.tenantOf(desired)));
  }

  private static String type(Secret secret) {
    return Optional.ofNullable(secret.getType()).orElse("Opaque");
  }

  @Override
  public synchronized void annotate(ObjectKey key, String annotation, Optional<String> value) {
    remember(server.annotate(Names.OPERATOR, key, annotation, value));
  }

  @Override
  public void delete(ObservedObject object) {
    try {
      server.delete(object.key(), Optional.of(object.resourceVersion()));
      refusals.forgetIn(object.key().namespace());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public synchronized void deleteSecret(ObjectKey key, Predicate<Secret> condition) {
    if (readSecret(key).filter(condition).isPresent()) {
      server.delete(key, Optional.empty());
    }
    secrets.remove(key);
  }

  @Override
  public synchronized void forget(String namespace) {
    wishes
        .keySet()
        .removeIf(
            key ->
                key.namespace().equals(namespace) || key.equals(ObjectKey.ofNamespace(namespace)));
    secrets.keySet().removeIf(key -> key.namespace().equals(namespace));
    refusals.forgetIn(namespace);
  }

  private void remember(ObservedObject written) {
    held.ifPresent(seen -> seen.put(written.key(), written));
  }
}
