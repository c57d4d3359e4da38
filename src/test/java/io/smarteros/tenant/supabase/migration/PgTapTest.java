package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.smarteros.tenant.local.database.PostgresVersion;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tests that are shipped with the migrations, as {@code supabase test db} runs them. */
class PgTapTest {
  private static final Path RIGHTS = Path.of("src/main/supabase/tests/tenant_rights_test.sql");

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
    private SupabaseDatabase database;

    Behaviour(PostgresVersion version) {
      this.version = version;
    }

    @BeforeAll
    void start() throws IOException {
      assumeTrue(version.isThere(), PostgresVersion.HOW_TO_GET_IT);
      Path pgTap = NpmPackage.PGTAP.installed();
      database = SupabaseDatabase.start(Schema.HARDENED, version);
      database.unpackExtensions(pgTap.resolve("dist/pgtap.tar.gz"));
    }

    @AfterAll
    void stop() {
      if (database != null) {
        database.close();
      }
    }

    @Test
    void every_role_has_its_rights_and_no_other() throws SQLException, IOException {
      List<String> results = results();

      assertThat(results.getFirst()).isEqualTo("1..%d".formatted(results.size() - 1));
      assertThat(results).hasSizeGreaterThan(400);
      assertThat(results.subList(1, results.size())).allMatch(line -> line.startsWith("ok "));
      assertThat(results).as("skipped").noneMatch(line -> line.contains("# SKIP"));
    }

    @Test
    void one_right_too_many_is_found() throws SQLException, IOException {
      run("grant update (domain) on public.tenants to authenticated");
      run("create policy wide on public.tenant_status for select to authenticated using (true)");
      try {
        assertThat(results())
            .filteredOn(line -> line.startsWith("not ok"))
            .allMatch(line -> line.contains("tenant_status: select: "))
            .hasSize(7);
      } finally {
        run("drop policy wide on public.tenant_status");
        run("revoke update (domain) on public.tenants from authenticated");
      }
    }

    @Test
    void what_was_left_out_is_skipped() throws SQLException, IOException {
      List<Migration> optional =
          ShippedSql.rollbacks().reversed().stream()
              .filter(
                  rollback ->
                      List.of("tenant_members", "tenant_login", "tenant_files")
                          .contains(rollback.name()))
              .toList();
      for (Migration rollback : optional) {
        run(rollback.sql());
      }
      try {
        assertThat(results())
            .noneMatch(line -> line.startsWith("not ok"))
            .anyMatch(line -> line.contains("# SKIP files: select: owner A is not installed"))
            .anyMatch(line -> line.contains("# SKIP tenant_login: owner A is not installed"))
            .anyMatch(line -> line.contains("# SKIP tenants: select: viewer is not installed"));
      } finally {
        for (Migration migration : ShippedSql.migrations()) {
          run(migration.sql());
        }
      }
    }

    /** The lines of the protocol TAP. */
    private List<String> results() throws SQLException, IOException {
      List<String> lines = new ArrayList<>();
      try (Connection connection = database.connect(database.owner());
          Statement statement = connection.createStatement()) {
        boolean isResult = statement.execute(Files.readString(RIGHTS));
        while (isResult || statement.getUpdateCount() != -1) {
          if (isResult) {
            try (ResultSet rows = statement.getResultSet()) {
              while (rows.next()) {
                lines.add(rows.getString(1));
              }
            }
          }
          isResult = statement.getMoreResults();
        }
      }
      return lines;
    }

    private void run(String sql) throws SQLException {
      try (Connection connection = database.connect(database.owner());
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
