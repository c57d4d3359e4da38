package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.OwnedFields;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The objects of an {@link InMemoryApiServer} as the operator sees and writes them. A second one on
 * the same server is the operator after a restart.
 */
public final class InMemoryCluster implements ClusterObjects {
  private static final Duration UNTIL_GONE = Duration.ofSeconds(3);

  private final InMemoryApiServer server;
  private final InstantSource clock;
  private final Map<ObjectKey, Wish> wishes = new LinkedHashMap<>();
  private final Map<ObjectKey, String> secrets = new LinkedHashMap<>();

  /** What the watches had brought when they were held. */
  private Optional<Map<ObjectKey, ObservedObject>> held = Optional.empty();

  public InMemoryCluster(InMemoryApiServer server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
  }

  private record Wish(String wanted, Optional<String> granted) {}

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
  public synchronized Applied apply(HasMetadata desired, boolean fullResync) {
    ObjectKey key = ObjectKey.of(desired);
    try {
      return desired instanceof Secret secret
          ? applySecret(key, secret, fullResync)
          : applyWatched(key, desired);
    } catch (KubernetesClientException e) {
      secrets.remove(key);
      return ClusterInternals.refusal(key, e, this::find, clock);
    }
  }

  private Applied applyWatched(ObjectKey key, HasMetadata desired) {
    if (!server.serves(key)) {
      return new Applied.Rejected(key, ClusterInternals.notServed(key));
    }
    String wanted = OwnedFields.digest(desired);
    Optional<ObservedObject> before = find(key);
    if (before.isPresent() && before.get().deleting()) {
      return new Applied.Retry(
          key,
          "%s is being deleted. It is created again once it is gone".formatted(key),
          UNTIL_GONE);
    }
    if (before.isPresent() && isGranted(key, wanted, before.get())) {
      return new Applied.Unchanged(key);
    }
    InMemoryApiServer.Written written = server.apply(Names.OPERATOR, desired);
    remember(written.object());
    Optional<Wish> last =
        Optional.ofNullable(wishes.put(key, new Wish(wanted, written.object().ownedDigest())));
    if (before.isEmpty() && written.isNew()) {
      return new Applied.Created(key);
    }
    boolean wasOurs = last.isPresent() || before.flatMap(ObservedObject::ownedDigest).isPresent();
    boolean wished = last.map(Wish::wanted).equals(Optional.of(wanted));
    return wasOurs && (wished || before.isEmpty() || !written.overruled().isEmpty())
        ? new Applied.Corrected(key, written.overruled())
        : new Applied.Changed(key);
  }

  private boolean isGranted(ObjectKey key, String wanted, ObservedObject live) {
    if (live.ownedDigest().equals(Optional.of(wanted))) {
      wishes.put(key, new Wish(wanted, live.ownedDigest()));
      return true;
    }
    return Optional.of(new Wish(wanted, live.ownedDigest()))
        .equals(Optional.ofNullable(wishes.get(key)));
  }

  private Applied applySecret(ObjectKey key, Secret desired, boolean fullResync) {
    String wanted = OwnedFields.digest(desired);
    if (!fullResync && wanted.equals(secrets.get(key))) {
      return new Applied.Unchanged(key);
    }
    Optional<Secret> present = readSecret(key);
    Optional<String> live = present.flatMap(OwnedFields::liveDigest);
    Optional<String> last = Optional.ofNullable(secrets.put(key, wanted));
    if (live.equals(Optional.of(wanted))) {
      return new Applied.Unchanged(key);
    }
    if (present.filter(secret -> isOursOfAnotherType(secret, desired)).isPresent()) {
      server.delete(key, Optional.empty());
    }
    Set<String> overruled = server.apply(Names.OPERATOR, desired).overruled();
    boolean wasOurs = last.isPresent() || live.isPresent();
    if (wasOurs && (!overruled.isEmpty() || last.equals(Optional.of(wanted)))) {
      return new Applied.Corrected(key, overruled);
    }
    return present.isEmpty() ? new Applied.Created(key) : new Applied.Changed(key);
  }

  private static boolean isOursOfAnotherType(Secret present, Secret desired) {
    return Optional.ofNullable(present.getMetadata().getLabels())
            .filter(
                labels ->
                    labels.entrySet().containsAll(desired.getMetadata().getLabels().entrySet()))
            .isPresent()
        && !type(present).equals(type(desired));
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
  }

  private void remember(ObservedObject written) {
    held.ifPresent(seen -> seen.put(written.key(), written));
  }
}
