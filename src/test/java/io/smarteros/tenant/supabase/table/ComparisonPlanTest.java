package io.smarteros.tenant.supabase.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.decision.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a comparison of all rows costs the database, in rows that it touches. */
final class ComparisonPlanTest {
  private static final int TENANTS = 10_000;
  private static final int ROWS = TENANTS * 5;
  private static final Tables tables = Tables.start(SupabaseDatabase.Schema.HARDENED);

  @BeforeAll
  static void tenThousandTenantsWithFourServices() {
    tables.run(
        "insert into tenants (name, slug) select 'T' || n, 't' || n from generate_series(1, %d) n"
            .formatted(TENANTS));
    tables.run(
        """
        insert into tenant_services (tenant_id, service_name)
        select t.id, s.name
          from tenants t, (values ('n8n'), ('odoo'), ('chatwoot'), ('botpress')) as s (name)
        """);
  }

  @AfterAll
  static void stop() {
    tables.database().close();
  }

  @ParameterizedTest
  @CsvSource({"select 1, false", "analyze, false", "select 1, true", "analyze, true"})
  void it_grows_as_the_tables_do_and_no_faster(String statistics, boolean byVersion)
      throws Exception {
    tables.run(statistics);
    List<String> ids = tables.ask("select id from tenants");

    try (Connection connection = tables.database().connect(tables.database().operator())) {
      TenantTables read =
          new TenantTables(connection, new Schema("database", false, true, byVersion, true));
      String query = byVersion ? read.versionsQuery() : read.fingerprintsQuery();
      try (PreparedStatement explain =
          connection.prepareStatement("explain (analyze, format json) " + query)) {
        explain.setArray(1, connection.createArrayOf("text", ids.toArray()));
        try (ResultSet plan = explain.executeQuery()) {
          plan.next();
          String text = plan.getString(1);
          JsonNode top = new JsonMapper().readTree(text).path(0).path("Plan");

          assertThat(top.path("Actual Rows").asInt()).isEqualTo(TENANTS);
          assertThat(touched(top)).as(text).isLessThan(20L * ROWS);
          assertThat(text).as("each row compared with each id").doesNotContain("\"Join Filter\"");
        }
      }
    }
  }

  /** By all steps of the plan together. */
  private static long touched(JsonNode step) {
    long rows =
        step.path("Actual Rows").asLong()
            + step.path("Rows Removed by Filter").asLong()
            + step.path("Rows Removed by Join Filter").asLong();
    long touched = rows * step.path("Actual Loops").asLong();
    for (JsonNode below : step.path("Plans")) {
      touched += touched(below);
    }
    return touched;
  }
}
