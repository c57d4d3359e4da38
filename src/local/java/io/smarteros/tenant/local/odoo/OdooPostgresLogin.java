package io.smarteros.tenant.local.odoo;

import io.smarteros.tenant.local.database.DatabaseLogin;
import io.smarteros.tenant.local.database.PostgresTarget;
import java.sql.SQLException;
import java.util.Map;

/** Logs in to PostgreSQL with what {@code odoo.conf} says, as Odoo itself would. */
public final class OdooPostgresLogin implements DatabaseLogin {
  @Override
  public String identityOf(Map<String, String> options) throws SQLException {
    return new PostgresTarget(
            options.getOrDefault("db_host", ""),
            options.getOrDefault("db_port", ""),
            options.getOrDefault("db_name", ""),
            options.getOrDefault("db_user", ""),
            options.getOrDefault("db_password", ""),
            !options.getOrDefault("db_sslmode", "").equals("disable"))
        .identity();
  }
}
