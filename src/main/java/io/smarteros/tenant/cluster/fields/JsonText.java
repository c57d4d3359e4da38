package io.smarteros.tenant.cluster.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON that is kept for long and seldom read: a tree of it would take five times the memory.
 *
 * @param json as it was written; two that mean the same may differ in the order of their members
 */
public record JsonText(String json) {
  private static final JsonMapper JSON = new JsonMapper();

  public static JsonText of(JsonNode tree) {
    return new JsonText(tree.toString());
  }

  /** Made anew at each call. */
  public JsonNode tree() {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not what was written: " + json, e);
    }
  }
}
