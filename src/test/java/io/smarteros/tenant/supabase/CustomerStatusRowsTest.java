package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.CustomerStatus.Part;
import io.smarteros.tenant.supabase.customer.Shown;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the operator writes into tenant_status, in a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CustomerStatusRowsTest {
  private static final String TENANT = "11111111-1111-4111-8111-111111111111";
  private static final String OTHER = "22222222-2222-4222-8222-222222222222";

  private static final CustomerStatus STARTING =
      status("tenant", CustomerState.SETTING_UP, "n8n", CustomerState.SETTING_UP);
  private static final CustomerStatus READY =
      status("tenant", CustomerState.READY, "n8n", CustomerState.READY);

  private Tables tables;
  private SupabaseConnection connection;
  private CustomerStatusRows rows;

  @BeforeAll
  void start() {
    tables = Tables.start(Schema.HARDENED);
  }

  @BeforeEach
  void startOver() throws SQLException {
    tables.database().makeTablesAnew(Schema.HARDENED);
    tables.run(
        "insert into tenants (id, name, slug) values (?::uuid, 'Acme', 'acme'), (?::uuid, 'G', 'globex')",
        TENANT,
        OTHER);
    connection = tables.connect();
    rows = new CustomerStatusRows(connection);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  @Test
  void the_rows_say_what_is_to_be_shown() {
    assertThat(show(READY)).isEqualTo(new Shown.UpToDate());

    assertThat(
            tables.ask(
                "select service, state, url, version, message from tenant_status order by 1"))
        .containsExactly(
            "n8n|ready|https://n8n.example|2.41.1|It is ready",
            "tenant|ready|https://tenant.example|2.41.1|It is ready");
  }

  @Test
  void only_what_changed_is_written() {
    show(STARTING);
    String tenant = version("tenant");
    String n8n = version("n8n");

    show(status("tenant", CustomerState.SETTING_UP, "n8n", CustomerState.READY));

    assertThat(version("tenant")).isEqualTo(tenant);
    assertThat(version("n8n")).isNotEqualTo(n8n);
  }

  @Test
  void a_service_that_is_gone_takes_its_row_along_and_those_of_others_stay() {
    rows.show("globex", OTHER, _ -> READY);
    show(status("tenant", CustomerState.READY, "odoo", CustomerState.READY));

    show(READY);

    assertThat(services(TENANT)).containsExactly("n8n", "tenant");
    assertThat(services(OTHER)).containsExactly("n8n", "tenant");
  }

  @Test
  void what_is_shown_already_costs_no_write_also_after_a_restart_and_a_new_look() {
    show(READY);
    String before = tables.writesWhenSettled(connection::close);
    String versions = version("n8n") + version("tenant");

    connection = tables.connect();
    rows = new CustomerStatusRows(connection);
    show(READY);
    rows.forget("acme");
    show(READY);

    assertThat(tables.writesWhenSettled(connection::close)).isEqualTo(before);
    assertThat(version("n8n") + version("tenant")).as("not even locked").isEqualTo(versions);
  }

  /** Though somebody changed it: that is found by the next full resync. */
  @Test
  void what_is_known_to_be_shown_is_not_even_read() {
    show(READY);
    tables.run("update tenant_status set message = 'Hello'");

    show(READY);
    assertThat(tables.ask("select distinct message from tenant_status")).containsExactly("Hello");

    rows.forget("acme");
    show(READY);
    assertThat(tables.ask("select distinct message from tenant_status"))
        .containsExactly("It is ready");
  }

  @Test
  void after_a_restart_it_is_known_what_was_shown() {
    show(READY);
    Map<String, CustomerState> seen = new HashMap<>();

    new CustomerStatusRows(connection)
        .show(
            "acme",
            TENANT,
            before -> {
              before.parts().forEach((part, row) -> seen.put(part, row.state()));
              return before;
            });

    assertThat(seen).isEqualTo(Map.of("tenant", CustomerState.READY, "n8n", CustomerState.READY));
  }

  @Test
  void the_seeds_tables_have_no_place_for_it_and_that_is_no_trouble() throws SQLException {
    tables.database().makeTablesAnew(Schema.SEED);
    tables.run("insert into tenants (id, name, slug) values (?::uuid, 'Acme', 'acme')", TENANT);

    assertThat(show(READY)).isEqualTo(new Shown.UpToDate());
    assertThat(rows.close("acme", TENANT, DeletionPolicy.DELETE)).isEqualTo(new Shown.UpToDate());
  }

  @Test
  void a_table_of_that_name_with_other_columns_is_left_alone() {
    tables.run("drop table tenant_status");
    tables.alter("create table public.tenant_status (tenant_id uuid, state text)");
    tables.run("grant all on public.tenant_status to tenant_operator");

    assertThat(show(READY)).isEqualTo(new Shown.UpToDate());
    assertThat(tables.ask("select 1 from tenant_status")).isEmpty();
  }

  @Test
  void a_table_that_comes_later_is_written_at_the_next_look() throws SQLException {
    tables.database().makeTablesAnew(Schema.SEED);
    show(READY);
    tables.database().makeTablesAnew(Schema.HARDENED);
    tables.run("insert into tenants (id, name, slug) values (?::uuid, 'Acme', 'acme')", TENANT);

    rows.forget("acme");
    show(READY);

    assertThat(services(TENANT)).containsExactly("n8n", "tenant");
  }

  @Test
  void a_missing_right_is_told_with_what_to_do_and_the_write_is_not_repeated() {
    for (String right : List.of("insert", "select, insert, update, delete")) {
      tables.run("revoke %s on tenant_status from tenant_operator".formatted(right));
      rows.forget("acme");

      assertThat(show(READY))
          .isInstanceOfSatisfying(
              Shown.Refused.class,
              refused -> {
                assertThat(refused.failure().reason()).isEqualTo(Reason.GRANT_MISSING);
                assertThat(refused.failure().message())
                    .contains("tenant_status", "Grant it select, insert, update and delete");
              });
      tables.run("grant select, insert, update, delete on tenant_status to tenant_operator");
      assertThat(show(READY)).as("remembered").isInstanceOf(Shown.Refused.class);
    }
    assertThat(show(STARTING)).as("another write").isEqualTo(new Shown.UpToDate());
    assertThat(show(READY)).isEqualTo(new Shown.UpToDate());
  }

  @Test
  void rows_that_a_policy_hides_are_told() {
    show(STARTING);
    tables.run("drop policy tenant_status_operator on public.tenant_status");
    rows.forget("acme");

    assertThat(show(READY))
        .isInstanceOfSatisfying(
            Shown.Refused.class,
            refused -> assertThat(refused.failure().reason()).isEqualTo(Reason.GRANT_MISSING));
  }

  @Test
  void a_trigger_that_refuses_is_quoted() {
    tables.alter(
        """
        create function public.no() returns trigger language plpgsql
          as $$ begin raise exception 'not today'; end $$;
        create trigger no before insert on public.tenant_status
          for each row execute function public.no()
        """);

    assertThat(show(READY))
        .isInstanceOfSatisfying(
            Shown.Refused.class,
            refused -> assertThat(refused.failure().message()).contains("not today"));
  }

  @Test
  void a_tenant_without_a_row_is_not_shown() {
    tables.run("alter table tenants disable trigger user");
    tables.run("delete from tenants where slug = 'acme'");

    assertThat(show(READY)).isEqualTo(new Shown.UpToDate());
    assertThat(services(TENANT)).isEmpty();
  }

  @Test
  void while_the_database_is_away_nothing_is_shown_and_later_it_is() {
    show(STARTING);
    tables.database().stop();
    try {
      assertThat(show(READY))
          .isInstanceOfSatisfying(
              Shown.Away.class,
              away -> assertThat(away.failure().reason()).isEqualTo(Reason.SUPABASE_UNREACHABLE));
    } finally {
      tables.database().startAgain();
    }
    connection.close();
    connection = tables.connect();
    rows = new CustomerStatusRows(connection);

    assertThat(show(READY)).isEqualTo(new Shown.UpToDate());
    assertThat(tables.ask("select distinct state from tenant_status")).containsExactly("ready");
  }

  @Test
  void a_deleted_tenant_is_shown_as_suspended_or_not_at_all() {
    show(READY);

    rows.close("acme", TENANT, DeletionPolicy.RETAIN);
    assertThat(tables.ask("select distinct state, url, message from tenant_status"))
        .containsExactly("suspended||It is closed. Its data is kept.");

    rows.close("acme", TENANT, DeletionPolicy.DELETE);
    assertThat(services(TENANT)).isEmpty();
  }

  private Shown show(CustomerStatus status) {
    return rows.show("acme", TENANT, _ -> status);
  }

  private List<String> services(String tenantId) {
    return tables.ask(
        "select service from tenant_status where tenant_id = ?::uuid order by 1", tenantId);
  }

  /** Of the row of one service: another one once it was written or locked. */
  private String version(String service) {
    return tables.one(
        "select ctid::text || ' ' || xmin::text || ' ' || xmax::text from tenant_status where service = ?",
        service);
  }

  private static CustomerStatus status(
      String first, CustomerState state, String second, CustomerState other) {
    return new CustomerStatus(Map.of(first, part(first, state), second, part(second, other)));
  }

  private static Part part(String name, CustomerState state) {
    return new Part(
        state,
        Optional.of("https://%s.example".formatted(name)),
        Optional.of("2.41.1"),
        Optional.of("It is " + state.word()));
  }
}
