package io.smarteros.tenant.local.botpress;

import io.smarteros.tenant.local.database.DatabaseLogin;
import io.smarteros.tenant.local.database.PostgresTarget;
import java.net.URI;
import java.sql.SQLException;
import java.util.Map;

/** Logs in to PostgreSQL with what Botpress's environment says, as Botpress itself would. */
public final class BotpressPostgresLogin implements DatabaseLogin {
  @Override
  public String identityOf(Map<String, String> environment) throws SQLException {
    URI url = URI.create(environment.getOrDefault("DATABASE_URL", ""));
    if (!"postgres".equals(url.getScheme())) {
      throw new SQLException("Botpress would use a file instead of PostgreSQL");
    }
    String[] account = url.getUserInfo().split(":", 2);
    return new PostgresTarget(
            url.getHost(),
            Integer.toString(url.getPort()),
            url.getPath().substring(1),
            account[0],
            account[1],
            url.getQuery() != null)
        .identity();
  }
}
