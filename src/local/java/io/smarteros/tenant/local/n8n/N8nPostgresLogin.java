package io.smarteros.tenant.local.n8n;

import io.smarteros.tenant.local.database.DatabaseLogin;
import io.smarteros.tenant.local.database.PostgresTarget;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Logs in to PostgreSQL with what n8n's environment says, as n8n itself would. */
public final class N8nPostgresLogin implements DatabaseLogin {
  @Override
  public String identityOf(Map<String, String> environment) throws SQLException {
    return new PostgresTarget(
            variable(environment, "HOST"),
            variable(environment, "PORT"),
            variable(environment, "DATABASE"),
            variable(environment, "USER"),
            variable(environment, "PASSWORD"),
            variable(environment, "SSL_ENABLED").equals("true"))
        .identity();
  }

  private static String variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get("DB_POSTGRESDB_" + name)).orElse("");
  }
}
