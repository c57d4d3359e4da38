package io.smarteros.tenant.supabase.migration;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types of tables and functions for programs in TypeScript, as Supabase's CLI makes them. */
class DatabaseTypesTest {
  @TempDir private Path folder;

  @Test
  void they_are_those_of_the_migrated_schema() throws IOException {
    SupabaseCli cli = SupabaseCli.in(folder);
    try (SupabaseDatabase database = SupabaseDatabase.start(Schema.HARDENED)) {
      GeneratedFile.check(
          Path.of("src/main/supabase/types/database.ts"),
          cli.about(database, "gen", "types", "typescript", "--schema", "public"));
    }
  }
}
