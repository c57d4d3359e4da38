package io.smarteros.tenant.local.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A database of PostgreSQL, as an application's environment names it.
 *
 * @param encrypted whether the application uses TLS; it checks no certificate here
 */
public record PostgresTarget(
    String host, String port, String database, String user, String password, boolean encrypted) {
  private static final String SECONDS_TO_WAIT = "2";

  /**
   * Logs in.
   *
   * @return which database it is: one that is made anew has another identity
   * @throws SQLException when it cannot be reached or refuses
   */
  public String identity() throws SQLException {
    String url = "jdbc:postgresql://%s:%s/%s".formatted(host, port, database);
    try (Connection connection = DriverManager.getConnection(url, properties());
        var statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select oid from pg_database where datname = current_database()")) {
      found.next();
      return url + "#" + found.getLong(1);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", SECONDS_TO_WAIT);
    properties.setProperty("socketTimeout", SECONDS_TO_WAIT);
    properties.setProperty("sslmode", encrypted ? "require" : "disable");
    return properties;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "%s on %s:%s".formatted(database, host, port);
  }
}
