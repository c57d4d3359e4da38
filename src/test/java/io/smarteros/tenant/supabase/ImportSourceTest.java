package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.table.ImportableRow;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportSourceTest {
  private final Tables tables = Tables.start(Schema.HARDENED);
  private SupabaseConnection connection = tables.connect();
  private ImportSource source = new ImportSource(connection);

  @BeforeEach
  void startOver() throws SQLException {
    tables.database().makeTablesAnew(Schema.HARDENED);
    restart();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  private void restart() {
    connection.close();
    connection = tables.connect();
    source = new ImportSource(connection);
  }

  private String insert(String columns, String values) {
    return tables.one(
        "insert into tenants (%s) values (%s) returning id".formatted(columns, values));
  }

  private ImportableRow read(String id) throws SyncFailureException {
    return source.read(List.of(id)).getFirst();
  }

  @Test
  void tables_with_all_migrations_are_fit() throws SyncFailureException {
    assertThat(source.unfit()).isEmpty();
  }

  @Test
  void the_tables_of_the_seed_are_not() throws SQLException, SyncFailureException {
    tables.database().makeTablesAnew(Schema.SEED);
    restart();

    assertThat(source.unfit())
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith("the migrations of the operator were not applied")
                    .contains("column public.tenants.generation is missing"));
  }

  @Test
  void tables_that_users_may_write_are_not() throws SyncFailureException {
    tables.alter("grant insert (name, slug) on public.tenants to authenticated");
    try {
      assertThat(source.unfit())
          .contains(
              "users would make Tenants as they like: authenticated may write public.tenants");
    } finally {
      tables.alter("revoke insert (name, slug) on public.tenants from authenticated");
    }
  }

  @Test
  void a_row_is_read_with_its_owner_and_what_only_the_service_role_writes()
      throws SyncFailureException {
    UUID ann = tables.addUser("ann@acme.example", UserState.CONFIRMED);
    String id =
        insert(
            "name, slug, domain, owner_id, tenant_class",
            "'Acme', 'acme', 'acme.example', '%s', 'gold'".formatted(ann));
    tables.run(
        "insert into tenant_services (tenant_id, service_name) values (?::uuid, 'odoo')", id);

    ImportableRow row = read(id);

    assertThat(row.slug()).isEqualTo("acme");
    assertThat(row.domain()).contains("acme.example");
    assertThat(row.owner()).contains(new Owner(null, ann.toString(), null));
    assertThat(row.ownerEmail()).contains("ann@acme.example");
    assertThat(row.status()).isEqualTo("active");
    assertThat(row.className()).contains("gold");
    assertThat(row.services()).containsExactly(ServiceName.ODOO);
  }

  @Test
  void an_address_that_nobody_confirmed_or_of_a_banned_user_is_none() throws SyncFailureException {
    for (UserState state : List.of(UserState.UNCONFIRMED, UserState.BANNED)) {
      UUID user = tables.addUser(state + "@acme.example", state);
      String id =
          insert(
              "name, slug, owner_id",
              "'Acme', 'acme-%s', '%s'".formatted(state.name().toLowerCase(Locale.ROOT), user));

      assertThat(read(id).ownerEmail()).as(state.name()).isEmpty();
    }
  }

  @Test
  void each_change_of_a_row_or_of_its_services_is_another_version() throws SyncFailureException {
    String id = insert("name, slug", "'Acme', 'acme'");
    Map<String, String> before = source.versions();

    tables.run("update tenants set name = 'Acme Ltd.' where id = ?::uuid", id);
    Map<String, String> renamed = source.versions();
    tables.run("insert into tenant_services (tenant_id, service_name) values (?::uuid, 'n8n')", id);

    assertThat(renamed.get(id)).isNotEqualTo(before.get(id));
    assertThat(source.versions().get(id)).isNotEqualTo(renamed.get(id));
  }

  @Test
  void a_row_that_waits_is_shown_to_its_owner() throws SyncFailureException {
    String id = insert("name, slug", "'Acme', 'acme'");

    source.show(id, CustomerState.BLOCKED, "Confirm your e-mail address first.");

    assertThat(tables.ask("select service, state, message from tenant_status"))
        .containsExactly("tenant|blocked|Confirm your e-mail address first.");
  }
}
