package io.smarteros.tenant.operator.configuration;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC URL of PostgreSQL, taken apart as far as the operator looks into it.
 *
 * @param servers host or host:port, with user information where someone left it there
 */
record JdbcUrl(List<String> servers, Map<String, String> parameters) {
  private static final String JDBC = "jdbc:";

  /** Empty when it is no such URL. */
  static Optional<JdbcUrl> parse(String url) {
    if (!url.startsWith(JDBC + "postgresql://")) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(url.substring(JDBC.length()));
      String servers = uri.getRawAuthority();
      String database = uri.getPath();
      if (servers == null || database == null || database.length() < 2) {
        return Optional.empty();
      }
      return Optional.of(new JdbcUrl(List.of(servers.split(",")), parameters(uri.getQuery())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    return Arrays.stream(query == null ? new String[0] : query.split("&"))
        .map(parameter -> parameter.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> pair.length == 2 ? pair[1] : "", (first, last) -> last));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  boolean hasCredentials() {
    return servers.stream().anyMatch(server -> server.contains("@"))
        || parameters.containsKey("user")
        || parameters.containsKey("password");
  }

  boolean hasPort(int port) {
    return servers.stream().anyMatch(server -> server.endsWith(":" + port));
  }

  boolean hasHostIn(String domain) {
    return servers.stream()
        .map(server -> server.replaceFirst(":\\d+$", ""))
        .anyMatch(host -> host.endsWith("." + domain));
  }
}
