package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code supabase db advisors} says, the linter of the dashboard. */
class AdvisorsTest {
  /** It tells of what was asked of a database, not of its schema: here nobody asked anything. */
  private static final String USAGE = "unused_index";

  @TempDir private Path folder;

  @Test
  void they_find_nothing_in_the_migrated_schema() throws IOException {
    assertThat(findings(Schema.HARDENED)).isEmpty();
  }

  @Test
  void they_find_what_is_wrong_with_the_seed() throws IOException {
    assertThat(findings(Schema.SEED))
        .contains("auth_rls_initplan", "multiple_permissive_policies", "unindexed_foreign_keys");
  }

  private List<String> findings(Schema schema) throws IOException {
    SupabaseCli cli = SupabaseCli.in(folder);
    try (SupabaseDatabase database = SupabaseDatabase.start(schema)) {
      String found = cli.about(database, "db", "advisors", "--level", "info", "--output", "json");
      List<String> names = new ArrayList<>();
      for (JsonNode finding : new ObjectMapper().readTree(found)) {
        names.add(finding.path("name").asText());
      }
      names.removeIf(USAGE::equals);
      return names;
    }
  }
}
