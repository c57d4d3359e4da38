package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.supabase.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The migrations as products apply them, with Supabase's CLI. */
class PushedMigrationsTest {
  @TempDir private Path folder;

  @Test
  void the_cli_applies_them_as_they_are() throws IOException {
    SupabaseCli cli = SupabaseCli.in(folder);
    Path migrations = Files.createDirectories(folder.resolve("supabase/migrations"));
    Files.writeString(migrations.resolveSibling("config.toml"), "project_id = \"product\"\n");
    for (Migration migration : ShippedSql.migrations()) {
      Files.writeString(
          migrations.resolve("%s_%s.sql".formatted(migration.version(), migration.name())),
          migration.sql());
    }
    try (SupabaseDatabase database = SupabaseDatabase.start(Schema.SEED)) {
      cli.about(database, "db", "push", "--yes");

      Tables tables = new Tables(database);
      assertThat(tables.one("select count(*) from supabase_migrations.schema_migrations"))
          .isEqualTo(String.valueOf(ShippedSql.migrations().size()));
      assertThat(tables.ask("select * from tenant_ops.self_test() where not ok")).isEmpty();
    }
  }
}
