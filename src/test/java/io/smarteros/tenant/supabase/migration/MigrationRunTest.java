package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.FreePort;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.supabase.migration.MigrationRun.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The command {@code migrate}, on the seed's tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationRunTest {
  private static final String APPLIED = "select name from tenant_ops.migrations order by version";

  private final List<String> output = new CopyOnWriteArrayList<>();
  private Tables tables;
  private SupabaseDatabase database;

  @BeforeAll
  void start() {
    tables = Tables.start(Schema.SEED);
    database = tables.database();
  }

  @BeforeEach
  void theSeed() throws SQLException {
    database.makeTablesAnew(Schema.SEED);
    output.clear();
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @Test
  void it_applies_all_that_is_not_optional_and_says_what_it_replaces() {
    assertThat(run()).isEqualTo(Outcome.DONE);

    assertThat(tables.ask(APPLIED)).containsExactlyElementsOf(names(false));
    assertThat(tables.one("select bool_and(ok) from tenant_ops.self_test()")).isEqualTo("t");
    assertThat(output)
        .anyMatch(line -> line.startsWith("  dropped: create policy tenant_isolation_policy"))
        .noneMatch(line -> line.endsWith("skipping"))
        .contains("%d migrations applied, 0 were there".formatted(names(false).size()));
  }

  @Test
  void run_again_it_applies_what_is_new_only() {
    run();

    assertThat(run("tenant_members")).isEqualTo(Outcome.DONE);

    assertThat(output.getLast())
        .isEqualTo("1 migrations applied, %d were there".formatted(names(false).size()));
    assertThat(tables.ask(APPLIED)).hasSize(names(false).size() + 1).contains("tenant_members");
    assertThat(tables.one("select to_regclass('public.tenant_members') is not null"))
        .isEqualTo("t");
  }

  @Test
  void exactly_three_are_optional() {
    assertThat(names(true)).containsExactly("tenant_members", "tenant_login", "tenant_files");
  }

  @Test
  void a_name_that_is_none_is_refused_before_anything_is_done() {
    assertThat(run("tenant_rights", "tenant_member")).isEqualTo(Outcome.REFUSED);

    assertThat(output)
        .containsExactly(
            "There are no optional migrations tenant_member, tenant_rights; there are"
                + " tenant_members, tenant_login, tenant_files");
    assertThat(tables.one("select to_regnamespace('tenant_ops') is null")).isEqualTo("t");
  }

  @Test
  void what_was_applied_before_one_that_fails_stays_and_the_run_goes_on_there() {
    tables.run("insert into tenants (name, slug) values ('Acme', 'acme')");
    tables.run(
        "insert into tenant_services (tenant_id, service_name) select id, 'n8n' from tenants, generate_series(1, 2)");

    assertThat(run()).isEqualTo(Outcome.REFUSED);
    assertThat(output.getLast()).contains("(23505)", "/n8n (2 rows)", "Keep one row of each");
    assertThat(tables.ask(APPLIED))
        .containsExactly("tenant_operator_role", "tenant_operator_access");

    tables.run("delete from tenant_services");
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(tables.ask(APPLIED)).containsExactlyElementsOf(names(false));
  }

  @Test
  void where_the_cli_applies_them_it_does_nothing() {
    tables.alter(
        """
        create schema supabase_migrations;
        create table supabase_migrations.schema_migrations (version text primary key);
        insert into supabase_migrations.schema_migrations values ('20200101000000');
        """);
    try {
      assertThat(run()).isEqualTo(Outcome.DONE);

      tables.run(
          "insert into supabase_migrations.schema_migrations values (?)",
          ShippedSql.migrations().getFirst().version());
      assertThat(run()).isEqualTo(Outcome.REFUSED);
      assertThat(output.getLast()).contains("Supabase's CLI has applied", "supabase db push");
    } finally {
      tables.run("drop schema supabase_migrations cascade");
    }
  }

  @Test
  void a_wrong_password_is_tried_once_and_not_shown() {
    SupabaseLogin login =
        new SupabaseLogin(url(), database.owner().user(), () -> "wrong-password", Map.of());

    assertThat(new MigrationRun(login, output::add).run(Set.of())).isEqualTo(Outcome.REFUSED);

    assertThat(output)
        .singleElement()
        .asString()
        .contains("28P01")
        .doesNotContain("wrong-password");
  }

  @Test
  void a_server_that_is_away_is_worth_another_try() {
    SupabaseLogin login =
        new SupabaseLogin(
            "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable".formatted(FreePort.pick()),
            "postgres",
            () -> "x",
            Map.of());

    assertThat(new MigrationRun(login, output::add).run(Set.of())).isEqualTo(Outcome.FAILED);
  }

  @Test
  void a_table_that_somebody_holds_is_worth_another_try() throws SQLException {
    try (Connection somebody = database.connect(database.owner());
        Statement statement = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      statement.execute("select from public.tenants for update");
      statement.execute("lock table public.tenants in access share mode");

      assertThat(run()).isEqualTo(Outcome.FAILED);
      assertThat(output.getLast()).contains("55P03");
    }
    assertThat(run()).isEqualTo(Outcome.DONE);
  }

  @Test
  void two_at_once_apply_each_of_them_once() {
    CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(this::run);
    CompletableFuture<Outcome> second = CompletableFuture.supplyAsync(this::run);

    assertThat(List.of(first.join(), second.join())).containsOnly(Outcome.DONE);
    assertThat(output).filteredOn(line -> line.startsWith("Applying")).doesNotHaveDuplicates();
  }

  private Outcome run(String... optional) {
    Login owner = database.owner();
    SupabaseLogin login = new SupabaseLogin(url(), owner.user(), owner::password, Map.of());
    return new MigrationRun(login, output::add).run(Set.of(optional));
  }

  /** The local server lets this role in without SCRAM. */
  private String url() {
    return database.jdbcUrl() + "&requireAuth=password";
  }

  private static List<String> names(boolean optional) {
    return ShippedSql.migrations().stream()
        .filter(migration -> migration.isOptional() == optional)
        .map(Migration::name)
        .toList();
  }
}
