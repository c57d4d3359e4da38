package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Tenant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The objects of each tenant, kept up to date by watches. Reading it costs no call. An object that
 * was written is found at once, even before the watch brings it.
 *
 * <p>Secrets are not in it: watching them would need the right to read all of them.
 */
public final class Inventory {
  /**
   * How many objects the API server is asked for at once. Two pages of a kind are in memory
   * together, in a form that is ten times as large as what is kept; after a break of the watches,
   * those of all kinds.
   */
  public static final long LIST_LIMIT = 50;

  private final KubernetesClient client;
  private final Lock oneAtATime = new ReentrantLock();
  private volatile Map<ResourceKind, ObservedKind> kinds = Map.of();

  /** Something may be served that is not watched. */
  private final AtomicBoolean mayLack = new AtomicBoolean();

  /** Namespaces that this process made: they were empty then. */
  private final Set<String> madeHere = ConcurrentHashMap.newKeySet();

  public Inventory(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The event sources that fill this inventory. To be called once, before anything is looked up.
   * Asks the API server whether it serves the Gateway API.
   */
  public List<EventSource<?, Tenant>> eventSources(EventSourceContext<Tenant> context) {
    Map<ResourceKind, ObservedKind> served = new EnumMap<>(ResourceKind.class);
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind.watched() && isServed(kind)) {
        served.put(kind, ObservedKind.of(kind, oneAtATime, context));
      }
    }
    kinds = Collections.unmodifiableMap(served);
    // until this replica leads, much time may pass
    mayLack.set(true);
    return List.copyOf(served.values());
  }

  /**
   * Begins to watch what the API server has come to serve since it was asked, such as the Gateway
   * API. Asks it again only the first time, and after something that is not served was to be
   * applied.
   *
   * @return whether something is watched that was not before
   */
  public boolean watchNewKinds(Supplier<EventSourceRetriever<Tenant>> running) {
    if (!mayLack.getAndSet(false)) {
      return false;
    }
    oneAtATime.lock();
    try {
      Map<ResourceKind, ObservedKind> served = new EnumMap<>(ResourceKind.class);
      served.putAll(kinds);
      for (ResourceKind kind : ResourceKind.values()) {
        if (kind.watched() && !served.containsKey(kind) && isServed(kind)) {
          served.put(kind, startedBy(running.get(), kind));
        }
      }
      boolean isMore = served.size() > kinds.size();
      kinds = Collections.unmodifiableMap(served);
      return isMore;
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Returns when the first list is read. */
  private ObservedKind startedBy(EventSourceRetriever<Tenant> running, ResourceKind kind) {
    return (ObservedKind)
        running.dynamicallyRegisterEventSource(
            ObservedKind.of(kind, oneAtATime, running.eventSourceContextForDynamicRegistration()));
  }

  public Optional<ObservedObject> find(ObjectKey key) {
    return Optional.ofNullable(kinds.get(ResourceKind.of(key))).flatMap(kind -> kind.find(key));
  }

  /**
   * Asks the API server itself. For decisions that cannot be taken back, such as that data is lost:
   * the watch does not see an object whose labels somebody took off.
   *
   * @throws KubernetesClientException when it cannot be asked
   */
  public Optional<ObservedObject> read(ObjectKey key) {
    return Optional.ofNullable(key.in(client).get())
        .map(ObservedResource::of)
        .map(ObservedResource::observed);
  }

  /** Everything that bears the tenant's label, pods included, in the order of the kinds. */
  public List<ObservedObject> of(String tenant) {
    Tenant name = new Tenant();
    name.setMetadata(new ObjectMetaBuilder().withName(tenant).build());
    return kinds.values().stream().flatMap(kind -> kind.of(name).stream()).toList();
  }

  /** Whether the cluster has this kind at all, as far as is known. */
  boolean serves(ObjectKey key) {
    ResourceKind kind = ResourceKind.of(key);
    boolean isServed = kinds.containsKey(kind) || !kind.watched();
    if (!isServed) {
      mayLack.set(true);
    }
    return isServed;
  }

  /** This process made the object, which was not there before. */
  void noteMade(ObjectKey key) {
    if (ResourceKind.of(key) == ResourceKind.NAMESPACE) {
      madeHere.add(key.name());
    }
  }

  /**
   * Whether an object that is not in this inventory is probably absent: nobody had the time to make
   * it before. A namespace is read before it is made, and the cluster makes an account in each.
   */
  boolean isProbablyAbsent(ObjectKey key) {
    return key.namespace().isEmpty()
        ? ResourceKind.of(key) == ResourceKind.NAMESPACE
        : madeHere.contains(key.namespace()) && !Ownership.isAccountOfEverybody(key);
  }

  /** Drops what is remembered of a namespace, if it is gone. */
  void forget(String namespace) {
    if (find(ObjectKey.ofNamespace(namespace)).isEmpty()) {
      madeHere.remove(namespace);
    }
  }

  /**
   * Writes an object. What the server returns stands in until the watch has caught up, and is no
   * event when the watch brings it.
   */
  public ObservedObject write(ObjectKey key, Supplier<GenericKubernetesResource> write) {
    Supplier<ObservedResource> observed = () -> ObservedResource.of(write.get());
    return Optional.ofNullable(kinds.get(ResourceKind.of(key)))
        .map(kind -> kind.write(key, observed))
        .orElseGet(observed)
        .observed();
  }

  private boolean isServed(ResourceKind kind) {
    return kind != ResourceKind.HTTP_ROUTE || client.supports(kind.apiVersion(), kind.kind());
  }
}
