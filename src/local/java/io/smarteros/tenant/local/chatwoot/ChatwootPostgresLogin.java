package io.smarteros.tenant.local.chatwoot;

import io.smarteros.tenant.local.database.DatabaseLogin;
import io.smarteros.tenant.local.database.PostgresTarget;
import java.sql.SQLException;
import java.util.Map;

/** Logs in to PostgreSQL with what Chatwoot's environment says, as Chatwoot itself would. */
public final class ChatwootPostgresLogin implements DatabaseLogin {
  @Override
  public String identityOf(Map<String, String> environment) throws SQLException {
    return new PostgresTarget(
            variable(environment, "POSTGRES_HOST"),
            variable(environment, "POSTGRES_PORT"),
            variable(environment, "POSTGRES_DATABASE"),
            variable(environment, "POSTGRES_USERNAME"),
            variable(environment, "POSTGRES_PASSWORD"),
            !variable(environment, "PGSSLMODE").equals("disable"))
        .identity();
  }

  private static String variable(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "");
  }
}
