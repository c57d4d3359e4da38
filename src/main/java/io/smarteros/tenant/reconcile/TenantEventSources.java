package io.smarteros.tenant.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.tenantclass.ClassUsers;
import io.smarteros.tenant.tenantclass.NamedSecret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is watched beside the Tenants, and which Tenants each change concerns. */
public final class TenantEventSources {
  private final String operatorNamespace;
  private final Inventory inventory;
  private final SimpleInboundEventSource<Tenant> outsideEvents =
      new SimpleInboundEventSource<>("outside-events");
  private final SimpleInboundEventSource<Tenant> requeues =
      new SimpleInboundEventSource<>("requeues");
  private @Nullable IndexerResourceCache<Tenant> tenants;
  private @Nullable InformerEventSource<TenantClass, Tenant> classes;
  private @Nullable InformerEventSource<Secret, Tenant> classSecrets;

  public TenantEventSources(String operatorNamespace, Inventory inventory) {
    this.operatorNamespace = operatorNamespace;
    this.inventory = inventory;
  }

  List<EventSource<?, Tenant>> prepare(EventSourceContext<Tenant> context) {
    tenants = context.getPrimaryCache();
    classes =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(TenantClass.class, Tenant.class)
                .withName("classes")
                .withInformerListLimit(Inventory.LIST_LIMIT)
                .withOnUpdateFilter(TenantEventSources::concernsTenants)
                .withSecondaryToPrimaryMapper(this::tenantsOf)
                .build(),
            context);
    classSecrets =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Secret.class, Tenant.class)
                .withName("class-secrets")
                .withInformerListLimit(Inventory.LIST_LIMIT)
                .withNamespaces(Set.of(operatorNamespace))
                .withLabelSelector(Names.CLASS_SECRET_LABEL + "=true")
                .withSecondaryToPrimaryMapper(this::tenantsOf)
                .build(),
            context);
    List<EventSource<?, Tenant>> sources = new ArrayList<>(inventory.eventSources(context));
    sources.add(classes);
    sources.add(classSecrets);
    sources.add(outsideEvents);
    sources.add(requeues);
    return sources;
  }

  /** Begins to watch what the cluster has come to serve; who waits for it is looked at again. */
  void watchNewKinds(Context<Tenant> context) {
    if (inventory.watchNewKinds(context::eventSourceRetriever)) {
      tenants().forEach(tenant -> changedOutside(tenant.getMetadata().getName()));
    }
  }

  public Collection<TenantClass> classes() {
    return classes == null ? List.of() : classes.list(_ -> true).toList();
  }

  public Collection<Tenant> tenants() {
    return tenants(_ -> true);
  }

  public Optional<Tenant> tenant(String name) {
    return tenants == null ? Optional.empty() : tenants.get(new ResourceID(name));
  }

  public Optional<Secret> classSecret(String name) {
    return classSecrets == null
        ? Optional.empty()
        : classSecrets.get(new ResourceID(name, operatorNamespace));
  }

  /** Tenants of the class, by their spec or by their status. */
  public List<Tenant> tenantsIn(String className) {
    return tenants(tenant -> ClassUsers.isUsedBy(className, tenant));
  }

  /** Names of the tenants of the class. */
  public List<String> tenantNamesIn(String className) {
    return tenantsIn(className).stream().map(tenant -> tenant.getMetadata().getName()).toList();
  }

  /** Something changed outside the cluster: a tenant's rows, or what an application answers. */
  public void changedOutside(String tenant) {
    outsideEvents.propagateEvent(new ResourceID(tenant));
  }

  /** The tenant's timer is due. */
  public void requeue(String tenant) {
    requeues.propagateEvent(new ResourceID(tenant));
  }

  /**
   * The operator itself writes the status of a class, and more often than people write the rest.
   */
  static boolean concernsTenants(TenantClass now, TenantClass before) {
    return !now.getSpec().equals(before.getSpec())
        || !Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
        || now.isMarkedForDeletion() != before.isMarkedForDeletion();
  }

  private Set<ResourceID> tenantsOf(TenantClass changed) {
    String name = changed.getMetadata().getName();
    // Without a name in the spec, any class may be or become the default.
    return ids(tenant -> tenant.getSpec().className() == null || ClassUsers.isUsedBy(name, tenant));
  }

  private Set<ResourceID> tenantsOf(Secret changed) {
    Set<String> concerned =
        classes().stream()
            .filter(
                candidate ->
                    NamedSecret.of(candidate.getSpec()).stream()
                        .map(NamedSecret::name)
                        .anyMatch(changed.getMetadata().getName()::equals))
            .map(candidate -> candidate.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet());
    return ids(
        tenant ->
            tenant.getSpec().className() == null
                || concerned.stream().anyMatch(name -> ClassUsers.isUsedBy(name, tenant)));
  }

  private Set<ResourceID> ids(Predicate<Tenant> concerned) {
    return tenants(concerned).stream()
        .map(ResourceID::fromResource)
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<Tenant> tenants(Predicate<Tenant> wanted) {
    return tenants == null ? List.of() : tenants.list(wanted).toList();
  }
}
