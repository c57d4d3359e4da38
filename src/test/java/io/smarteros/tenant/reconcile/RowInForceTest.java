package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's row never shows what is not in force. */
final class RowInForceTest {
  private static final String WITH_N8N =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;
  private static final String AT_SHOP = WITH_N8N.replace("{}", "{host: shop.example.com}");
  private static final String AVAILABLE =
      """
      {"mode":"Dedicated","version":"1.0.0"}\
      """;

  /** For the records of all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private final ManualClock clock = new ManualClock();
  private final InMemoryOperator operator = new InMemoryOperator(API_SERVER, clock, (_, _) -> {});

  @BeforeEach
  void keep_the_rows_in_the_record() {
    operator.rows.noteInRecord();
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
  void a_new_tenants_row_gets_its_address_once_the_route_is_there() {
    Tenant acme = operator.apply("acme", WITH_N8N);
    operator.n8n.answerProvisioning(new Provisioning.Waiting("not yet", Duration.ofSeconds(5)));
    reconcile(acme);
    assertThat(row().enabled()).isTrue();
    assertThat(row().config()).as("before its pods are up").isEmpty();

    operator.bringUpPods("acme");
    reconcile(acme);
    assertThat(row().config()).as("before it is set up").hasToString(AVAILABLE);

    operator.n8n.answerProvisioning(new Provisioning.Done());
    reconcile(acme);
    assertThat(url()).contains("http://n8n-acme.tenants.example.com");
    assertThat(operator.rows.writes()).isEqualTo(3);
  }

  @Test
  void at_rest_the_row_is_asked_once_and_written_never() {
    Tenant acme = running("acme", WITH_N8N);
    int asked = operator.rows.allDesired().size();
    int written = operator.rows.writes();

    reconcile(acme);

    assertThat(operator.rows.allDesired()).hasSize(asked + 1);
    assertThat(operator.rows.writes()).isEqualTo(written);
  }

  @Test
  void a_tenant_whose_host_is_taken_never_shows_the_others_address_in_its_row() {
    running("bravo", AT_SHOP);
    Tenant acme = running("acme", WITH_N8N);
    setSpec(acme, AT_SHOP);
    reconcile(acme);
    reconcile(acme);

    assertThat(url()).contains("http://n8n-acme.tenants.example.com");
    assertThat(operator.rows.allDesired())
        .filteredOn(row -> row.slug().equals("acme"))
        .allSatisfy(row -> assertThat(row.toString()).doesNotContain("shop.example.com"));
  }

  @Test
  void a_host_is_out_of_the_row_before_another_tenant_may_have_it() {
    Tenant acme = running("acme", AT_SHOP);
    Tenant bravo = operator.apply("bravo", AT_SHOP);
    bravo.getMetadata().setCreationTimestamp("2026-11-02T10:00:00Z");
    setSpec(acme, WITH_N8N.replace("{}", "{enabled: false}"));
    reconcile(acme);
    operator.endPods("acme");

    reconcile(acme);

    assertThat(row().enabled()).isFalse();
    assertThat(url()).isEmpty();
    assertThat(outcome(reconcile(bravo))).isInstanceOf(ServiceOutcome.Progressing.class);
  }

  @Test
  void a_tenant_that_moves_is_at_its_old_address_until_it_is_at_the_new_one() {
    Tenant acme = running("acme", WITH_N8N);
    setSpec(acme, AT_SHOP);
    int before = operator.rows.allDesired().size();

    reconcile(acme);

    assertThat(operator.rows.allDesired().subList(before, operator.rows.allDesired().size()))
        .extracting(row -> n8n(row).config().path("url").asText())
        .containsExactly("http://n8n-acme.tenants.example.com", "http://shop.example.com");
  }

  @Test
  void a_version_that_is_refused_is_not_in_the_row() {
    Tenant acme = running("acme", WITH_N8N);
    setSpec(acme, WITH_N8N.replace("{}", "{version: 9.9.9}"));
    reconcile(acme);

    assertThat(row().config().path("version").asText()).isEqualTo("1.0.0");
  }

  @Test
  void a_version_is_in_the_row_once_it_is_available() {
    Tenant acme = running("acme", WITH_N8N);
    setSpec(acme, WITH_N8N.replace("{}", "{version: 2.0.0}"));
    reconcile(acme);
    assertThat(row().config().path("version").asText()).as("on its way").isEqualTo("1.0.0");

    operator.bringUpPods("acme");
    reconcile(acme);

    assertThat(row().config().path("version").asText()).isEqualTo("2.0.0");
  }

  @Test
  void a_suspended_tenants_row_goes_on_to_say_where_it_will_be() {
    Tenant acme = running("acme", WITH_N8N);
    JsonNode before = row().config();
    setSpec(acme, WITH_N8N + "suspended: true\n");
    reconcile(acme);
    operator.endPods("acme");
    reconcile(acme);

    assertThat(row().config()).isEqualTo(before);
  }

  private ReconcileResult reconcile(Tenant tenant) {
    return operator.reconciliation.reconcile(tenant);
  }

  private Tenant running(String name, String spec) {
    Tenant tenant = operator.apply(name, spec);
    reconcile(tenant);
    operator.bringUpPods(name);
    assertThat(outcome(reconcile(tenant)))
        .as("to begin with")
        .isEqualTo(new ServiceOutcome.Ready());
    return tenant;
  }

  private static void setSpec(Tenant tenant, String spec) {
    tenant.setSpec(Manifests.tenant(tenant.getMetadata().getName(), spec).getSpec());
  }

  private static ServiceOutcome outcome(ReconcileResult result) {
    return result.services().getFirst().outcome();
  }

  /** What the row of n8n says by the last call. */
  private DesiredService row() {
    return n8n(operator.rows.desired());
  }

  private static DesiredService n8n(DesiredRow row) {
    return Objects.requireNonNull(row.services().get(ServiceName.N8N));
  }

  private Optional<String> url() {
    return Optional.ofNullable(row().config().get("url")).map(JsonNode::asText);
  }
}
