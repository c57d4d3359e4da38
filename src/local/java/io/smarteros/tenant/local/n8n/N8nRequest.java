package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a caller asked n8n for. Header names are lower case. */
record N8nRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String COOKIE = "n8n-auth=";

  static N8nRequest of(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new N8nRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        parameters(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("")),
        Map.copyOf(headers),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** As it stands in a log: {@code POST /rest/login}. */
  String line() {
    return method + " " + path;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  Optional<String> sessionCookie() {
    return header("cookie").stream()
        .flatMap(cookies -> Arrays.stream(cookies.split(";\\s*", -1)))
        .filter(cookie -> cookie.startsWith(COOKIE))
        .map(cookie -> cookie.substring(COOKIE.length()))
        .findFirst();
  }

  /** Empty when the body is no JSON; a missing node when there is no body. */
  Optional<JsonNode> json() {
    if (body.isBlank()) {
      return Optional.of(MissingNode.getInstance());
    }
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return Map.copyOf(parameters);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
