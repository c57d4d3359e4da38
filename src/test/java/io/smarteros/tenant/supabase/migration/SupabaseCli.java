package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.testkit.FinishedCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Supabase's CLI, as far as it works on any PostgreSQL and without Docker. */
record SupabaseCli(Path program, Path folder) {
  /**
   * Fetched, if it is not there.
   *
   * @param folder where it runs, and leaves what it remembers
   */
  static SupabaseCli in(Path folder) {
    Path installed = NpmPackage.SUPABASE_CLI.installed();
    return new SupabaseCli(installed.resolve("../.bin/supabase").normalize(), folder);
  }

  /** What it writes about a database, as the owner of the tables sees it. */
  String about(SupabaseDatabase database, String... arguments) throws IOException {
    Login owner = database.owner();
    List<String> command =
        new ArrayList<>(
            List.of("env", "DO_NOT_TRACK=1", "SUPABASE_TELEMETRY_DISABLED=1", program.toString()));
    command.addAll(List.of(arguments));
    command.add(
        "--remote=postgresql://%s:%s@127.0.0.1:%d/postgres?sslmode=disable"
            .formatted(owner.user(), owner.password(), database.port()));
    FinishedCommand finished = FinishedCommand.of(command, folder);
    assertThat(finished.exitCode()).as(finished.errors()).isZero();
    return finished.output();
  }
}
