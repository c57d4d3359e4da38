package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.process.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** An inventory that watches, as it would inside the operator, and notes whom it would wake. */
public final class WatchedCluster implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final List<EventSource<?, Tenant>> sources;
  private final Inventory inventory;
  private final List<String> woken = new CopyOnWriteArrayList<>();

  public WatchedCluster(KubernetesClient client) {
    ControllerConfiguration<Tenant> configuration =
        new BaseConfigurationService().getConfigurationFor(new NoReconciler());
    this.inventory = new Inventory(client);
    this.sources =
        inventory.eventSources(new EventSourceContext<>(null, configuration, client, Tenant.class));
    for (EventSource<?, Tenant> source : sources) {
      ObservedKind kind = (ObservedKind) source;
      kind.setEventHandler(this::wake);
      kind.setControllerConfiguration(asGeneric(configuration));
      kind.start();
    }
  }

  /** Its objects, read and written with the rights of a client. */
  public ClusterObjects objects(KubernetesClient rights) {
    return new ApiServerObjects(
        rights, inventory, Clock.systemUTC(), ClusterInternals.noRefusals());
  }

  public Inventory inventory() {
    return inventory;
  }

  /** The tenants that would have been reconciled, in order. */
  List<String> woken() {
    return List.copyOf(woken);
  }

  void awaitWoken(String tenant, int from) {
    Await.until(
        "tenant %s to be woken".formatted(tenant),
        BOUND,
        () -> woken().stream().skip(from).anyMatch(tenant::equals));
  }

  /** Waits until the watch has brought it. */
  public void await(String what, ObjectKey key, Predicate<ObservedObject> condition) {
    Await.until(
        "%s to be %s".formatted(key, what),
        BOUND,
        () -> inventory.find(key).filter(condition).isPresent());
  }

  /** From now on the inventory is out of date. */
  @Override
  public void close() {
    sources.forEach(EventSource::stop);
  }

  /** As JOSDK itself does it. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ControllerConfiguration<GenericKubernetesResource> asGeneric(
      ControllerConfiguration configuration) {
    return configuration;
  }

  private void wake(Event event) {
    woken.add(event.getRelatedCustomResourceID().getName());
  }

  private static final class NoReconciler implements Reconciler<Tenant> {
    @Override
    public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context) {
      return UpdateControl.noUpdate();
    }
  }
}
