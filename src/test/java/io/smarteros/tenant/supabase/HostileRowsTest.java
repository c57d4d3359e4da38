package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.decision.SyncResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the seed's tables each owner may write into his row what he likes, and as much of it. */
final class HostileRowsTest extends OnNewTables {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update tenants set metadata = to_jsonb(array_fill('a'::text, array[8000000]))",
        "update tenants set metadata = jsonb_build_object('a', repeat('x', 300000))",
        "update tenants set metadata = to_jsonb((select array_agg(md5(n::text)) from generate_series(1, 50000) n))",
        "update tenants set metadata = (repeat('[', 5000) || repeat(']', 5000))::jsonb",
        "update tenants set metadata = '{\"seats\": 1e1500}'",
        "update tenants set metadata = jsonb_build_object(repeat('k', 60000), 1)",
        "update tenant_services set config = jsonb_build_object('a', repeat('x', 300000))"
      })
  void what_one_row_holds_is_that_tenants_own_trouble(String edit) {
    sync(acme);
    tables.run(edit);

    SyncResult refused = sync(acme);

    assertThat(refused.reason()).as(refused.message()).isEqualTo(Reason.ROW_REFUSED);
    assertThat(refused.message()).containsPattern("metadata|config of service n8n");
    assertThat(refused.message()).hasSizeLessThan(1000);
    assertThat(refused.retryAfter().orElseThrow()).isGreaterThan(ABOUT_A_MINUTE);
    assertThat(rows.sync(globex.row(), new InMemoryRecordSession()).reason())
        .isEqualTo(Reason.SYNCED);
    assertThat(release(DeletionPolicy.DELETE).reason()).isEqualTo(Reason.ROW_REFUSED);

    tables.run("update tenants set metadata = '{}'");
    tables.run("update tenant_services set config = '{}'");
    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void who_makes_his_row_unreadable_is_suspended_all_the_same() {
    sync(acme);
    tables.run("update tenants set metadata = jsonb_build_object('a', repeat('x', 300000))");
    assertThat(sync(acme).suspendedInDatabase()).isFalse();

    tables.run("update tenants set status = 'suspended'");
    assertThat(sync(acme).suspendedInDatabase()).isTrue();
    tables.run("update tenants set status = 'active'");
    assertThat(sync(acme).suspendedInDatabase()).isFalse();
    tables.run("update tenant_services set enabled = false");
    assertThat(sync(acme).switchedOffInDatabase()).hasSize(1);
  }

  @Test
  void a_name_of_forty_megabytes_is_simply_put_back() {
    sync(acme);
    tables.run("update tenants set name = repeat('x', 40000000)");

    assertThat(sync(acme).corrections()).hasSize(1);
    assertThat(row("name")).isEqualTo("Acme S.A.");
  }

  @Test
  void thousands_of_rows_of_services_are_not_read() {
    sync(acme);
    tables.run(
        """
        insert into tenant_services (tenant_id, service_name, config, created_at)
        select t.id, s.name, jsonb_build_object('a', repeat('x', 100000)), now() + interval '1 day'
          from tenants t, generate_series(1, 300), (values ('n8n'), ('x')) as s (name)
        """);

    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void what_a_row_with_the_same_domain_holds_is_not_read() {
    tables.run(
        """
        insert into tenants (name, slug, domain, metadata)
        values ('x', 'squatter', 'Globex.Example', '{"seats": 1e1500}')
        """);

    assertThat(sync(globex).reason()).isEqualTo(Reason.DOMAIN_TAKEN);
  }

  @Test
  void a_row_in_json_of_the_other_type_hurts_nobody_else() {
    tables.run("alter table tenants alter column metadata type json");
    restart();
    sync(acme);
    tables.run("update tenants set metadata = '{\"a\": \"\\u0000\"}'");

    assertThat(sync(acme.with("plan", "gold")).reason()).isEqualTo(Reason.ROW_REFUSED);
    assertThat(rows.sync(globex.row(), new InMemoryRecordSession()).reason())
        .isEqualTo(Reason.SYNCED);
  }
}
