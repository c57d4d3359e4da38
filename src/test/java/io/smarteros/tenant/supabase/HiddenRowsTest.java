package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row level security can hide rows without an error: then a missing row says nothing. */
final class HiddenRowsTest extends OnNewTables {

  @Test
  void a_restrictive_policy_is_named_and_no_row_is_written() {
    tables.alter(
        """
        alter table public.tenants add column deleted_at timestamptz;
        insert into public.tenants (id, name, slug, status, deleted_at)
               values (gen_random_uuid(), 'Acme before', 'acme', 'suspended', now());
        create policy no_deleted_rows on public.tenants as restrictive for select to public
               using (deleted_at is null);
        """);
    restart();

    assertHidden(sync(acme), "no_deleted_rows");
    assertThat(row("name")).isEqualTo("Acme before");

    tables.alter("alter policy no_deleted_rows on public.tenants to authenticated");
    clock.advance(ABOUT_A_MINUTE.multipliedBy(2));
    restart();
    assertThat(sync(acme).reason()).isEqualTo(Reason.SLUG_TAKEN);
  }

  @Test
  void no_row_is_written_that_a_policy_made_meanwhile_would_hide() {
    rows.sync(Wish.of("globex", "Globex").row(), new InMemoryRecordSession());
    tables.alter(
        """
        create policy hiding on public.tenants as restrictive for select to public
               using (slug = 'globex')
        """);

    assertHidden(sync(acme), "hiding");
    assertThat(tables.ask("select slug from tenants")).containsExactly("globex");
  }

  @Test
  void a_row_that_a_policy_made_meanwhile_hides_is_not_told_as_a_broken_rule() {
    rows.sync(Wish.of("globex", "Globex").row(), new InMemoryRecordSession());
    tables.alter(
        """
        insert into public.tenants (name, slug) values ('Acme before', 'acme');
        create policy hiding on public.tenants as restrictive for select to public
               using (slug = 'globex')
        """);

    assertHidden(sync(acme), "hiding");
    assertThat(row("name")).isEqualTo("Acme before");
  }

  @Test
  void a_domain_of_a_row_that_is_hidden_meanwhile_is_not_told_as_a_broken_rule() {
    sync(acme);
    tables.alter(
        """
        insert into public.tenants (name, slug, domain) values ('Other', 'other', 'acme.example');
        create policy hiding on public.tenants as restrictive for select to public
               using (slug = 'acme')
        """);

    assertHidden(sync(acme.at("acme.example")), "hiding");
  }

  @Test
  void nothing_is_intended_in_the_record_for_a_row_that_is_hidden_meanwhile() {
    sync(acme);
    TenantRecord before = recordSession.read();
    tables.alter("create policy hiding on tenants as restrictive for select using (false)");

    assertHidden(sync(acme.named("Other")), "hiding");
    assertThat(recordSession.read()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create policy hiding on tenants as restrictive for select to public using (false)",
        "create policy hiding on tenants as restrictive to tenant_operator using (name = 'x')",
        "create policy hiding on tenants as restrictive for select to many using (id is null)",
        "create policy \"Only mine!\" on tenants as restrictive using (owner_id = auth.uid())"
      })
  void a_deletion_waits_for_a_row_that_is_hidden_meanwhile(String policy) {
    tables.run("create role many");
    try {
      tables.run("alter role tenant_operator inherit");
      tables.run("grant many to tenant_operator");
      sync(acme);
      tables.alter(policy);

      assertHidden(
          release(DeletionPolicy.DELETE), policy.contains("Only") ? "Only mine!" : "hiding");
      assertHidden(release(DeletionPolicy.RETAIN), "public.tenants");
      assertHidden(sync(acme), "public.tenants");

      assertThat(row("status, name")).isEqualTo("active|Acme S.A.");
      assertThat(recordSession.read().row()).isPresent();
    } finally {
      tables.run("drop owned by many");
      tables.run("drop policy if exists hiding on tenants");
      tables.run("drop role many");
      tables.run("alter role tenant_operator noinherit");
    }
  }

