package io.smarteros.tenant.operator.configuration;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A URL of a PostgreSQL database, taken apart as far as the operator looks into it: {@code
 * jdbc:postgresql://}, or {@code postgresql://} and {@code postgres://} as libpq takes them and
 * Supabase's dashboard shows them.
 *
 * @param servers host or host:port
 * @param user named before the host
 * @param hasPassword something stands where libpq expects a password
 * @param parameters by the driver's names
 */
record DatabaseUrl(
    boolean isJdbc,
    List<String> servers,
    String database,
    Optional<String> user,
    boolean hasPassword,
    Map<String, String> parameters) {

  private static final String JDBC = "jdbc:";

  private static final String SERVER = "(?:\\[[0-9A-Fa-f:.]+]|[^@/?%,:\\[\\]\\s]+)(?::\\d{1,5})?";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>jdbc:postgresql|postgresql|postgres)://(?:(?<login>[^/?]*)@)?"
              + "(?<servers>%1$s(?:,%1$s)*)".formatted(SERVER)
              + "/(?<database>[^/?#@\\s]+)(?:\\?(?<query>[^#\\s]*))?");

  /** Where libpq has another name than the driver for what concerns security. */
  private static final Map<String, String> DRIVER_NAMES =
      Map.of(
          "require_auth", "requireAuth",
          "channel_binding", "channelBinding",
          "sslnegotiation", "sslNegotiation");

  /** Empty when it is no such URL. */
  static Optional<DatabaseUrl> parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      return Optional.empty();
    }
    Optional<String> login = Optional.ofNullable(form.group("login"));
    try {
      return Optional.of(
          new DatabaseUrl(
              form.group("scheme").startsWith(JDBC),
              List.of(form.group("servers").split(",")),
              decoded(form.group("database")),
              login.map(text -> decoded(text.split(":", 2)[0])),
              login.filter(text -> text.contains(":")).isPresent(),
              parameters(form.group("query"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      parameters.put(
          DRIVER_NAMES.getOrDefault(pair[0], pair[0]), pair.length == 2 ? decoded(pair[1]) : "");
    }
    return Map.copyOf(parameters);
  }

  /** A plus sign is one: this is no form of a web page. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** As the driver takes it, without user and password. */
  String jdbc() {
    String query =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    return JDBC
        + "postgresql://%s/%s".formatted(String.join(",", servers), encoded(database))
        + (query.isEmpty() ? "" : "?" + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** Where the driver would take it, or where it is part of the host for the driver. */
  boolean namesLoginForDriver() {
    return parameters.containsKey("user")
        || parameters.containsKey("password")
        || (isJdbc && user.isPresent());
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
