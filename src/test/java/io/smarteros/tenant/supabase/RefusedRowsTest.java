package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The product has rules of its own on the two tables. */
final class RefusedRowsTest extends OnNewTables {

  @Test
  void a_name_that_must_be_unique_is_told_with_the_name_of_the_rule() {
    tables.alter(
        """
        create unique index tenants_one_name on public.tenants (lower(name));
        insert into public.tenants (id, name, slug)
               values (gen_random_uuid(), 'ACME S.A.', 'acme-of-last-year');
        """);

    assertRefused(sync(acme), "tenants_one_name");
    assertThat(tables.ask("select slug from tenants")).containsExactly("acme-of-last-year");

    tables.alter("drop index public.tenants_one_name");
    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_unique_rule_that_a_change_breaks_leaves_the_row_as_it_was() {
    sync(acme);
    tables.alter(
        """
        create unique index tenants_one_name on public.tenants (lower(name));
        insert into public.tenants (name, slug) values ('Other', 'other');
        """);

    assertRefused(sync(acme.named("OTHER")), "tenants_one_name");
    assertThat(row("name")).isEqualTo("Acme S.A.");
  }

  @Test
  void two_tenants_of_one_owner_where_each_may_own_one() {
    UUID user = tables.addUser("owner@acme.example", UserState.CONFIRMED);
    Owner owner = new Owner(null, user.toString(), null);
    tables.alter("alter table public.tenants add constraint one_each unique (owner_id)");
    assertThat(sync(acme.ownedBy(owner)).reason()).isEqualTo(Reason.SYNCED);

    SyncResult second =
        rows.sync(
            Wish.of("acme-too", "Acme too").ownedBy(owner).row(), new InMemoryRecordSession());

    assertRefused(second, "one_each");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table tenants add constraint short_names check (length(name) < 3) | short_names",
        "alter table tenants add plan text not null | \"plan\"",
        "alter table tenants alter name type varchar(4) | character varying(4)",
        "alter table tenants add foreign key (slug) references allowed | tenants_slug_fkey",
        "alter table tenants add constraint apart exclude (name with =) | apart",
        "create trigger t before insert on tenants execute function refuse('P0001') | ask sales",
        "create trigger t before insert on tenants execute function refuse('42501') | ask sales",
        "create trigger t before insert on tenants execute function refuse('08006') | ask sales",
        "create trigger t before insert on tenants execute function refuse('23505') | ask sales",
        "create trigger t before insert on tenant_services execute function refuse('ZZ001')|ask sales",
        "create trigger t before insert on tenants for each row execute function discard() | discards",
        "create rule r as on insert to tenants do instead nothing | discards",
        "create rule r as on insert to tenant_services do instead nothing | discards"
      })
  void whatever_refuses_a_new_row_is_quoted(String rule, String words) {
    tables.alter(
        """
        create table if not exists public.allowed (slug text primary key);
        grant select on public.allowed to tenant_operator;
        insert into public.tenants (name, slug, domain) values ('Acme S.A.', 'old', 'old.example');
        create or replace function public.refuse() returns trigger language plpgsql as $$
          begin raise 'no new tenants (EMAXCONN)' using errcode = tg_argv[0], hint = 'ask sales'; end $$;
        create or replace function public.discard() returns trigger language plpgsql as $$
          begin return null; end $$;
        """);
    if (rule.contains("short_names") || rule.contains("plan") || rule.contains("varchar")) {
      tables.run("delete from tenants");
    }
    if (rule.contains("references")) {
      tables.run("insert into allowed select slug from tenants on conflict do nothing");
    }
    tables.alter(rule);

    assertRefused(sync(acme), words);
    assertThat(tables.ask("select slug from tenants where slug = 'acme'")).isEmpty();
    assertRefused(keep(acme), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text \0", "key \0"})
  void metadata_that_no_database_stores_is_told_and_the_row_stays_as_it_was(String bad) {
    sync(acme);

    SyncResult refused =
        sync((bad.startsWith("key") ? acme.with(bad, "x") : acme.with("plan", bad)).named("New"));

    assertRefused(refused, "Remove it from spec.rowMetadata");
    assertThat(row("name")).isEqualTo("Acme S.A.");
    assertThat(sync(acme.with("plan", "🚀 \"'\\ \u2028")).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void what_is_refused_is_not_sent_again_before_a_pause_that_grows() {
    tables.alter(
        """
        create sequence public.tries;
        grant usage on sequence public.tries to tenant_operator;
        create function public.refuse() returns trigger language plpgsql as $$
          begin perform nextval('public.tries'); raise 'not now'; end $$;
        create trigger t before insert on public.tenants execute function public.refuse();
        """);
    try {
      Duration first = assertRefused(sync(acme), "not now");
      for (int reconciliation = 0; reconciliation < 5; reconciliation++) {
        assertRefused(keep(acme), "not now");
      }
      assertThat(tries()).isEqualTo("1");

      clock.advance(first);
      assertThat(assertRefused(keep(acme), "not now")).isGreaterThan(first);
      assertThat(tries()).isEqualTo("2");

      keep(acme.named("Acme Inc."));
      assertThat(tries()).as("another wish is tried at once").isEqualTo("3");
      sync(acme.named("Acme Inc."));
      assertThat(tries()).as("a full resync tries it").isEqualTo("4");
    } finally {
      tables.run("drop sequence tries");
      tables.run("drop function refuse cascade");
    }
  }

  private String tries() {
    return tables.one("select last_value from tries");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new.name := upper(new.name) | name",
        "new.status := 'active' | status",
        "new.metadata := new.metadata - 'seats' | metadata",
        "new.metadata := jsonb_build_object('seats', clock_timestamp()) | metadata"
      })
  void what_a_trigger_makes_of_a_write_is_told_and_not_fought(String change, String column) {
    sync(acme);
    tables.alter(
        """
        create or replace function public.change() returns trigger language plpgsql as $$
          begin %s; return new; end $$;
        create trigger t before update on public.tenants for each row
          execute function public.change();
        """
            .formatted(change));
    Wish wish =
        acme.named("Acme Inc.").suspended(true).with("seats", IntNode.valueOf(5)).with("a", "b");

    SyncResult refused = sync(wish);
    assertRefused(refused, "trigger");
    assertThat(refused.message()).contains(column);
    String versions = versions();
    for (int reconciliation = 0; reconciliation < 3; reconciliation++) {
      assertRefused(sync(wish), column);
      assertRefused(keep(wish), column);
    }
    assertThat(versions()).isEqualTo(versions);

    tables.alter("drop trigger t on public.tenants");
    assertThat(sync(wish).reason()).isEqualTo(Reason.SYNCED);
    assertThat(row("name, status, metadata"))
        .isEqualTo("Acme Inc.|suspended|{\"a\": \"b\", \"seats\": 5}");
  }

  @Test
  void a_suspension_that_a_trigger_sets_is_somebody_elses() {
    tables.alter(
        """
        create or replace function public.change() returns trigger language plpgsql as $$
          begin new.status := 'suspended'; return new; end $$;
        create trigger t before insert on public.tenants for each row
          execute function public.change();
        """);

    SyncResult result = sync(acme);

    assertThat(result.reason()).isEqualTo(Reason.SYNCED);
    assertThat(result.suspendedInDatabase()).isTrue();
    assertThat(result.decisions()).hasSize(1);
  }

  @Test
  void a_trigger_that_adds_keys_of_its_own_changes_nothing_of_ours() {
    tables.alter(
        """
        create or replace function public.change() returns trigger language plpgsql as $$
          begin new.metadata := new.metadata || '{"region": "eu"}'; return new; end $$;
        create trigger t before insert or update on public.tenants for each row
          execute function public.change();
        """);

    assertThat(sync(acme.with("plan", "gold")).reason()).isEqualTo(Reason.SYNCED);
    assertThat(row("metadata")).isEqualTo("{\"plan\": \"gold\", \"region\": \"eu\"}");
  }

  @Test
  void an_update_that_a_trigger_discards_is_told() {
    sync(acme);
    tables.alter(
        """
        create or replace function public.discard() returns trigger language plpgsql as $$
          begin return null; end $$;
        create trigger t before update on public.tenants for each row
          execute function public.discard();
        """);

    assertRefused(sync(acme.named("Other")), "discards");
    tables.alter("drop trigger t on public.tenants");
    tables.alter(
        """
        create trigger t before update on public.tenant_services for each row
          execute function public.discard()
        """);
    assertRefused(sync(acme.with(ServiceName.N8N, false)), "tenant_services");
  }

  @Test
  void a_deletion_waits_where_a_trigger_keeps_the_row_active() {
    sync(acme);
    tables.alter(
        """
        create or replace function public.change() returns trigger language plpgsql as $$
          begin new.status := old.status; return new; end $$;
        create trigger t before update on public.tenants for each row
          execute function public.change();
        """);

    assertRefused(release(DeletionPolicy.RETAIN), "status");
    String versions = versions();
    assertRefused(release(DeletionPolicy.RETAIN), "status");
    assertThat(versions()).isEqualTo(versions);
    assertRefused(release(DeletionPolicy.DELETE), "status");

    tables.alter("drop trigger t on public.tenants");
    assertThat(release(DeletionPolicy.DELETE).reason()).isEqualTo(Reason.SYNCED);
    assertThat(row("status, metadata")).isEqualTo("deleted|{}");
  }

  @Test
  void a_deletion_waits_where_a_unique_rule_refuses_the_suspension() {
    sync(acme);
    tables.alter(
        """
        create unique index one_suspended on public.tenants (status) where status = 'suspended';
        insert into public.tenants (name, slug, status) values ('Other', 'other', 'suspended');
        """);

    assertRefused(release(DeletionPolicy.RETAIN), "one_suspended");
    assertThat(row("status")).isEqualTo("active");

    tables.alter("drop index public.one_suspended");
    clock.advance(ABOUT_A_MINUTE.multipliedBy(2));
    assertThat(release(DeletionPolicy.RETAIN).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_suspension_in_the_row_counts_though_the_row_refuses_the_rest() {
    sync(acme);
    tables.alter(
        """
        alter table public.tenants add constraint short_names check (length(name) < 12);
        update public.tenants set status = 'suspended' where slug = 'acme';
        """);

    SyncResult refused = sync(acme.named("A name that is longer"));

    assertRefused(refused, "short_names");
    assertThat(refused.suspendedInDatabase()).isTrue();
  }

  private static Duration assertRefused(SyncResult result, String words) {
    assertThat(result.reason()).as(result.message()).isEqualTo(Reason.ROW_REFUSED);
    assertThat(result.message()).contains(words.strip());
    assertThat(result.retryAfter().orElseThrow()).isGreaterThan(ABOUT_A_MINUTE);
    return result.retryAfter().orElseThrow();
  }
}