  @Test
  void policies_for_others_hide_nothing() {
    tables.alter(
        """
        create policy a on public.tenants as restrictive to authenticated using (false);
        create policy b on public.tenants as restrictive for insert to public with check (true);
        create policy c on public.tenants as restrictive for select to public using (true);
        create policy d on public.tenants for select to public using (false);
        """);
    restart();

    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_policy_for_everybody_shows_the_rows_to_the_operator_too() {
    tables.alter(
        """
        drop policy tenants_operator on public.tenants;
        create policy everybody on public.tenants to public using (true) with check (true);
        """);
    restart();

    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void the_owner_of_the_tables_is_held_to_policies_by_force_alone() {
    tables.run("alter table tenants owner to tenant_operator");
    tables.run("drop policy tenants_operator on tenants");
    restart();
    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);

    tables.run("alter table tenants force row level security");
    restart();
    assertHidden(sync(acme), "public.tenants");
    assertHidden(release(DeletionPolicy.DELETE), "public.tenants");
  }

  @Test
  void rows_of_services_that_are_hidden_are_not_written_a_second_time() {
    sync(acme);
    tables.alter(
        "create policy hiding on public.tenant_services as restrictive for select using (false)");

    assertHidden(sync(acme.with(ServiceName.ODOO, true)), "hiding");
    assertThat(tables.ask("select service_name from tenant_services")).containsExactly("n8n");
  }

  @Test
  void a_policy_that_keeps_rows_from_being_changed_is_named() {
    sync(acme);
    tables.alter(
        """
        create policy no_changes on public.tenants as restrictive for update to public using (false)
        """);

    SyncResult result = sync(acme.named("Other"));

    assertThat(result.reason()).isEqualTo(Reason.GRANT_MISSING);
    assertThat(result.message()).contains("no_changes").contains("not update");
  }

  @Test
  void a_policy_that_keeps_services_from_being_changed_is_named() {
    sync(acme);
    tables.alter(
        """
        create policy no_changes on public.tenant_services as restrictive for update to public
               using (false)
        """);

    SyncResult result = sync(acme.with(ServiceName.N8N, false));

    assertThat(result.reason()).isEqualTo(Reason.GRANT_MISSING);
    assertThat(result.message()).contains("no_changes").contains("tenant_services");
  }

  @Test
  void a_policy_that_keeps_new_rows_out_is_quoted() {
    tables.alter(
        """
        create policy no_new_rows on public.tenants as restrictive for insert to public
               with check (false)
        """);

    SyncResult result = sync(acme);

    assertThat(result.reason()).isEqualTo(Reason.GRANT_MISSING);
    assertThat(result.message()).contains("no_new_rows");
  }

  @Test
  void a_policy_that_keeps_the_trace_of_a_deleted_tenant_is_named() {
    tables.alter(
        """
        insert into public.tenants (name, slug, status) values ('Gone', 'acme', 'deleted');
        create policy no_deletions on public.tenants as restrictive for delete to public
               using (false);
        """);

    SyncResult result = sync(acme);

    assertThat(result.reason()).isEqualTo(Reason.GRANT_MISSING);
    assertThat(result.message()).contains("no_deletions").contains("not delete");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "truncate tenants cascade",
        "delete from tenants",
        "revoke select on tenants from tenant_operator",
        "create policy hiding on tenants as restrictive for select to public using (false)",
        "alter table tenants rename to tenants_of_yesterday"
      })
  void rows_that_vanish_suspend_and_release_nobody(String event) {
    sync(acme);
    var held = new InMemoryRecordSession();
    rows.sync(globex.row(), held);
    tables.run("update tenants set status = 'suspended' where slug = 'globex'");
    assertThat(rows.sync(globex.row(), held).suspendedInDatabase()).isTrue();

    tables.run(event);
    for (boolean restarted : new boolean[] {false, true}) {
      if (restarted) {
        restart();
      }
      SyncResult running = sync(acme);
      assertThat(running.suspendedInDatabase()).as("%s: %s", event, running.message()).isFalse();
      assertThat(running.switchedOffInDatabase()).isEmpty();
      assertThat(running.tenantId()).isPresent();
      assertThat(rows.sync(globex.row(), held).suspendedInDatabase()).as(event).isTrue();
    }
    tables.run("drop table if exists tenants_of_yesterday cascade");
  }

  private static void assertHidden(SyncResult result, String words) {
    assertThat(result.reason()).as(result.message()).isEqualTo(Reason.ROWS_HIDDEN);
    assertThat(result.message()).contains(words);
  }
}
