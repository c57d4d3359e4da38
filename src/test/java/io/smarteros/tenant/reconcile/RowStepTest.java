package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.Scheme;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.SampleResolver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class RowStepTest {
  private static final String PLAIN_CLASS = "baseDomain: tenants.example.com";
  private static final String DOMAINS_ALLOWED = PLAIN_CLASS + "\nallow: {customDomains: true}";
  private static final Tenant WITH_N8N = tenant("acme", "displayName: Acme\nservices: {n8n: {}}");
  private static final String MORE_THAN_16_KIB = "x".repeat(17 * 1024);

  private final FakeTenantRows rows = new FakeTenantRows();
  private final RowStep step = new RowStep(rows);
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession();

  @Test
  void the_row_is_to_say_what_the_tenant_says() {
    DesiredRow row =
        desired(
            """
            displayName: Acme S.A.
            owner: {email: owner@acme.example}
            suspended: true
            rowMetadata: {plan: gold}
            """);

    assertThat(row.slug()).isEqualTo("acme");
    assertThat(row.displayName()).isEqualTo("Acme S.A.");
    assertThat(row.owner()).contains(new Owner("owner@acme.example", null, null));
    assertThat(row.suspended()).isTrue();
    assertThat(row.metadata()).isEqualTo(Map.of("plan", JsonNodeFactory.instance.textNode("gold")));
    assertThat(row.services()).isEmpty();
  }

  @Test
  void a_tenant_that_names_no_owner_leaves_it_to_others() {
    assertThat(desired("displayName: Acme").owner()).isEmpty();
  }

  @Test
  void each_service_in_the_spec_has_a_row_with_how_it_is_reached() {
    record(n8n -> inForce(n8n, "n8n-acme.tenants.example.com", "2.41.1"));

    DesiredRow row = desired("displayName: Acme\nservices: {n8n: {}}");

    assertThat(service(row, ServiceName.N8N).enabled()).isTrue();
    assertThat(service(row, ServiceName.N8N).config())
        .hasToString(
            """
            {"mode":"Dedicated","url":"https://n8n-acme.tenants.example.com","version":"2.41.1"}\
            """);
  }

  @Test
  void of_a_service_that_was_never_available_the_row_says_only_that_it_is_wanted() {
    record(n8n -> n8n.begun(Mode.DEDICATED, "2.41.1", false).routing("n8n.acme.example"));

    DesiredRow row = desired("displayName: Acme\nservices: {n8n: {}}");

    assertThat(service(row, ServiceName.N8N).enabled()).isTrue();
    assertThat(service(row, ServiceName.N8N).config()).isEmpty();
  }

  @Test
  void the_tenants_account_in_the_application_is_in_the_row() {
    record(n8n -> n8n.begun(Mode.SHARED, "2.41.1", false).withAccountId(Optional.of("account-7")));

    DesiredRow row = desired("displayName: Acme\nservices: {n8n: {}}");

    assertThat(service(row, ServiceName.N8N).serviceId()).contains("account-7");
    assertThat(service(row, ServiceName.N8N).config()).hasToString("{\"mode\":\"Shared\"}");
  }

  @Test
  void what_is_wanted_and_not_in_force_is_not_in_the_row() {
    record(n8n -> inForce(n8n, "n8n.acme.example", "2.41.1"));

    DesiredRow row = desired("displayName: Acme\nservices: {n8n: {version: 2.42.0}}");

    assertThat(service(row, ServiceName.N8N).config())
        .hasToString(
            """
            {"mode":"Dedicated","url":"https://n8n.acme.example","version":"2.41.1"}\
            """);
  }

  @Test
  void what_the_services_leave_as_it_was_is_not_written_again() {
    record(n8n -> inForce(n8n, "n8n.acme.example", "2.41.1"));
    RowStep.Demands demands = demands(WITH_N8N, PLAIN_CLASS, true);

    assertThat(step.publish(WITH_N8N, demands, recordSession)).isSameAs(FakeTenantRows.SYNCED);
    assertThat(rows.fullResyncs()).containsExactly(true);
  }

  @Test
  void what_came_to_be_in_force_is_written_after_the_services() {
    RowStep.Demands demands = demands(WITH_N8N, PLAIN_CLASS, true);
    record(n8n -> inForce(n8n, "n8n.acme.example", "2.41.1"));

    step.publish(WITH_N8N, demands, recordSession);

    assertThat(service(rows.desired(), ServiceName.N8N).config().path("url").asText())
        .isEqualTo("https://n8n.acme.example");
    assertThat(rows.fullResyncs()).as("not looked at anew twice").containsExactly(true, false);
  }

  @Test
  void what_both_writes_corrected_is_told() {
    rows.answerWith(FakeTenantRows.SYNCED.withCorrections(List.of("Reverted the name")));
    RowStep.Demands demands = demands(WITH_N8N, PLAIN_CLASS, false);
    record(n8n -> inForce(n8n, "n8n.acme.example", "2.41.1"));
    rows.answerWith(FakeTenantRows.SYNCED.withCorrections(List.of("Reverted the domain")));

    assertThat(step.publish(WITH_N8N, demands, recordSession).corrections())
        .containsExactly("Reverted the name", "Reverted the domain");
  }

  @Test
  void a_suspension_that_comes_while_the_services_are_looked_after_is_followed_at_once() {
    RowStep.Demands demands = demands(WITH_N8N, PLAIN_CLASS, false);
    record(n8n -> inForce(n8n, "n8n.acme.example", "2.41.1"));
    rows.answerWith(FakeTenantRows.SYNCED.withSuspendedInDatabase(true));

    assertThat(step.publish(WITH_N8N, demands, recordSession).retryAfter())
        .hasValueSatisfying(soon -> assertThat(soon).hasSeconds(1));
  }

  @Test
  void a_service_that_is_switched_off_is_switched_off_in_its_row() {
    DesiredRow row = desired("displayName: Acme\nservices: {n8n: {enabled: false}}");

    assertThat(service(row, ServiceName.N8N).enabled()).isFalse();
  }

  @Test
  void of_a_service_that_this_operator_cannot_run_the_row_says_that_it_is_wanted() {
    DesiredRow row = desired("displayName: Acme\nservices: {odoo: {}}");

    assertThat(service(row, ServiceName.ODOO).enabled()).isTrue();
    assertThat(service(row, ServiceName.ODOO).config()).isEmpty();
  }

  @Test
  void the_domain_is_that_under_which_the_tenant_may_run() {
    String withDomain = "displayName: Acme\ndomain: acme.example";

    assertThat(desired(withDomain, DOMAINS_ALLOWED).domain()).contains("acme.example");
    assertThat(desired(withDomain, PLAIN_CLASS).domain()).as("not allowed").isEmpty();
  }

  @Test
  void metadata_that_is_too_large_leaves_the_row_as_it_was_written_last() {
    var gold = Map.of("plan", JsonNodeFactory.instance.textNode("gold"));
    Written written =
        new Written("Acme", Optional.empty(), Optional.empty(), Map.copyOf(gold), false, Map.of());
    recordSession.update(record -> record.withRow(RowRecord.unbound("row-1").wrote(written)));

    assertThat(
            desired("displayName: Acme\nrowMetadata: {plan: " + MORE_THAN_16_KIB + "}").metadata())
        .isEqualTo(gold);
  }

  @Test
  void metadata_that_is_too_large_from_the_start_is_left_out() {
    assertThat(
            desired("displayName: Acme\nrowMetadata: {plan: " + MORE_THAN_16_KIB + "}").metadata())
        .isEmpty();
  }

  @Test
  void another_problem_of_the_tenant_does_not_touch_its_metadata() {
    DesiredRow row =
        desired(
            """
            displayName: Acme
            rowMetadata: {plan: gold}
            integrations: {odooToN8n: {enabled: true}}
            """);

    assertThat(row.metadata()).containsOnlyKeys("plan");
  }

  @Test
  void only_the_answers_that_concern_the_row_are_passed_on() {
    Tenant acme = tenant("acme", "displayName: Acme");
    Map<String, String> annotations = new HashMap<>();
    annotations.put(Names.ADOPT_ROW_ANNOTATION, "row-1");
    annotations.put(Names.RELEASE_SUSPENSION_ANNOTATION, "incident-1");
    annotations.put(Names.ACCEPT_DATA_LOSS_ANNOTATION, "n8n/key@1");
    annotations.put("example.com/adopt-row", "row-2");
    acme.getMetadata().setAnnotations(annotations);

    sync(acme, PLAIN_CLASS, false);

    assertThat(rows.desired().answers())
        .isEqualTo(
            Map.of(
                Names.ADOPT_ROW_ANNOTATION,
                "row-1",
                Names.RELEASE_SUSPENSION_ANNOTATION,
                "incident-1"));
  }

  @Test
  void the_rows_are_looked_at_anew_in_a_full_resync_alone() {
    Tenant acme = tenant("acme", "displayName: Acme");

    sync(acme, PLAIN_CLASS, true);
    sync(acme, PLAIN_CLASS, false);

    assertThat(rows.fullResyncs()).containsExactly(true, false);
  }

  @Test
  void what_comes_of_it_is_told_as_it_is() {
    SyncResult taken = FakeTenantRows.result(Reason.SLUG_TAKEN, "another tenant's");
    rows.answerWith(taken);

    assertThat(sync(tenant("acme", "displayName: Acme"), PLAIN_CLASS, false)).isSameAs(taken);
  }

  private DesiredRow desired(String spec) {
    return desired(spec, PLAIN_CLASS);
  }

  private DesiredRow desired(String spec, String classSpec) {
    sync(tenant("acme", spec), classSpec, false);
    return rows.desired();
  }

  private static DesiredService service(DesiredRow row, ServiceName name) {
    return Objects.requireNonNull(row.services().get(name), "no row for " + name);
  }

  private SyncResult sync(Tenant tenant, String classSpec, boolean fullResync) {
    return demands(tenant, classSpec, fullResync).result();
  }

  private void record(UnaryOperator<ServiceRecord> change) {
    recordSession.update(record -> record.withService(ServiceName.N8N, change));
  }

  private static ServiceRecord inForce(ServiceRecord service, String host, String version) {
    return service
        .begun(Mode.DEDICATED, version, false)
        .available(version)
        .withRouteAllowed()
        .routed(host, Optional.of(Scheme.HTTPS));
  }

  private RowStep.Demands demands(Tenant tenant, String classSpec, boolean fullResync) {
    Resolution resolution =
        SampleResolver.ofN8n()
            .resolve(
                tenant,
                tenantClass("standard", classSpec),
                recordSession.read().placement(),
                Optional.of(recordSession.read()));
    return step.demands(tenant, resolution, recordSession, fullResync);
  }
}
