package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.supabase.migration.MigrationRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateCommandTest {
  @Test
  void it_reads_the_operators_variables_with_a_log_in_of_its_own(@TempDir Path folder)
      throws IOException {
    try (SupabaseDatabase database = SupabaseDatabase.start(Schema.SEED)) {
      Login owner = database.owner();
      Path password = Files.writeString(folder.resolve("password"), owner.password() + "\n");
      Map<String, String> environment =
          Map.of(
              "SUPABASE_DB_URL",
              database.jdbcUrl() + "&requireAuth=password",
              "SUPABASE_DB_USER",
              owner.user(),
              "SUPABASE_DB_PASSWORD_FILE",
              password.toString());

      assertThat(MigrateCommand.run(environment, List.of())).isEqualTo(Outcome.DONE);
      assertThat(MigrateCommand.run(environment, List.of("nothing"))).isEqualTo(Outcome.REFUSED);
    }
  }

  @Test
  void what_is_missing_is_no_reason_to_try_again() {
    assertThat(MigrateCommand.run(Map.of(), List.of())).isEqualTo(Outcome.REFUSED);
  }
}
