package io.smarteros.tenant.supabase.connection;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the rows are, and who the operator is there.
 *
 * @param url a JDBC URL without user and password
 * @param password is asked at every log-in, so that a new one needs no restart
 * @param properties of the driver, such as {@code sslrootcert}. Without {@code sslmode} the
 *     server's certificate is verified in full
 */
public record SupabaseLogin(
    String url, String user, Supplier<String> password, Map<String, String> properties) {

  private static final String SCHEME = "jdbc:";

  public SupabaseLogin {
    properties = Map.copyOf(properties);
  }

  /** Host and port, for messages. */
  String address() {
    return URI.create(url.substring(SCHEME.length())).getAuthority();
  }

  @Override
  public String toString() {
    return user + " at " + address();
  }
}
