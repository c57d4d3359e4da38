package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.smarteros.tenant.local.database.PostgresVersion;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.supabase.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The migrations on the seed's tables, with what products have in them. */
class MigrationsTest {
  @Nested
  class OnPostgres17 extends Behaviour {
    OnPostgres17() {
      super(PostgresVersion.V17);
    }
  }

  @Nested
  class OnPostgres15 extends Behaviour {
    OnPostgres15() {
      super(PostgresVersion.V15);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Behaviour {
    private final PostgresVersion version;
    private Tables tables;
    private UUID alice;
    private ProjectOwner owner;

    Behaviour(PostgresVersion version) {
      this.version = version;
    }

    @BeforeAll
    void start() {
      assumeTrue(version.isThere(), PostgresVersion.HOW_TO_GET_IT);
      tables = new Tables(SupabaseDatabase.start(Schema.SEED, version));
      alice = tables.addUser("alice@example.com", UserState.CONFIRMED);
    }

    @BeforeEach
    void theSeedWithoutTheOperator() throws SQLException {
      tables.database().makeTablesAnew(Schema.SEED);
      owner = new ProjectOwner(tables.database());
      rollBackAll();
    }

    @AfterEach
    void disconnect() {
      owner.close();
    }

    @AfterAll
    void stop() {
      if (tables != null) {
        tables.database().close();
      }
    }

    @Test
    void applied_again_they_change_nothing() {
      applyAll();
      List<String> once = SchemaListing.of(tables);

      applyAll();

      assertThat(SchemaListing.of(tables)).isEqualTo(once);
    }

    @Test
    void each_has_its_way_back_to_what_the_product_had() {
      anOlderProjectsGrants();
      whatTheProductAdded();
      List<String> before = SchemaListing.of(tables);

      applyAll();
      applyAll();
      assertThat(SchemaListing.of(tables)).isNotEqualTo(before);
      rollBackAll();

      assertThat(ShippedSql.rollbacks())
          .extracting(Migration::name)
          .containsExactlyElementsOf(names());
      assertThat(SchemaListing.of(tables)).isEqualTo(before);
    }

    @Test
    void what_the_owner_told_them_to_replace_comes_back_too() {
      anOlderProjectsGrants();
      whatTheProductAdded();
      List<String> before = SchemaListing.of(tables);

      applyAll();
      owner.apply("update tenant_ops.settings set replace_foreign = true");
      List<String> notices = owner.apply(sqlOf("tenant_rights"));
      assertThat(notices)
          .anyMatch(line -> line.startsWith("dropped: create policy \"Support reads\""))
          .anyMatch(
              line ->
                  line.equals("revoked: grant UPDATE (name) on public.tenants to authenticated"))
          .anyMatch(line -> line.equals("revoked: grant SELECT on public.tenants to reporting"))
          .noneMatch(line -> line.startsWith("kept"));
      rollBackAll();

      assertThat(SchemaListing.of(tables)).isEqualTo(before);
    }

    @Test
    void what_is_not_the_seeds_is_kept_and_said() {
      anOlderProjectsGrants();
      whatTheProductAdded();

      List<String> notices = applyAll();

      assertThat(notices)
          .contains(
              "kept: create policy \"Support reads\" on public.tenants as PERMISSIVE for SELECT to"
                  + " authenticated using (((metadata ->> 'open'::text) = 'yes'::text))",
              "kept: grant UPDATE (name) on public.tenants to authenticated",
              "kept: grant SELECT on public.tenants to reporting")
          .anyMatch(
              line ->
                  line.startsWith(
                      "dropped: create policy tenant_isolation_policy on public.tenants"))
          .anyMatch(
              line ->
                  line.startsWith("revoked: grant DELETE, INSERT,")
                      && line.endsWith("on public.tenants to authenticated"));
      assertThat(right("authenticated", "insert")).isEqualTo("f");
      assertThat(
              tables.one(
                  "select has_column_privilege('authenticated', 'tenants', 'name', 'update')"))
          .isEqualTo("t");
      assertThat(right("reporting", "select")).isEqualTo("t");
      assertThat(right("anon", "select")).isEqualTo("f");
    }

    @Test
    void rows_stay_as_they_are_but_for_what_is_null() {
      tables.run(
          """
        insert into tenants (name, slug, owner_id, status, metadata)
        values ('Old', 'Bad_Slug', ?, null, null), ('Acme', 'acme', ?, 'suspended', '{"a": 1}')
        """,
          alice,
          alice);
      tables.run(
          """
        insert into tenant_services (tenant_id, service_name, enabled)
        select id, 'n8n', null from tenants where slug = 'acme'
        """);

      applyAll();

      assertThat(tables.ask("select slug, status, metadata, generation from tenants order by slug"))
          .containsExactly("Bad_Slug|active|{}|1", "acme|suspended|{\"a\": 1}|1");
      assertThat(tables.ask("select service_name, enabled from tenant_services"))
          .containsExactly("n8n|t");
      tables.run("update tenants set status = 'suspended' where slug = 'Bad_Slug'");
      assertThat(tables.one("select generation from tenants where slug = 'Bad_Slug'"))
          .isEqualTo("2");
    }

    @Test
    void a_user_who_is_deleted_leaves_his_tenant() {
      UUID bob = tables.addUser("bob@example.com", UserState.CONFIRMED);
      tables.run("insert into tenants (name, slug, owner_id) values ('B', 'b-co', ?)", bob);
      applyAll();

      tables.run("delete from auth.users where id = ?", bob);

      assertThat(tables.ask("select slug, owner_id, generation from tenants"))
          .containsExactly("b-co||2");
    }

    @Test
    void two_rows_of_a_service_are_listed_and_nothing_is_changed() {
      twoRowsOfAService();
      List<String> before = SchemaListing.of(tables);

      assertThatThrownBy(() -> owner.apply(sqlOf("tenant_columns")))
          .hasMessageContaining("/n8n (2 rows)")
          .hasMessageContaining("Keep one row of each");

      assertThat(SchemaListing.of(tables)).isEqualTo(before);
      assertThat(tables.one("select count(*) from tenant_services")).isEqualTo("2");
    }

    @Test
    void the_plan_says_all_that_would_be_found_and_changes_nothing() {
      anOlderProjectsGrants();
      whatTheProductAdded();
      twoRowsOfAService();
      tables.run(
          "insert into tenants (name, slug, domain) values ('x', 'kube-x', 'X.example'), ('y', 'KUBE-x', null)");
      List<String> before = SchemaListing.of(tables);

      assertThat(plan())
          .anyMatch(
              line -> line.matches("tenant_columns\\|blocks\\|tenant_services: 2 rows of .*/n8n.*"))
          .anyMatch(line -> line.startsWith("tenant_columns|replaces|tenants: foreign key"))
          .contains(
              "tenant_triggers|warns|tenants: slug 'kube-x' can stay, but would be refused today",
              "tenant_triggers|warns|tenants: domain 'X.example' can stay, but would be refused today",
              "tenant_rights|keeps|tenants: update (name) for authenticated",
              "tenant_rights|keeps|tenants: select for reporting")
          .anyMatch(
              line -> line.startsWith("tenant_triggers|warns|tenants: slug is one name for DNS"))
          .anyMatch(
              line -> line.startsWith("tenant_rights|keeps|tenants: policy \"Support reads\""))
          .anyMatch(
              line -> line.startsWith("tenant_rights|replaces|tenants: policy tenant_isolation"))
          .anyMatch(
              line ->
                  line.startsWith("tenant_rights|replaces|tenants: delete, insert,")
                      && line.endsWith("for authenticated"));
      assertThat(SchemaListing.of(tables)).isEqualTo(before);
    }

    @Test
    void after_the_migrations_the_plan_has_nothing_left() {
      applyAll();

      assertThat(plan()).isEmpty();
    }

    private void anOlderProjectsGrants() {
      tables.run("grant all on tenants, tenant_services to anon, authenticated, service_role");
    }

    private void whatTheProductAdded() {
      tables.run(
          """
        do $$ begin
          if not exists (select from pg_roles where rolname = 'reporting') then
            create role reporting;
          end if;
        end $$
        """);
      owner.apply(
          """
        grant select on public.tenants to reporting;
        grant update (name) on public.tenants to authenticated;
        create policy "Support reads" on public.tenants for select to authenticated
          using (metadata ->> 'open' = 'yes');
        """);
    }

    private void twoRowsOfAService() {
      tables.run("insert into tenants (name, slug) values ('Acme', 'acme')");
      tables.run(
          """
        insert into tenant_services (tenant_id, service_name)
        select id, 'n8n' from tenants, generate_series(1, 2) where slug = 'acme'
        """);
    }

    private String right(String role, String privilege) {
      return tables.one("select has_table_privilege(?, 'public.tenants', ?)", role, privilege);
    }

    private List<String> plan() {
      return tables.ask(ShippedSql.plan());
    }

    private static List<String> names() {
      return ShippedSql.migrations().stream().map(Migration::name).toList();
    }

    private static String sqlOf(String name) {
      return ShippedSql.migrations().stream()
          .filter(migration -> migration.name().equals(name))
          .findFirst()
          .orElseThrow()
          .sql();
    }

    private List<String> applyAll() {
      List<String> notices = new ArrayList<>();
      ShippedSql.migrations().forEach(migration -> notices.addAll(owner.apply(migration.sql())));
      return notices;
    }

    private void rollBackAll() {
      ShippedSql.rollbacks().reversed().forEach(rollback -> owner.apply(rollback.sql()));
    }
  }
}
