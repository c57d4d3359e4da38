package io.smarteros.tenant.operator;

import io.smarteros.tenant.operator.configuration.Configuration.SupabaseDatabase;
import io.smarteros.tenant.operator.configuration.ConfigurationReader;
import io.smarteros.tenant.operator.configuration.InvalidConfigurationException;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.supabase.migration.MigrationRun;
import io.smarteros.tenant.supabase.migration.MigrationRun.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies the shipped migrations, with a log-in of its own: {@code migrate [optional migration
 * ...]}. The operator itself never changes the schema.
 */
final class MigrateCommand {
  static final String NAME = "migrate";

  private MigrateCommand() {}

  static Outcome run(Map<String, String> environment, List<String> optional) {
    try {
      SupabaseDatabase database =
          ConfigurationReader.readDatabase(environment, ConfigurationReader::readFile);
      SupabaseLogin login =
          new SupabaseLogin(
              database.url(),
              database.user(),
              () -> database.password().value(),
              database.properties());
      return new MigrationRun(login, System.out::println).run(Set.copyOf(optional));
    } catch (InvalidConfigurationException e) {
      e.problems().forEach(System.err::println);
      return Outcome.REFUSED;
    }
  }
}
