package io.smarteros.tenant.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.SampleResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class HostOwnershipTest {
  private static final String SHARED_HOST = "n8n.example.org";
  private static final String AT_SHARED_HOST =
      """
      displayName: Somebody
      className: standard
      services: {n8n: {host: n8n.example.org}}
      """;
  private static final String PLAIN = "displayName: P\nclassName: standard\nservices: {n8n: {}}\n";
  private static final String MONDAY = "2026-11-16T08:00:00Z";
  private static final String TUESDAY = "2026-11-17T08:00:00Z";
  private static final TenantClass STANDARD =
      Manifests.tenantClass(
          "standard", "baseDomain: tenants.example.com\nallow: {hosts: true, customDomains: true}");

  private final Resolver resolver = SampleResolver.ofN8n();
  private final List<Tenant> tenants = new ArrayList<>();
  private final Map<String, TenantRecord> records = new TreeMap<>();
  private HostOwnership hosts = started();

  private final Tenant older = tenant("older", MONDAY, AT_SHARED_HOST);
  private final Tenant younger = tenant("younger", TUESDAY, AT_SHARED_HOST);

  // Of those that have none yet.

  @Test
  void the_younger_of_two_is_told_who_has_the_host() {
    assertThat(decide(older).rejected()).isEmpty();

    assertThat(decide(younger).rejected())
        .isEqualTo(
            Map.of(
                ServiceName.N8N,
                new Problem(
                    Reason.HOST_TAKEN,
                    "Host n8n.example.org belongs to tenant older. Choose another domain or host")));
  }

  @Test
  void after_a_start_the_older_one_has_the_host_though_the_younger_one_is_looked_at_first() {
    assertThat(decide(younger).rejected()).containsOnlyKeys(ServiceName.N8N);
    assertThat(decide(older).rejected()).isEmpty();
  }

  @Test
  void tenants_with_hosts_of_their_own_do_not_disturb_each_other() {
    assertThat(decide(tenant("acme", MONDAY, PLAIN)).rejected()).isEmpty();
    assertThat(decide(tenant("globex", TUESDAY, PLAIN)).rejected()).isEmpty();
  }

  @Test
  void a_tenant_without_a_class_claims_nothing_after_a_start() {
    tenant("lost", MONDAY, AT_SHARED_HOST.replace("standard", "gone"));
    tenants.remove(older);

    assertThat(decide(younger).rejected()).isEmpty();
  }

  @Test
  void a_tenant_that_is_not_let_in_at_the_data_of_another_claims_nothing_after_a_start() {
    records.put("older", record(older).withTenantUid("of-an-earlier-one"));

    assertThat(decide(younger).rejected()).isEmpty();
  }

  @Test
  void a_service_that_is_switched_off_claims_no_host() {
    tenants.remove(older);
    tenant("sleeping", MONDAY, AT_SHARED_HOST.replace("{host", "{enabled: false, host"));

    assertThat(decide(younger).rejected()).isEmpty();
  }

  @Test
  void a_service_that_is_switched_off_is_not_told_that_its_host_is_taken() {
    decide(older);

    assertThat(
            decide(
                    tenant(
                        "late", TUESDAY, AT_SHARED_HOST.replace("{host", "{enabled: false, host")))
                .rejected())
        .isEmpty();
  }

  @Test
  void a_tenant_whose_finalizer_was_taken_off_by_hand_frees_what_it_only_wanted() {
    decide(older);
    assertThat(decide(younger).rejected()).as("while it is there").isNotEmpty();

    tenants.remove(older);

    assertThat(decide(younger).rejected()).as("once it is gone").isEmpty();
  }

  // Of those that were given one.

  @Test
  void an_older_tenant_does_not_take_the_host_of_a_younger_one() {
    give(younger, SHARED_HOST);

    assertThat(decide(older).rejected()).containsOnlyKeys(ServiceName.N8N);
    assertThat(decide(younger).rejected()).isEmpty();
  }

  @Test
  void after_a_restart_and_with_other_creation_times_all_is_as_before() {
    give(older, SHARED_HOST);
    older.getMetadata().setCreationTimestamp(TUESDAY);
    younger.getMetadata().setCreationTimestamp(MONDAY);

    hosts = started();

    assertThat(decide(younger).rejected()).containsOnlyKeys(ServiceName.N8N);
    assertThat(decide(older).rejected()).isEmpty();
  }

  @Test
  void while_a_cluster_is_restored_the_host_waits_for_its_tenant() {
    give(older, SHARED_HOST);
    tenants.remove(older);

    hosts = started();

    assertThat(decide(younger).rejected()).as("before the Tenant is there").isNotEmpty();
    records.remove("older");
    assertThat(decide(younger).rejected()).as("once its record is gone too").isEmpty();
  }

  @Test
  void a_service_whose_new_host_is_taken_goes_on_at_the_one_that_it_has() {
    give(younger, SHARED_HOST);
    give(older, "n8n-older.tenants.example.com");

    Resolution resolution = decide(older);

    assertThat(resolution.rejected()).isEmpty();
    assertThat(resolution.keptAsIs().get(ServiceName.N8N))
        .isEqualTo(
            new Problem(
                Reason.HOST_TAKEN,
                "Host n8n.example.org belongs to tenant younger. Choose another domain or host. Until then it stays at n8n-older.tenants.example.com"));
    assertThat(host(resolution)).isEqualTo("n8n-older.tenants.example.com");
  }

  @Test
  void a_host_is_free_once_its_service_was_moved_away_from_it() {
    give(older, SHARED_HOST);
    setSpec(older, PLAIN);

    assertThat(decide(younger).rejected()).as("while it is still routed").isNotEmpty();
    decide(older);
    give(older, "n8n-older.tenants.example.com");
    decide(older);

    assertThat(decide(younger).rejected()).isEmpty();
  }

  @Test
  void a_tenant_that_is_deleted_frees_its_host() {
    give(older, SHARED_HOST);
    decide(older);

    hosts.release("older");

    assertThat(decide(younger).rejected()).isEmpty();
  }

  @Test
  void what_was_kept_of_a_deleted_tenant_keeps_no_host() {
    give(older, SHARED_HOST);
    records.computeIfPresent("older", (_, record) -> record.asRetained());
    tenants.remove(older);

    hosts = started();

    assertThat(decide(younger).rejected()).isEmpty();
  }

  // Hosts by the pattern.

  @Test
  void nobody_chooses_the_default_host_of_another_tenant_not_even_of_a_service_it_does_not_use() {
    tenant("bravo", TUESDAY, PLAIN);

    for (String host : List.of("n8n-bravo", "odoo-bravo")) {
      Tenant acme = tenant("acme-" + host, MONDAY, PLAIN);
      setSpec(acme, AT_SHARED_HOST.replace(SHARED_HOST, host + ".tenants.example.com"));
      hosts = started();
      assertThat(decide(acme).rejected()).as(host).containsOnlyKeys(ServiceName.N8N);
    }
  }

  // Domains.

  @Test
  void one_domain_is_not_shared_by_two_tenants_with_different_services() {
    Tenant acme = tenant("acme", TUESDAY, PLAIN + "domain: acme.example\n");
    give(acme, "n8n.acme.example");
    records.computeIfPresent("acme", (_, record) -> record.withDomain(Optional.of("acme.example")));
    decide(acme);
    setSpec(older, AT_SHARED_HOST.replace(SHARED_HOST, "odoo.acme.example"));
    Tenant second =
        tenant("second", MONDAY, "displayName: S\nclassName: standard\ndomain: acme.example");

    assertThat(decide(older).rejected().get(ServiceName.N8N))
        .isNotNull()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .startsWith(
                        "Host odoo.acme.example is below domain acme.example, which belongs to tenant acme"));
    Resolution resolution = decide(second);
    assertThat(resolution.general())
        .extracting(Problem::message)
        .containsExactly("Domain acme.example belongs to tenant acme. Choose another domain");
    assertThat(resolution.tenant().domain()).as("not to be shown as its own").isEmpty();
  }

  @Test
  void a_domain_that_contains_the_default_hosts_of_a_tenant_is_refused() {
    tenant("bravo", TUESDAY, PLAIN);
    Tenant thief = tenant("thief", MONDAY, PLAIN + "domain: n8n-bravo.tenants.example.com\n");

    assertThat(decide(thief).general())
        .extracting(Problem::reason)
        .containsExactly(Reason.HOST_TAKEN);
  }

  @Test
  void nobody_takes_the_domain_of_a_whole_class() {
    tenants.clear();
    for (String domain : List.of("tenants.example.com", "example.com")) {
      Tenant thief = tenant("thief", MONDAY, PLAIN + "domain: " + domain + "\n");

      Resolution resolution = decide(thief);

      assertThat(resolution.rejected()).containsOnlyKeys(ServiceName.N8N);
      assertThat(resolution.general())
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem.message())
                      .contains("tenants.example.com, where TenantClass standard gives"));
    }
  }

  @Test
  void a_tenant_whose_new_domain_is_taken_goes_on_under_the_one_that_it_has() {
    Tenant acme = tenant("acme", MONDAY, PLAIN + "domain: globex.example\n");
    give(acme, "n8n.acme.example");
    records.computeIfPresent("acme", (_, record) -> record.withDomain(Optional.of("acme.example")));
    Tenant globex = tenant("globex", TUESDAY, PLAIN + "domain: globex.example\n");
    give(globex, "n8n.globex.example");

    Resolution resolution = decide(acme);

    assertThat(resolution.tenant().domain()).contains("acme.example");
    assertThat(host(resolution)).isEqualTo("n8n.acme.example");
    assertThat(resolution.keptAsIs()).containsOnlyKeys(ServiceName.N8N);
  }

  /** One that exists from now on. */
  private Tenant tenant(String name, String createdAt, String spec) {
    Tenant tenant = Manifests.tenant(name, spec);
    tenant.getMetadata().setCreationTimestamp(createdAt);
    tenants.add(tenant);
    return tenant;
  }

  private static void setSpec(Tenant tenant, String spec) {
    tenant.setSpec(Manifests.tenant(tenant.getMetadata().getName(), spec).getSpec());
  }

  /** Its n8n has a route for the host. */
  private void give(Tenant tenant, String host) {
    records.put(
        tenant.getMetadata().getName(),
        record(tenant)
            .withService(
                ServiceName.N8N,
                (ServiceRecord service) ->
                    service.withRouteAllowed().routed(host, Optional.empty())));
  }

  private TenantRecord record(Tenant tenant) {
    return records.getOrDefault(
        tenant.getMetadata().getName(),
        TenantRecord.begin(tenant.getMetadata().getUid(), Placements.first(tenant, STANDARD)));
  }

  private HostOwnership started() {
    return HostOwnership.of(
        resolver,
        () -> Map.copyOf(records),
        name -> Optional.ofNullable(records.get(name)),
        () -> tenants,
        () -> List.of(STANDARD));
  }

  private Resolution decide(Tenant tenant) {
    Optional<TenantRecord> record =
        Optional.ofNullable(records.get(tenant.getMetadata().getName()));
    return hosts.decide(
        tenant,
        resolver.resolve(tenant, STANDARD, Placements.first(tenant, STANDARD), record),
        record(tenant));
  }

  private static String host(Resolution resolution) {
    return Objects.requireNonNull(resolution.tenant().services().get(ServiceName.N8N)).host();
  }
}
