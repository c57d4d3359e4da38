package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an informer remembers: of each object only what an {@link ObservedObject} has. */
final class ObservedStore implements ItemStore<GenericKubernetesResource> {
  private final Map<String, ObservedResource> items = new ConcurrentHashMap<>();

  /** The latest that is known of an object, whatever state of it is passed. */
  Optional<ObservedObject> latest(GenericKubernetesResource object) {
    return Optional.ofNullable(items.get(getKey(object))).map(ObservedResource::observed);
  }

  @Override
  public String getKey(GenericKubernetesResource object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
    return items.put(key, ObservedResource.of(object));
  }

  @Override
  public @Nullable GenericKubernetesResource remove(String key) {
    return items.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<GenericKubernetesResource> values() {
    return items.values().stream().map(GenericKubernetesResource.class::cast);
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable GenericKubernetesResource get(String key) {
    return items.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
