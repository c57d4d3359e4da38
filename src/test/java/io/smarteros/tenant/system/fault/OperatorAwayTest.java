package io.smarteros.tenant.system.fault;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.testkit.Kstatus;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of tenants while the operator is away, is another one, or comes back. */
@PlatformTest
final class OperatorAwayTest {
  private static final String N8N = "services: {n8n: {}}";

  private final Platform platform;
  private final Scene scene;

  OperatorAwayTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void what_no_operator_has_seen_is_in_progress() {
    platform.whileStopped(
        () -> {
          scene.tenant("unseen", N8N);
          assertThat(Kstatus.of(tenant("unseen"))).isEqualTo(Kstatus.IN_PROGRESS);
        });
    platform.awaitReady("unseen");
  }

  @Test
  void without_supabase_a_tenant_is_ready_all_the_same() {
    platform.whileStopped(this::aTenantComesUpWithoutSupabase);
    platform.awaitReason("without-row", "SupabaseSynced", Reason.SYNCED.id());
  }

  private void aTenantComesUpWithoutSupabase() {
    try (OperatorProcess alone = platform.anotherOperator(Map.of("SUPABASE_SYNC", "disabled"))) {
      alone.start();
      scene.tenant("without-row", N8N);
      Tenant ready = platform.awaitReady("without-row");

      assertThat(reason(ready, "SupabaseSynced")).contains(Reason.SYNC_DISABLED.id());
      assertThat(Kstatus.of(ready)).isEqualTo(Kstatus.CURRENT);
      alone.stop();
    }
  }

  @Test
  void a_host_belongs_to_the_tenant_that_has_it_also_after_a_restart() {
    String sameHost = "services: {n8n: {host: shop.acme.example}}";
    scene.tenant("shop-older", sameHost);
    platform.awaitReady("shop-older");
    scene.tenant("a-younger-shop", sameHost);
    platform.awaitReason("a-younger-shop", "N8nReady", Reason.HOST_TAKEN.id());

    platform.operator().restart();
    platform.lookAgain("a-younger-shop");

    assertThat(reason(tenant("a-younger-shop"), "N8nReady")).contains(Reason.HOST_TAKEN.id());
    assertThat(
            platform
                .client()
                .network()
                .v1()
                .ingresses()
                .inNamespace(namespace("a-younger-shop"))
                .list()
                .getItems())
        .isEmpty();
    platform.awaitReady("shop-older");
  }

  private Tenant tenant(String name) {
    return platform.find(name).orElseThrow();
  }

  private static Optional<String> reason(Tenant tenant, String type) {
    return tenant.getStatus().condition(type).map(Condition::reason);
  }
}
