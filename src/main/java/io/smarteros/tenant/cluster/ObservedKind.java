package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSourceStartPriority;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/** Watches one kind and reports the tenant whose object changed. */
final class ObservedKind extends InformerEventSource<GenericKubernetesResource, Tenant> {

  private final boolean isLarge;
  private final Lock oneAtATime;

  /**
   * Not started yet.
   *
   * @param oneAtATime held by the kind of which the first list is read
   */
  static ObservedKind of(ResourceKind kind, Lock oneAtATime, EventSourceContext<Tenant> context) {
    return new ObservedKind(kind, new ObservedStore(), oneAtATime, context);
  }

  private ObservedKind(
      ResourceKind kind, ObservedStore store, Lock oneAtATime, EventSourceContext<Tenant> context) {
    super(
        InformerEventSourceConfiguration.from(kind.groupVersionKind(), Tenant.class)
            .withName(kind.kind())
            .withInformerListLimit(Inventory.LIST_LIMIT)
            .withWatchAllNamespaces()
            .withLabelSelector(kind.labelSelector())
            .withItemStore(store)
            // not Mappers.fromLabel, which looks for the Tenant in the object's namespace
            .withSecondaryToPrimaryMapper(ObservedKind::tenants)
            .withOnUpdateFilter((now, before) -> matters(store, now, before))
            .build(),
        context);
    isLarge = kind.isCompute() || kind == ResourceKind.POD;
    this.oneAtATime = oneAtATime;
  }

  /** Returns when the first list is read. JOSDK (5.3) starts all of a priority side by side. */
  @Override
  public synchronized void start() {
    oneAtATime.lock();
    try {
      super.start();
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Those with pod templates are listed before all others, while memory is empty. */
  @Override
  public EventSourceStartPriority priority() {
    return isLarge
        ? EventSourceStartPriority.RESOURCE_STATE_LOADER
        : EventSourceStartPriority.DEFAULT;
  }

  Optional<ObservedObject> find(ObjectKey key) {
    String namespace = key.namespace().isEmpty() ? null : key.namespace();
    return get(new ResourceID(key.name(), namespace)).map(ObservedKind::observed);
  }

  List<ObservedObject> of(Tenant tenant) {
    return getSecondaryResources(tenant).stream()
        .map(ObservedKind::observed)
        // the index only ever adds: an object that was given to another tenant is still in it
        .filter(each -> each.label(Names.TENANT_LABEL).equals(tenant.getMetadata().getName()))
        .toList();
  }

  /** What it returns stands in for what the watch has not brought yet. */
  ObservedResource write(ObjectKey key, Supplier<ObservedResource> write) {
    return (ObservedResource)
        eventFilteringUpdateAndCacheResource(ObservedResource.named(key), _ -> write.get());
  }

  /** The tenant that an object was taken from must hear of it too. */
  @Override
  public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
    super.onUpdate(before, now);
    Set<ResourceID> still = tenants(now);
    tenants(before).stream()
        .filter(tenant -> !still.contains(tenant))
        .forEach(tenant -> getEventHandler().handleEvent(new Event(tenant)));
  }

  private static Set<ResourceID> tenants(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String tenant = labels == null ? null : labels.get(Names.TENANT_LABEL);
    return tenant == null ? Set.of() : Set.of(new ResourceID(tenant));
  }

  /** The new state comes in full, so the store is asked for what it made of it. */
  private static boolean matters(
      ObservedStore store, GenericKubernetesResource now, GenericKubernetesResource before) {
    Optional<ObservedObject> latest = store.latest(now);
    return latest.isEmpty() || !latest.get().meansTheSameAs(observed(before));
  }

  private static ObservedObject observed(GenericKubernetesResource resource) {
    return ObservedResource.of(resource).observed();
  }
}
