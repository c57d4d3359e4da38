package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import java.util.Optional;

/**
 * The PostgreSQL server of a class.
 *
 * @param caCertificate PEM of one or more authorities; absent: those that the JVM trusts
 */
public record ServerAddress(
    String host, int port, SslMode sslMode, Optional<String> caCertificate) {

  /** As placement and records name the server. */
  public String hostAndPort() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return hostAndPort();
  }
}
