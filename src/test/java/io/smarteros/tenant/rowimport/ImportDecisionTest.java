package io.smarteros.tenant.rowimport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.ImportedName;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecordWrittenBuilder;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.rowimport.ImportAction.Create;
import io.smarteros.tenant.rowimport.ImportAction.Delete;
import io.smarteros.tenant.rowimport.ImportAction.Nothing;
import io.smarteros.tenant.rowimport.ImportAction.Update;
import io.smarteros.tenant.rowimport.ImportAction.Wait;
import io.smarteros.tenant.supabase.table.ImportableRow;
import io.smarteros.tenant.testkit.Manifests;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportDecisionTest {
  private static final String ID = "7a1c6f0e-0000-4000-8000-000000000002";
  private static final String OWNER = "7a1c6f0e-0000-4000-8000-00000000000a";
  private static final JsonNode NO_KEYS = JsonNodeFactory.instance.objectNode();
  private static final ImportCounts NONE = new ImportCounts(0, 0, 0);

  private String slug = "acme";
  private String name = "Acme S.A.";
  private String status = "active";
  private Optional<String> domain = Optional.empty();
  private Optional<Owner> owner = Optional.of(new Owner(null, OWNER, null));
  private Optional<String> email = Optional.of("ann@acme.example");
  private Optional<String> className = Optional.empty();
  private Set<ServiceName> services = Set.of();
  private Optional<Tenant> tenant = Optional.empty();
  private Optional<TenantRecord> record = Optional.empty();
  private boolean isOfAnother;
  private boolean domainsAllowed;
  private ImportCounts counts = NONE;
  private ImportPolicy policy =
      new ImportPolicy(Set.of(ServiceName.N8N), Optional.empty(), 1, 20, 1000);

  private ImportAction decide() {
    return ImportDecision.decide(
        new ImportDecision.Situation(
            new ImportableRow(ID, slug, name, domain, owner, email, status, 1, className, services),
            tenant,
            () -> record,
            () -> isOfAnother,
            () -> domainsAllowed,
            () -> counts,
            policy));
  }

  private static Optional<Tenant> imported(String more) {
    return Optional.of(
        Manifests.tenant(
            "acme",
            """
            source: Database
            rowId: %s
            displayName: Acme S.A.
            adminEmail: ann@acme.example
            owner: {userId: %s}
            services: {n8n: {version: 2.41.1}}
            """
                    .formatted(ID, OWNER)
                + more));
  }

  private WaitReason waits() {
    return ((Wait) decide()).reason();
  }

  @Test
  void an_active_row_becomes_a_tenant_with_the_services_of_the_configuration() {
    assertThat(decide())
        .isEqualTo(
            new Create(
                "acme",
                new ImportedSpec(
                    ID,
                    "Acme S.A.",
                    Optional.empty(),
                    Optional.empty(),
                    owner,
                    email,
                    Set.of(ServiceName.N8N))));
  }

  @Test
  void services_and_class_of_a_row_win_over_the_configuration() {
    services = Set.of(ServiceName.ODOO);
    className = Optional.of("gold");

    ImportedSpec spec = ((Create) decide()).spec();

    assertThat(spec.services()).containsExactly(ServiceName.ODOO);
    assertThat(spec.className()).contains("gold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "deleted", "paused", ""})
  void no_other_row_becomes_one(String word) {
    status = word;

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void a_domain_is_given_where_the_class_lets_tenants_have_one() {
    domain = Optional.of("acme.example");
    assertThat(((Create) decide()).spec().domain()).isEmpty();

    domainsAllowed = true;
    assertThat(((Create) decide()).spec().domain()).contains("acme.example");
  }

  @Test
  void a_tenant_of_a_manifest_with_that_name_is_left_alone() {
    tenant = Optional.of(Manifests.tenant("acme", "displayName: Acme"));

    assertThat(waits()).isEqualTo(WaitReason.NAME_TAKEN);
  }

  @Test
  void the_row_of_a_tenant_of_a_manifest_is_no_conflict() {
    Tenant own = Manifests.tenant("acme", "displayName: Acme");
    own.setStatus(Manifests.status("tenantId: " + ID));
    tenant = Optional.of(own);

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void the_row_of_a_manifest_that_is_about_to_write_it_is_no_conflict() {
    tenant = Optional.of(Manifests.tenant("acme", "displayName: Acme"));
    record = Optional.of(new InMemoryRecordSession().read().withRow(RowRecord.unbound(ID)));

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void a_row_that_a_tenant_of_another_name_has_makes_none() {
    isOfAnother = true;

    assertThat(waits()).isEqualTo(WaitReason.NAME_TAKEN);
  }

  @Test
  void a_deletion_waits_until_the_reconciliation_may_follow_it() {
    tenant = imported("");
    status = "deleted";
    RowRecord row = RowRecord.unbound(ID);
    record = Optional.of(new InMemoryRecordSession().read().withRow(row));
    assertThat(waits()).isEqualTo(WaitReason.NOT_FOLLOWED_YET);

    record = record.map(known -> known.withRow(row.withHolds(row.holds().withDeleted())));
    assertThat(decide()).isEqualTo(new Delete("acme"));
  }

  @Test
  void data_that_was_kept_is_not_taken_up() {
    record = Optional.of(new InMemoryRecordSession().read());

    assertThat(waits()).isEqualTo(WaitReason.DATA_RETAINED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, OWNER_HAS_ENOUGH",
    "0, 20, 20, HOUR_IS_FULL",
    "0, 0, 1000, ALL_ARE_FULL",
    "1, 20, 1000, OWNER_HAS_ENOUGH"
  })
  void limits_hold_the_surplus(int ofOwner, int lastHour, int total, WaitReason reason) {
    counts = new ImportCounts(ofOwner, lastHour, total);

    assertThat(waits()).isEqualTo(reason);
  }

  @Test
  void a_row_without_an_owner_waits() {
    owner = Optional.empty();

    assertThat(waits()).isEqualTo(WaitReason.NO_OWNER);
  }

  @Test
  void without_a_confirmed_address_the_administrator_is_that_of_the_configuration() {
    email = Optional.empty();
    assertThat(waits()).isEqualTo(WaitReason.NO_ADMINISTRATOR);

    policy =
        new ImportPolicy(Set.of(ServiceName.N8N), Optional.of("it@smarter.example"), 1, 20, 1000);
    assertThat(((Create) decide()).spec().adminEmail()).contains("it@smarter.example");
  }

  @Test
  void limits_do_not_touch_a_tenant_that_is_there() {
    tenant = imported("");
    counts = new ImportCounts(9, 99, 9999);

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void a_new_name_is_followed_and_what_people_set_stays() {
    tenant = imported("suspended: true\n");
    name = "Acme Ltd.";

    Update update = (Update) decide();

    assertThat(update.spec().displayName()).isEqualTo("Acme Ltd.");
    assertThat(update.spec().services()).containsExactly(ServiceName.N8N);
    assertThat(update.changesDomain()).isFalse();
  }

  @Test
  void a_service_is_added_and_none_is_removed() {
    tenant = imported("");
    services = Set.of(ServiceName.ODOO);

    assertThat(((Update) decide()).spec().services())
        .containsExactlyInAnyOrder(ServiceName.N8N, ServiceName.ODOO);
  }

  @Test
  void a_domain_that_changes_is_told_to_the_brake() {
    tenant = imported("domain: old.example\n");
    domain = Optional.of("new.example");
    domainsAllowed = true;
    record = Optional.of(new InMemoryRecordSession().read().withRow(written("old.example")));

    assertThat(((Update) decide()).changesDomain()).isTrue();
  }

  @Test
  void a_domain_that_a_person_changed_is_put_back_and_counts_for_nothing() {
    tenant = imported("domain: mine.example\n");
    domain = Optional.of("acme.example");
    domainsAllowed = true;
    record = Optional.of(new InMemoryRecordSession().read().withRow(written("acme.example")));

    Update update = (Update) decide();

    assertThat(update.spec().domain()).contains("acme.example");
    assertThat(update.changesDomain()).isFalse();
  }

  @Test
  void a_service_that_a_person_removed_does_not_come_back_by_the_row_that_it_left() {
    tenant = imported("");
    services = Set.of(ServiceName.N8N, ServiceName.ODOO);
    record = Optional.of(new InMemoryRecordSession().read().withRow(written("", "odoo")));

    assertThat(decide()).isEqualTo(new Nothing());
  }

  private static RowRecord written(String domain, String... services) {
    RowRecord.Written values =
        RowRecordWrittenBuilder.builder()
            .name("Acme S.A.")
            .domain(Optional.of(domain).filter(text -> !text.isEmpty()))
            .services(
                Stream.of(services)
                    .collect(
                        Collectors.toMap(
                            Function.identity(),
                            _ -> new RowRecord.WrittenService(true, Optional.empty(), NO_KEYS))))
            .build();
    return RowRecord.unbound(ID).wrote(values);
  }

  @Test
  void an_owner_is_replaced_but_not_taken_away() {
    tenant = imported("");
    owner = Optional.empty();
    assertThat(decide()).isEqualTo(new Nothing());

    Owner other = new Owner(null, "7a1c6f0e-0000-4000-8000-00000000000b", null);
    owner = Optional.of(other);
    assertThat(((Update) decide()).spec().owner()).contains(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "paused"})
  void a_suspension_is_not_of_the_spec(String word) {
    tenant = imported("");
    status = word;

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void the_tenant_of_a_deleted_row_is_deleted_once() {
    tenant = imported("");
    status = "deleted";
    assertThat(decide()).isEqualTo(new Delete("acme"));

    tenant.orElseThrow().getMetadata().setDeletionTimestamp("2026-11-28T10:00:00Z");
    assertThat(decide()).isEqualTo(new Nothing());
  }

  @Test
  void a_tenant_of_a_manifest_is_never_deleted() {
    tenant = Optional.of(Manifests.tenant("acme", "displayName: Acme"));
    status = "deleted";

    assertThat(decide()).isEqualTo(new Nothing());
  }

  @ParameterizedTest
  @CsvSource({
    "acme, acme",
    "a, a",
    "Acme_S.A., acme-s-a-7a1c6f0e",
    "kube-system, system-7a1c6f0e",
    "admin, admin-7a1c6f0e",
    "a--b, a-b-7a1c6f0e",
    "42, row-7a1c6f0e",
    "ünïcode, n-code-7a1c6f0e",
    "'-- ../etc', etc-7a1c6f0e",
    "a-very-long-slug-that-no-namespace-would-bear-at-all, a-very-long-slug-that-no-namesp-7a1c6f0e"
  })
  void a_slug_that_is_no_name_has_one_that_stays(String written, String expected) {
    assertThat(ImportedName.of(written, ID)).isEqualTo(expected);
    assertThat(expected).matches("[a-z]([a-z0-9-]{0,38}[a-z0-9])?").doesNotContain("--");
  }
}
