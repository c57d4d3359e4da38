package io.smarteros.tenant.tenantclass;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TenantCountsTest {

  @Test
  void each_tenant_counts_for_every_state_that_it_is_in() {
    assertThat(
            TenantCounts.byClass(
                List.of(
                    of("gold", "Ready"),
                    of("gold", "Ready", "Suspended"),
                    of("gold", "Reconciling"),
                    of("gold", "Stalled"),
                    of("silver", "Ready"))))
        .containsOnly(
            Map.entry("gold", new Tenants(4, 2, 1, 1, 1)),
            Map.entry("silver", new Tenants(1, 1, 0, 0, 0)));
  }

  @Test
  void a_tenant_that_is_placed_in_one_class_and_names_another_counts_where_it_is_placed() {
    Tenant acme = tenant("acme", "displayName: Acme\nclassName: silver");
    acme.setStatus(status("gold"));

    assertThat(TenantCounts.byClass(List.of(acme))).containsOnlyKeys("gold");
  }

  @Test
  void a_tenant_that_nobody_has_seen_counts_for_the_class_that_it_names() {
    assertThat(
            TenantCounts.byClass(
                List.of(
                    tenant("acme", "displayName: Acme\nclassName: gold"),
                    tenant("bravo", "displayName: Bravo"))))
        .containsOnly(Map.entry("gold", new Tenants(1, 0, 0, 0, 0)));
  }

  private static Tenant of(String className, String... holding) {
    Tenant tenant = tenant("acme", "displayName: Acme");
    tenant.setStatus(status(className, holding));
    return tenant;
  }

  /** The conditions that are named are True, all others False. */
  private static TenantStatus status(@Nullable String className, String... holding) {
    List<String> names = Arrays.asList(holding);
    return new TenantStatus(
        1L,
        List.of("Ready", "Reconciling", "Stalled", "Suspended").stream()
            .map(
                type ->
                    new Condition(
                        type,
                        names.contains(type) ? Condition.Status.TRUE : Condition.Status.FALSE,
                        1,
                        "2026-11-22T10:00:00Z",
                        "Any",
                        ""))
            .toList(),
        null,
        null,
        null,
        className,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        null);
  }
}
