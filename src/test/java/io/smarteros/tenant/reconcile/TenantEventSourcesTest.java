package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Tenant that is placed in one class and names another. */
final class TenantEventSourcesTest {
  private static final String NAMESPACE = "smarteros";
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();
  private final Operator operator = new Operator(sdk -> sdk.withKubernetesClient(client));
  private final AtomicInteger reconciliations = new AtomicInteger();

  @BeforeEach
  void the_operator_is_at_rest() {
    client.resource(placedIn("gold")).create();
    Tenant acme = tenant("acme", "displayName: Acme\nclassName: silver");
    acme.setStatus(placed("gold"));
    client.resource(acme).create();
    TenantEventSources sources = new TenantEventSources(NAMESPACE, new Inventory(client));
    operator.register(new Counting(sources));
    operator.start();
    // what the watches find at the start may cause a second one
    Await.until("the first reconciliation", BOUND, () -> reconciliations.get() > 0);
  }

  @AfterEach
  void close() {
    operator.stop();
    apiServer.close();
  }

  @Test
  void a_change_of_the_class_that_it_is_placed_in_is_heard() {
    int before = reconciliations.get();
    client
        .resources(TenantClass.class)
        .withName("gold")
        .edit(
            gold -> {
              gold.setSpec(tenantClass("gold", "baseDomain: other.example.com").getSpec());
              return gold;
            });

    Await.until("another reconciliation", BOUND, () -> reconciliations.get() > before);
  }

  @Test
  void a_change_of_a_secret_of_the_class_that_it_is_placed_in_is_heard() {
    int before = reconciliations.get();
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("postgres-admin")
                .addToLabels(Names.CLASS_SECRET_LABEL, "true")
                .endMetadata()
                .build())
        .create();

    Await.until("another reconciliation", BOUND, () -> reconciliations.get() > before);
  }

  /** The operator itself writes it, whenever one of them changes. */
  @Test
  void a_status_of_a_class_wakes_no_tenant_and_all_that_people_write_does() {
    TenantClass before = placedIn("gold");
    TenantClass counted = placedIn("gold");
    counted.setStatus(new TenantClassStatus(1L, List.of(), new Tenants(1, 0, 1, 0, 0), null, null));
    counted.getMetadata().setResourceVersion("2");
    TenantClass annotated = placedIn("gold");
    annotated.getMetadata().setAnnotations(Map.of("smarteros.io/is-default-class", "true"));
    TenantClass changed = tenantClass("gold", "baseDomain: other.example.com");
    TenantClass deleted = placedIn("gold");
    deleted.getMetadata().setDeletionTimestamp("2026-11-22T10:00:00Z");

    assertThat(TenantEventSources.concernsTenants(counted, before)).as("its status").isFalse();
    assertThat(List.of(annotated, changed, deleted))
        .allMatch(now -> TenantEventSources.concernsTenants(now, before));
  }

  private static TenantClass placedIn(String name) {
    return tenantClass(
        name,
        """
        baseDomain: tenants.example.com
        database: {host: db.example.com, adminSecret: postgres-admin}
        """);
  }

  private static TenantStatus placed(String className) {
    return new TenantStatus(
        1L,
        List.of(),
        null,
        "tenant-acme",
        null,
        className,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private final class Counting implements Reconciler<Tenant> {
    private final TenantEventSources sources;

    Counting(TenantEventSources sources) {
      this.sources = sources;
    }

    @Override
    public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context) {
      reconciliations.incrementAndGet();
      return UpdateControl.noUpdate();
    }

    @Override
    public List<EventSource<?, Tenant>> prepareEventSources(EventSourceContext<Tenant> context) {
      return sources.prepare(context);
    }
  }
}
