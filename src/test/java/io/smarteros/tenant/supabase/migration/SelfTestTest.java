package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.supabase.Tables;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code tenant_ops.self_test()} tells a person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfTestTest {
  private Tables tables;
  private ProjectOwner owner;

  @BeforeAll
  void start() {
    tables = Tables.start(Schema.SEED);
  }

  @BeforeEach
  void theSeed() throws SQLException {
    tables.database().makeTablesAnew(Schema.SEED);
    owner = new ProjectOwner(tables.database());
  }

  @AfterEach
  void disconnect() {
    owner.close();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  @Test
  void it_answers_whatever_was_applied_so_far() {
    Migration selfTest = ShippedSql.migrations().getLast();
    int failures = Integer.MAX_VALUE;
    for (Migration migration : ShippedSql.migrations()) {
      owner.apply(migration.sql());
      owner.apply(selfTest.sql());

      List<String> wrong = wrong();
      assertThat(wrong.size())
          .as("after %s: %s", migration.name(), wrong)
          .isLessThanOrEqualTo(failures);
      failures = wrong.size();
    }
    assertThat(wrong()).isEmpty();
  }

  @Test
  void without_the_tables_it_says_what_is_missing() {
    owner.apply(ShippedSql.migrations().getLast().sql());
    tables.run("drop table tenant_services, tenants");

    assertThat(wrong())
        .containsExactly(
            "tables|missing: public.tenants, public.tenant_services. Apply the product's migrations");
  }

  @Test
  void on_the_seed_it_names_each_defect() {
    tables.run("insert into tenants (name, slug, status) values ('A', 'Bad_Slug', null)");
    tables.run(
        """
        insert into tenant_services (tenant_id, service_name)
        select id, 'n8n' from tenants, generate_series(1, 2)
        """);
    owner.apply(ShippedSql.migrations().getLast().sql());

    assertThat(wrong())
        .anyMatch(line -> line.matches("one row per service\\|more than one row: .*/n8n"))
        .contains(
            "slugs|no names in a cluster: Bad_Slug",
            "every tenant has a status|none: Bad_Slug",
            "columns|missing: apply tenant_columns",
            "owners by e-mail|the operator cannot look them up")
        .anyMatch(
            line ->
                line.startsWith("triggers|missing or disabled: a_guard on public.tenant_services"))
        .anyMatch(line -> line.startsWith("rights of users|more than they need: anon"));
  }

  @Test
  void what_somebody_changed_afterwards_is_named() {
    ShippedSql.migrations().forEach(migration -> owner.apply(migration.sql()));
    owner.apply(
        """
        alter table public.tenants disable trigger z_notify;
        drop policy tenants_operator on public.tenants;
        create policy mine on public.tenants for select to authenticated using (true);
        create policy narrow on public.tenant_services as restrictive using (false);
        grant update on public.tenants to authenticated;
        grant update (url) on public.tenant_status to authenticated;
        revoke insert on public.tenants from tenant_operator;
        alter role tenant_operator reset statement_timeout;
        create function tenant_ops.mine() returns int language sql as 'select 1';
        alter publication supabase_realtime drop table public.tenant_status;
        """);
    try {
      assertThat(wrong())
          .containsExactlyInAnyOrder(
              "role tenant_operator|it has no statement_timeout",
              "the operator's rights|missing: insert on public.tenants",
              "the operator sees all rows|row level security hides rows of public.tenants from it",
              "the operator sees all rows|restrictive policies apply to it: narrow on"
                  + " public.tenant_services. Limit each with: alter policy ... to authenticated",
              "triggers|missing or disabled: z_notify on public.tenants. Changes are then seen by a poll only",
              "rights of users|more than they need: authenticated UPDATE (url) on"
                  + " public.tenant_status; authenticated UPDATE on public.tenants",
              "policies|not from these migrations, so read them: narrow on tenant_services, mine on"
                  + " tenants",
              "functions of tenant_ops|callable by everybody, or without a search_path:"
                  + " tenant_ops.mine()",
              "tenant_status|it is not in the publication supabase_realtime");
    } finally {
      owner.apply("alter role tenant_operator set statement_timeout = '15s'");
    }
  }

  @Test
  void it_is_for_those_who_run_the_project_alone() {
    owner.apply(ShippedSql.migrations().getLast().sql());

    assertThat(
            tables.ask(
                """
                select r from unnest(array['anon', 'authenticated', 'service_role', 'tenant_operator']) r
                 where has_function_privilege(r, 'tenant_ops.self_test()', 'execute')
                """))
        .isEmpty();
  }

  /** As the owner sees it. */
  private List<String> wrong() {
    return owner.ask("select \"check\" || '|' || detail from tenant_ops.self_test() where not ok");
  }
}
