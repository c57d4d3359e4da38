package io.smarteros.tenant.local.n8n;

import io.smarteros.tenant.local.database.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Logs in to PostgreSQL with what n8n's environment says, as n8n itself would. */
public final class N8nPostgresLogin implements DatabaseLogin {
  private static final String SECONDS_TO_WAIT = "2";

  @Override
  public String identityOf(Map<String, String> environment) throws SQLException {
    String url =
        "jdbc:postgresql://%s:%s/%s"
            .formatted(
                variable(environment, "HOST"),
                variable(environment, "PORT"),
                variable(environment, "DATABASE"));
    try (Connection connection = DriverManager.getConnection(url, properties(environment));
        var statement = connection.createStatement();
        ResultSet database =
            statement.executeQuery(
                "select oid from pg_database where datname = current_database()")) {
      database.next();
      return url + "#" + database.getLong(1);
    }
  }

  private static Properties properties(Map<String, String> environment) {
    Properties properties = new Properties();
    properties.setProperty("user", variable(environment, "USER"));
    properties.setProperty("password", variable(environment, "PASSWORD"));
    properties.setProperty("connectTimeout", SECONDS_TO_WAIT);
    properties.setProperty("socketTimeout", SECONDS_TO_WAIT);
    boolean encrypted = variable(environment, "SSL_ENABLED").equals("true");
    properties.setProperty("sslmode", encrypted ? "require" : "disable");
    return properties;
  }

  private static String variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get("DB_POSTGRESDB_" + name)).orElse("");
  }
}
