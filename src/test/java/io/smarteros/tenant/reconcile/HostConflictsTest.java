package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.testkit.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HostConflictsTest {
  private static final String AT_SHARED_HOST =
      """
      displayName: Somebody
      className: standard
      services: {n8n: {host: n8n.example.com}}
      """;
  private static final String MONDAY = "2026-11-16T08:00:00Z";
  private static final String TUESDAY = "2026-11-17T08:00:00Z";
  private static final TenantClass STANDARD =
      Manifests.tenantClass("standard", "baseDomain: tenants.example.com\nallow: {hosts: true}");

  private final Resolver resolver = SampleResolver.ofN8n();
  private final List<Tenant> tenants = new ArrayList<>();
  private final HostConflicts conflicts =
      new HostConflicts(new HostClaims(), resolver, () -> tenants, () -> List.of(STANDARD));

  private final Tenant older = tenant("older", MONDAY, AT_SHARED_HOST);
  private final Tenant younger = tenant("younger", TUESDAY, AT_SHARED_HOST);

  @Test
  void the_younger_of_two_is_told_who_has_the_host() {
    assertThat(taken(older)).isEmpty();

    assertThat(taken(younger))
        .isEqualTo(
            Map.of(
                ServiceName.N8N,
                new Problem(
                    Reason.HOST_TAKEN,
                    "Host n8n.example.com belongs to the older tenant older. Choose another domain or host")));
  }

  @Test
  void after_a_start_the_older_one_has_the_host_though_the_younger_one_is_looked_at_first() {
    assertThat(taken(younger)).containsOnlyKeys(ServiceName.N8N);
    assertThat(taken(older)).isEmpty();
  }

  @Test
  void tenants_with_hosts_of_their_own_do_not_disturb_each_other() {
    assertThat(taken(tenant("acme", MONDAY, "displayName: A\nservices: {n8n: {}}"))).isEmpty();
    assertThat(taken(tenant("globex", TUESDAY, "displayName: G\nservices: {n8n: {}}"))).isEmpty();
  }

  @Test
  void a_tenant_without_a_class_claims_nothing_after_a_start() {
    tenant("lost", MONDAY, AT_SHARED_HOST.replace("standard", "gone"));
    tenants.remove(older);

    assertThat(taken(younger)).isEmpty();
  }

  @Test
  void a_service_that_is_switched_off_claims_no_host() {
    tenants.remove(older);
    tenant("sleeping", MONDAY, AT_SHARED_HOST.replace("{host", "{enabled: false, host"));

    assertThat(taken(younger)).isEmpty();
  }

  @Test
  void a_service_that_is_switched_off_is_not_told_that_its_host_is_taken() {
    taken(older);

    assertThat(
            taken(
                tenant("late", TUESDAY, AT_SHARED_HOST.replace("{host", "{enabled: false, host"))))
        .isEmpty();
  }

  @Test
  void a_tenant_that_moves_to_another_host_frees_the_one_it_had() {
    taken(older);
    assertThat(taken(younger)).as("before").isNotEmpty();

    older.setSpec(
        Manifests.tenant("older", AT_SHARED_HOST.replace("n8n.example", "n.example")).getSpec());
    taken(older);

    assertThat(taken(younger)).as("after").isEmpty();
  }

  @Test
  void a_tenant_that_is_deleted_frees_its_host() {
    taken(older);

    conflicts.release("older");

    assertThat(taken(younger)).isEmpty();
  }

  @Test
  void a_tenant_whose_finalizer_was_taken_off_by_hand_frees_its_host() {
    taken(older);
    assertThat(taken(younger)).as("while it is there").isNotEmpty();

    tenants.remove(older);

    assertThat(taken(younger)).as("once it is gone").isEmpty();
  }

  /** One that exists from now on. */
  private Tenant tenant(String name, String createdAt, String spec) {
    Tenant tenant = Manifests.tenant(name, spec);
    tenant.getMetadata().setCreationTimestamp(createdAt);
    tenants.add(tenant);
    return tenant;
  }

  private Map<ServiceName, Problem> taken(Tenant tenant) {
    return conflicts.taken(
        tenant,
        resolver
            .resolve(tenant, STANDARD, Placements.first(tenant, STANDARD), Optional.empty())
            .tenant());
  }
}
