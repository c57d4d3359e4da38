package io.smarteros.tenant.tenantclass;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.PlacementBuilder;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.testkit.MockApiServer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mostly with a cache that has seen no Tenant yet, as at a start without leader election. */
final class TenantClassReconcilerTest {
  private static final String NAMESPACE = "smarteros";
  private static final TenantClass GOLD = tenantClass("gold", "baseDomain: gold.example.com");

  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();
  private final RecordStore records = new RecordStore(client, NAMESPACE);
  private final ClassHolds holds = new ClassHolds();
  private final AtomicReference<List<Tenant>> cached = new AtomicReference<>(List.of());

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void a_class_that_nobody_uses_goes() {
    client.resource(tenant("acme", "displayName: Acme\nclassName: silver")).create();
    records.begin("acme", placedIn("silver")).persist();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isTrue();
  }

  @Test
  void a_class_that_a_tenant_names_stays_though_no_cache_knows_the_tenant() {
    client.resource(tenant("acme", "displayName: Acme\nclassName: gold")).create();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("Cannot be deleted while Tenants use it. Delete these first: acme");
  }

  @Test
  void a_class_that_the_cache_knows_a_tenant_of_stays() {
    cached.set(List.of(tenant("acme", "displayName: Acme")));

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("Delete these first: acme");
  }

  @Test
  void a_class_that_a_tenant_is_placed_in_stays_though_it_names_another_and_has_no_status() {
    client.resource(tenant("acme", "displayName: Acme\nclassName: silver")).create();
    records.begin("acme", placedIn("gold")).persist();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("Delete these first: acme");
  }

  @Test
  void a_class_that_kept_data_needs_stays() {
    records.begin("acme", placedIn("gold").asRetained()).persist();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("data of deleted Tenants is kept that was placed in it");
    assertHeld("destroy their data: acme");
  }

  @Test
  void a_record_that_cannot_be_read_may_be_of_the_class() {
    records.begin("acme", placedIn("silver")).persist();
    Secret secret = client.secrets().inNamespace(NAMESPACE).withName("tenant-record-acme").get();
    client.resource(new SecretBuilder(secret).addToData("record.json", "e30=").build()).update();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("whose records cannot be read: acme");
  }

  @Test
  void a_record_of_a_newer_operator_still_tells_its_class() {
    records.begin("acme", placedIn("silver").withVersion(99)).persist();
    records.begin("bravo", placedIn("gold").withVersion(99)).persist();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("destroy their data: bravo");
  }

  @Test
  void a_secret_of_somebody_else_is_no_record() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("tenant-record-of-what-we-sold")
                .endMetadata()
                .withType("Opaque")
                .build())
        .create();

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isTrue();
  }

  @Test
  void a_class_stays_while_nobody_can_say_who_uses_it() {
    apiServer
        .server()
        .expect()
        .get()
        .withPath("/apis/smarteros.io/v1alpha1/tenants?limit=50")
        .andReturn(403, "")
        .always();

    DeleteControl control = cleanup();

    assertThat(control.isRemoveFinalizer()).as("the class is let go").isFalse();
    assertThat(control.getScheduleDelay()).isPresent();
  }

  @Test
  void a_class_stays_though_only_the_last_of_many_tenants_uses_it() {
    String tenants = "/apis/smarteros.io/v1alpha1/tenants?";
    Tenant first = tenant("acme", "displayName: Acme\nclassName: silver");
    Tenant last = tenant("zeta", "displayName: Zeta\nclassName: gold");
    answer(tenants + "limit=50", page("more", first));
    answer(tenants + "continue=more&limit=50", page("", last));

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("Delete these first: zeta");
  }

  @Test
  void a_class_stays_though_only_the_last_of_many_records_is_placed_in_it() {
    records.begin("zeta", placedIn("gold").asRetained()).persist();
    Secret last = client.secrets().inNamespace(NAMESPACE).withName("tenant-record-zeta").get();
    String secrets = "/api/v1/namespaces/%s/secrets?".formatted(NAMESPACE);
    answer(secrets + "limit=50", page("more"));
    answer(secrets + "continue=more&limit=50", page("", last));

    assertThat(cleanup().isRemoveFinalizer()).as("the class is let go").isFalse();
    assertHeld("destroy their data: zeta");
  }

  private void answer(String path, KubernetesList page) {
    apiServer.server().expect().get().withPath(path).andReturn(200, page).always();
  }

  private static KubernetesList page(String next, HasMetadata... items) {
    // its builder knows no kinds of ours
    KubernetesList page = new KubernetesList();
    page.setMetadata(new ListMetaBuilder().withContinue(next).build());
    page.setItems(List.of(items));
    return page;
  }

  private DeleteControl cleanup() {
    return new TenantClassReconciler(_ -> cached.get(), new ClassUsers(client, records), holds)
        .cleanup(GOLD, unused());
  }

  private void assertHeld(String part) {
    assertThat(holds.of(GOLD)).as("why the class stays").get().asString().contains(part);
  }

  @SuppressWarnings("unchecked")
  private static Context<TenantClass> unused() {
    return (Context<TenantClass>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private static TenantRecord placedIn(String className) {
    Placement placement =
        PlacementBuilder.builder()
            .className(className)
            .namespace("tenant-acme")
            .namespaceStage(Stage.MADE)
            .build();
    return TenantRecord.begin("acme-uid", placement);
  }
}
