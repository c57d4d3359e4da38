package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several tenants that want the same host. */
final class HostsOfTenantsTest {
  private static final String PLAIN =
      """
      displayName: Somebody
      className: standard
      adminEmail: it@example.com
      services: {n8n: {}}
      """;
  private static final String AT_DEFAULT_HOST_OF_BRAVO =
      PLAIN.replace("n8n: {}", "n8n: {host: n8n-bravo.tenants.example.com}");
  private static final String AT_SHOP = PLAIN.replace("n8n: {}", "n8n: {host: shop.example.org}");
  private static final String LONG_AGO = "2020-01-01T00:00:00Z";
  private static final String LATELY = "2026-10-01T00:00:00Z";

  /** For the records of all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private InMemoryOperator operator =
      new InMemoryOperator(API_SERVER, new ManualClock(), (_, _) -> {});

  @BeforeEach
  void route_by_ingress() {
    operator
        .classes
        .getFirst()
        .setSpec(
            Manifests.tenantClass(
                    "standard",
                    """
                    baseDomain: tenants.example.com
                    routing: {ingress: {className: nginx}}
                    database: {host: db.example.com, adminSecret: db-admin}
                    allow: {customDomains: true, hosts: true, versions: {n8n: ["1.0.0", "1.1.0"]}}
                    """)
                .getSpec());
  }

  @AfterEach
  void leave_no_record_behind() {
    API_SERVER.client().secrets().inNamespace(InMemoryOperator.NAMESPACE).delete();
  }

  @AfterAll
  static void close() {
    API_SERVER.close();
  }

  @Test
  void an_older_tenant_does_not_get_the_host_of_a_running_one_and_goes_on_where_it_is() {
    Tenant acme = ready("acme", LONG_AGO, PLAIN);
    Tenant bravo = ready("bravo", LATELY, PLAIN);

    setSpec(acme, AT_DEFAULT_HOST_OF_BRAVO.replace("{host", "{version: 1.1.0, host"));
    ServiceResult refused = reconcile(acme);

    assertThat(refused.keptAsIs())
        .hasValueSatisfying(problem -> assertThat(problem.reason()).isEqualTo(Reason.HOST_TAKEN));
    assertThat(refused.facts().url()).contains("http://n8n-acme.tenants.example.com");
    assertThat(rowUrl()).isEqualTo("http://n8n-acme.tenants.example.com");
    assertThat(routedHost("acme")).isEqualTo("n8n-acme.tenants.example.com");
    assertThat(record("acme").version()).as("the rest is followed").contains("1.1.0");
    assertThat(reconcile(bravo).outcome()).isEqualTo(new ServiceOutcome.Ready());
    assertThat(routedHost("bravo")).isEqualTo("n8n-bravo.tenants.example.com");
  }

  @Test
  void a_new_tenant_never_shows_the_address_of_the_one_that_has_its_host() {
    ready("bravo", LATELY, PLAIN);

    Tenant thief = operator.apply("thief", AT_DEFAULT_HOST_OF_BRAVO);
    thief.getMetadata().setCreationTimestamp(LONG_AGO);
    ServiceResult refused = reconcile(thief);

    assertThat(refused.outcome())
        .isInstanceOfSatisfying(
            ServiceOutcome.Blocked.class,
            blocked -> assertThat(blocked.problem().reason()).isEqualTo(Reason.HOST_TAKEN));
    assertThat(refused.facts()).isEqualTo(ServiceResult.Facts.NONE);
    assertThat(rowUrl()).isEmpty();
    assertThat(operator.server.has(InMemoryOperator.deployment("thief"))).isFalse();
  }

  @Test
  void after_a_restore_of_the_cluster_each_tenant_has_its_host() {
    Tenant first = ready("first", LONG_AGO, AT_SHOP);
    Tenant second = operator.apply("second", AT_SHOP);
    second.getMetadata().setCreationTimestamp(LATELY);
    reconcile(second);

    second.getMetadata().setCreationTimestamp(LONG_AGO);
    first.getMetadata().setCreationTimestamp(LATELY);
    operator = operator.restart();

    assertThat(reconcile(second).outcome()).isInstanceOf(ServiceOutcome.Blocked.class);
    assertThat(reconcile(first).outcome()).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void a_restart_takes_no_host_for_a_tenant_that_was_never_let_in() {
    Tenant barred = ready("barred", LONG_AGO, PLAIN);
    assertThat(delete(barred)).isTrue();
    Tenant ready = ready("ready", LATELY, AT_SHOP);
    Tenant again = operator.apply("barred", AT_SHOP.replace("it@example.com", "other@example.com"));
    again.getMetadata().setUid("another-uid");
    again.getMetadata().setCreationTimestamp(LONG_AGO);

    operator = operator.restart();

    assertThat(reconcile(ready).outcome()).isEqualTo(new ServiceOutcome.Ready());
    assertThat(operator.reconciliation.reconcile(again).problems())
        .extracting(problem -> problem.reason())
        .containsExactly(Reason.RETAINED_DATA_FOUND);
  }

  @Test
  void a_domain_is_one_tenants_as_a_whole() {
    ready("first", LATELY, PLAIN + "domain: acme.example\n");
    Tenant second = operator.apply("second", PLAIN + "domain: acme.example\n");
    second.getMetadata().setCreationTimestamp(LONG_AGO);
    Tenant third =
        operator.apply("third", PLAIN.replace("n8n: {}", "n8n: {host: odoo.acme.example}"));
    third.getMetadata().setCreationTimestamp(LONG_AGO);

    ReconcileResult refused = operator.reconciliation.reconcile(second);

    assertThat(refused.domain()).isEmpty();
    assertThat(operator.rows.desired().domain()).isEmpty();
    assertThat(refused.problems())
        .extracting(problem -> problem.reason())
        .containsExactly(Reason.HOST_TAKEN);
    assertThat(reconcile(third).outcome()).isInstanceOf(ServiceOutcome.Blocked.class);
  }

  @Test
  void a_host_is_in_the_record_before_its_route_is_made() {
    Tenant acme = operator.apply("acme", PLAIN + "domain: acme.example\n");
    reconcile(acme);
    operator.bringUpPods("acme");
    assertThat(record("acme").hosts()).as("before it may have a route").isEmpty();
    operator.server.refuse(Verb.APPLY, "Ingress", ApiErrors::unavailable);

    assertThat(reconcile(acme).facts().url()).as("not in force").isEmpty();

    assertThat(record("acme").hosts()).containsExactly("n8n.acme.example");
    assertThat(operator.record("acme").orElseThrow().domain()).contains("acme.example");
    operator.server.refuseNothing();
    assertThat(reconcile(acme).facts().url()).contains("http://n8n.acme.example");
  }

  @Test
  void a_move_that_is_not_done_keeps_both_hosts() {
    Tenant acme = ready("acme", LONG_AGO, PLAIN);
    setSpec(acme, AT_SHOP);
    operator.server.refuse(Verb.APPLY, "Ingress", ApiErrors::unavailable);

    assertThat(reconcile(acme).facts().url()).contains("http://n8n-acme.tenants.example.com");
    assertThat(record("acme").hosts())
        .containsExactlyInAnyOrder("n8n-acme.tenants.example.com", "shop.example.org");

    operator.server.refuseNothing();
    reconcile(acme);
    assertThat(record("acme").hosts()).containsExactly("shop.example.org");
  }

  @Test
  void a_domain_that_a_tenant_has_left_is_free() {
    Tenant first = ready("first", LONG_AGO, PLAIN + "domain: acme.example\n");
    Tenant second = operator.apply("second", PLAIN + "domain: acme.example\n");
    second.getMetadata().setCreationTimestamp(LATELY);
    assertThat(reconcile(second).outcome()).isInstanceOf(ServiceOutcome.Blocked.class);

    setSpec(first, PLAIN);
    reconcile(first);

    assertThat(operator.record("first").orElseThrow().domain()).isEmpty();
    assertThat(reconcile(second).outcome()).isInstanceOf(ServiceOutcome.Progressing.class);
  }

  @Test
  void a_service_that_is_switched_off_frees_its_host_once_its_route_is_gone() {
    Tenant first = ready("first", LONG_AGO, AT_SHOP);
    Tenant second = operator.apply("second", AT_SHOP);
    second.getMetadata().setCreationTimestamp(LATELY);
    setSpec(first, AT_SHOP.replace("{host", "{enabled: false, host"));

    operator.reconciliation.reconcile(first);
    assertThat(reconcile(second).outcome())
        .as("while its pods end")
        .isInstanceOf(ServiceOutcome.Blocked.class);
    operator.endPods("first");
    operator.reconciliation.reconcile(first);

    assertThat(record("first").hosts()).isEmpty();
    assertThat(reconcile(second).outcome()).isInstanceOf(ServiceOutcome.Progressing.class);
  }

  @Test
  void a_deleted_tenant_whose_data_is_kept_frees_its_host_and_gets_it_back_if_it_is_free() {
    Tenant first = ready("first", LONG_AGO, AT_SHOP);
    assertThat(delete(first)).isTrue();
    assertThat(record("first").hosts()).isEmpty();

    Tenant again = operator.apply("first", AT_SHOP);
    reconcile(again);
    operator.bringUpPods("first");

    assertThat(reconcile(again).facts().url()).contains("http://shop.example.org");
  }

  @Test
  void what_is_refused_for_another_reason_shows_what_is_in_force() {
    Tenant acme = ready("acme", LONG_AGO, PLAIN);
    setSpec(acme, AT_SHOP.replace("{host", "{env: [{name: A, value: b}], host"));

    ServiceResult refused = reconcile(acme);

    assertThat(refused.outcome()).isInstanceOf(ServiceOutcome.Blocked.class);
    assertThat(refused.facts().url()).contains("http://n8n-acme.tenants.example.com");
    assertThat(refused.facts().version()).contains("1.0.0");
    assertThat(rowUrl()).isEqualTo("http://n8n-acme.tenants.example.com");
  }

  private Tenant ready(String name, String createdAt, String spec) {
    Tenant tenant = operator.apply(name, spec);
    tenant.getMetadata().setCreationTimestamp(createdAt);
    reconcile(tenant);
    operator.bringUpPods(name);
    assertThat(reconcile(tenant).outcome()).isEqualTo(new ServiceOutcome.Ready());
    return tenant;
  }

  private static void setSpec(Tenant tenant, String spec) {
    tenant.setSpec(Manifests.tenant(tenant.getMetadata().getName(), spec).getSpec());
  }

  /** By its policy, which is to keep the data. */
  private boolean delete(Tenant tenant) {
    operator.cleanup.run(tenant);
    operator.endPods(tenant.getMetadata().getName());
    operator.cleanup.run(tenant);
    operator.hosts.release(tenant.getMetadata().getName());
    return operator.tenants.remove(tenant);
  }

  private ServiceResult reconcile(Tenant tenant) {
    return operator.reconciliation.reconcile(tenant).services().getFirst();
  }

  private ServiceRecord record(String tenant) {
    return operator.record(tenant).orElseThrow().service(ServiceName.N8N).orElseThrow();
  }

  private String rowUrl() {
    return Optional.ofNullable(operator.rows.desired().services().get(ServiceName.N8N))
        .map(service -> Objects.requireNonNull(service.config()).path("url").asText())
        .orElse("");
  }

  private String routedHost(String tenant) {
    return operator
        .server
        .json(new ObjectKey("networking.k8s.io/v1", "Ingress", "tenant-" + tenant, "n8n"))
        .at("/spec/rules/0/host")
        .asText();
  }
}
