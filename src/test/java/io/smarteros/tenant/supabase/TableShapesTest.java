package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables are the product's: it may have made them of other things than the operator knows. */
final class TableShapesTest extends OnNewTables {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table tenants alter column id drop default, alter column id type text | tenants.id",
        "alter table tenants alter column slug type char(40) | tenants.slug",
        "alter table tenants alter column domain type char(40) | tenants.domain",
        "alter table tenants alter column metadata drop default, alter column metadata type text | tenants.metadata",
        "alter table tenants add column short text generated always as (left(slug, 3)) stored, drop column name; alter table tenants rename column short to name | tenants.name",
        "alter table tenant_services alter column enabled drop default, alter column enabled type text | tenant_services.enabled",
        "alter table tenants alter column updated_at drop default, alter column updated_at type interval using null | tenants.updated_at"
      })
  void a_column_that_cannot_hold_its_values_is_named(String change, String column) {
    tables.run("alter table tenant_services drop constraint tenant_services_tenant_id_fkey");
    alterWithoutPolicies(change);
    restart();

    SyncResult result = sync(acme);

    assertThat(result.reason()).as(result.message()).isEqualTo(Reason.TABLE_UNFIT);
    assertThat(result.message()).contains("public." + column);
  }

  @Test
  void an_enum_that_lacks_a_status_is_told_with_the_statement_that_mends_it() {
    tables.run("create type tenant_state as enum ('active', 'suspended')");
    try {
      statusOfType("tenant_state");
      restart();

      SyncResult result = sync(acme);

      assertThat(result.reason()).isEqualTo(Reason.TABLE_UNFIT);
      assertThat(result.message()).contains("alter type tenant_state add value 'deleted'");
    } finally {
      tables.run("drop type tenant_state cascade");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"view", "materialized view"})
  void what_is_no_table_is_told(String kind) {
    tables.run("alter table tenants rename to all_tenants");
    tables.run("create %s tenants as select * from all_tenants".formatted(kind));
    tables.run("grant select, insert, update, delete on tenants to tenant_operator");
    restart();
    try {
      SyncResult result = sync(acme);

      assertThat(result.reason()).as(result.message()).isEqualTo(Reason.TABLE_UNFIT);
      assertThat(result.message()).contains("public.tenants is a " + kind);
    } finally {
      tables.run("drop %s tenants".formatted(kind));
      tables.run("drop table all_tenants cascade");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create type tenant_state as enum ('trial', 'active', 'suspended', 'deleted')",
        "create domain tenant_state as text check (value in ('active', 'suspended', 'deleted'))",
        "create domain tenant_state as varchar(20)"
      })
  void a_status_of_another_type_works(String type) {
    tables.run(type);
    try {
      statusOfType("tenant_state");
      restart();
      assertLives();
    } finally {
      tables.run("drop table tenants cascade");
      tables.run(type.contains("enum") ? "drop type tenant_state" : "drop domain tenant_state");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table tenants alter column metadata type json",
        "alter table tenant_services alter column config type json",
        "alter table tenants alter column name type varchar(300), alter column slug type varchar(63)",
        "alter table tenants alter column updated_at type timestamp",
        "alter table tenant_services alter column id drop default, alter column id type bigint using 1, alter column id add generated always as identity",
        "alter table tenants drop constraint tenants_owner_id_fkey, alter column owner_id type text",
        "alter table tenant_services add constraint one unique (tenant_id, service_name)",
        "alter table tenants add column plan text generated always as (metadata ->> 'plan') stored",
        "alter table tenants add column settings json default '{\"x\": \"\\u0000\"}'"
      })
  void these_work(String change) {
    alterWithoutPolicies(change);
    restart();

    assertLives();
  }

  @Test
  void a_partitioned_table_works() {
    tables.run("drop table tenants cascade");
    tables.run(
        """
        create table tenants (
          id uuid primary key default gen_random_uuid(), name text not null, slug text not null,
          domain text, owner_id uuid, status text default 'active', metadata jsonb default '{}',
          created_at timestamptz default now(), updated_at timestamptz default now()
        ) partition by hash (id)
        """);
    for (int part = 0; part < 3; part++) {
      tables.run(
          "create table tenants_%1$d partition of tenants for values with (modulus 3, remainder %1$d)"
              .formatted(part));
    }
    tables.run("grant select, insert, update, delete on tenants to tenant_operator");
    try {
      restart();
      assertLives();
    } finally {
      tables.run("drop table tenants cascade");
    }
  }

  @Test
  void a_column_that_becomes_generated_meanwhile_is_told_in_the_servers_words() {
    sync(acme);
    tables.run(
        """
        alter table tenants drop column name,
          add column name text generated always as (upper(slug)) stored
        """);

    SyncResult result = sync(acme);

    assertThat(result.reason()).isEqualTo(Reason.TABLE_UNFIT);
    assertThat(result.message()).contains("428C9").contains("\"name\"");
    assertThat(result.retryAfter().orElseThrow()).isGreaterThan(ABOUT_A_MINUTE);
  }

  @Test
  void an_account_id_that_the_column_cannot_hold_is_refused() {
    tables.run("alter table tenant_services alter column service_id type bigint using null");
    restart();

    SyncResult number = sync(acme.with(ServiceName.N8N, account("12")));
    assertThat(number.reason()).as(number.message()).isEqualTo(Reason.SYNCED);
    assertThat(sync(acme.with(ServiceName.N8N, account("12"))).corrections()).isEmpty();

    SyncResult text = sync(acme.with(ServiceName.N8N, account("twelve")));
    assertThat(text.reason()).isEqualTo(Reason.ROW_REFUSED);
    assertThat(text.message()).contains("twelve");
  }

  private static DesiredService account(String id) {
    return new DesiredService(true, Optional.of(id), JsonNodeFactory.instance.objectNode());
  }

  /** From the first row to the deletion, without a change that comes back. */
  private void assertLives() {
    Wish wish = acme.at("acme.example").with("plan", "gold").with("seats", IntNode.valueOf(5));
    SyncResult first = sync(wish);
    assertThat(first.reason()).as(first.message()).isEqualTo(Reason.SYNCED);
    String versions = versions();
    assertThat(sync(wish).reason()).isEqualTo(Reason.SYNCED);
    assertThat(versions()).as("at rest").isEqualTo(versions);

    SyncResult changed = sync(acme.named("Acme Inc.").with("plan", "free").suspended(true));
    assertThat(changed.reason()).as(changed.message()).isEqualTo(Reason.SYNCED);
    assertThat(row("name, status, metadata ->> 'plan'")).isEqualTo("Acme Inc.|suspended|free");
    assertThat(sync(acme.with(ServiceName.N8N, false)).reason()).isEqualTo(Reason.SYNCED);
    assertThat(tables.ask("select enabled from tenant_services")).containsExactly("f");

    assertThat(release(DeletionPolicy.DELETE).reason()).isEqualTo(Reason.SYNCED);
    assertThat(row("status, metadata")).isEqualTo("deleted|{}");
  }

  private void statusOfType(String type) {
    tables.run(
        """
        alter table tenants alter column status drop default, drop constraint tenants_status_check,
          alter column status type %1$s using status::%1$s,
          alter column status set default 'active'
        """
            .formatted(type));
  }

  /** A column in a policy cannot be changed. */
  private void alterWithoutPolicies(String change) {
    tables.run("drop policy tenant_isolation_policy on tenants");
    tables.run("drop policy \"Users can create tenants\" on tenants");
    for (String statement : change.split(";", -1)) {
      tables.run(statement);
    }
  }
}
