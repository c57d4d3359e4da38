package io.smarteros.tenant.rowimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.testkit.Manifests;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportPlanTest {
  private final Tables tables = Tables.start(Schema.HARDENED);
  private final Map<String, Tenant> tenants = new HashMap<>();

  @BeforeEach
  void startOver() throws SQLException {
    tables.database().makeTablesAnew(Schema.HARDENED);
    tenants.clear();
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  private List<String> plan() {
    List<String> lines = new ArrayList<>();
    try (SupabaseConnection connection = tables.connect()) {
      new ImportPlan(
              new ImportSource(connection),
              new ImportPolicy(Set.of(ServiceName.N8N), Optional.empty(), 1, 20, 1000),
              new ImportingCluster(
                  name -> Optional.ofNullable(tenants.get(name)),
                  tenants::values,
                  List::of,
                  _ -> Optional.empty()),
              InstantSource.system(),
              lines::add)
          .print();
    }
    return lines;
  }

  private String insert(String slug, UUID owner) {
    return tables.one(
        "insert into tenants (name, slug, owner_id) values ('Acme', ?, ?) returning id",
        slug,
        owner);
  }

  @Test
  void it_tells_what_would_be_made_and_what_would_wait() {
    UUID ann = tables.addUser("ann@acme.example", UserState.CONFIRMED);
    String first = insert("acme", ann);
    String second = insert("acme-two", ann);
    String taken = insert("globex", tables.addUser("bob@globex.example", UserState.CONFIRMED));
    tenants.put("globex", Manifests.tenant("globex", "displayName: Globex"));

    assertThat(plan())
        .containsExactly(
            "create   Tenant acme of row %s: \"Acme\", class by default, no domain of its own, services n8n"
                .formatted(first),
            "wait     row %s with slug acme-two: The owner has as many Tenants made of rows as ROW_IMPORT_PER_OWNER allows: 1"
                .formatted(second),
            "wait     row %s with slug globex: Tenant globex is not made of this row, and has its name"
                .formatted(taken),
            "0 rows would be left as they are");
    assertThat(tables.one("select count(*) from tenant_status")).isEqualTo("0");
  }

  @Test
  void on_tables_that_are_not_fit_it_says_why() throws SQLException {
    tables.database().makeTablesAnew(Schema.SEED);

    assertThat(plan()).singleElement().asString().startsWith("refused  every row: the migrations");
  }
}
