package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;

/** Equality of JSON as PostgreSQL's {@code jsonb} understands it: 1, 1.0 and 1e0 are the same. */
public final class JsonValues {
  private JsonValues() {}

  static boolean same(JsonNode left, JsonNode right) {
    return left.equals(JsonValues::compareLeaves, right);
  }

  /** Whether an object has the key with that value; what is no object has none. */
  public static boolean sameKey(JsonNode object, String key, JsonNode value) {
    JsonNode there = object.get(key);
    return there != null && same(there, value);
  }

  /** Zero when equal; Jackson asks for a comparator but needs no order. */
  private static int compareLeaves(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.equals(right) ? 0 : 1;
  }
}
