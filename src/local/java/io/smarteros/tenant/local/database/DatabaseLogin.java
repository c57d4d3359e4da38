package io.smarteros.tenant.local.database;

import java.sql.SQLException;
import java.util.Map;

/** Tries the database that an application's environment names. */
@FunctionalInterface
public interface DatabaseLogin {
  /**
   * Logs in.
   *
   * @return which database it is: another one, also one of the same name made later, has another
   *     identity
   * @throws SQLException when it cannot be reached or refuses
   */
  String identityOf(Map<String, String> environment) throws SQLException;

  /** Whether it can be used now, and is still the one of this identity. */
  default boolean finds(String identity, Map<String, String> environment) {
    try {
      return identityOf(environment).equals(identity);
    } catch (SQLException e) {
      return false;
    }
  }
}
