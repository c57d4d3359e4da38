package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.smarteros.tenant.api.Tenant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TenantStoreTest {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final ItemStore<Tenant> store = TenantStore.create();

  @Test
  void a_tenant_is_remembered_without_what_nobody_reads() {
    Tenant tenant = new Tenant();
    tenant.setMetadata(
        new ObjectMetaBuilder()
            .withName("acme")
            .withResourceVersion("7")
            .addToLabels("team", "blue")
            .addToAnnotations(LAST_APPLIED, "{}")
            .addToAnnotations("smarteros.io/paused", "true")
            .addToFinalizers("smarteros.io/tenant")
            .withManagedFields(new ManagedFieldsEntryBuilder().withManager("kubectl").build())
            .build());

    store.put("acme", tenant);

    assertThat(store.get("acme").getMetadata())
        .isEqualTo(
            new ObjectMetaBuilder()
                .withName("acme")
                .withResourceVersion("7")
                .addToLabels("team", "blue")
                .withAnnotations(Map.of("smarteros.io/paused", "true"))
                .addToFinalizers("smarteros.io/tenant")
                .build());
  }

  @Test
  void a_tenant_without_annotations_is_remembered_too() {
    Tenant tenant = new Tenant();
    tenant.setMetadata(new ObjectMetaBuilder().withName("acme").withAnnotations(null).build());

    store.put("acme", tenant);

    assertThat(store.get("acme")).isSameAs(tenant);
  }
}
