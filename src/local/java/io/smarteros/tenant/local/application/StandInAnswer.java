package io.smarteros.tenant.local.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** What an application says. */
public record StandInAnswer(
    int status, String contentType, String body, Map<String, String> headers) {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static StandInAnswer json(int status, JsonNode body) {
    return new StandInAnswer(status, JSON, body.toString(), Map.of());
  }

  public static StandInAnswer page(int status, String content) {
    return new StandInAnswer(status, HTML, content, Map.of());
  }

  public StandInAnswer with(String header, String value) {
    return with(Map.of(header, value));
  }

  public StandInAnswer with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new StandInAnswer(status, contentType, body, Map.copyOf(all));
  }
}
