package io.smarteros.tenant.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody else's condition says, for a sentence that quotes it. */
final class ConditionText {
  private ConditionText() {}

  /** Its status, reason and message, as far as it has them. */
  static String of(JsonNode condition) {
    return Stream.of("status", "reason", "message")
        .map(member -> condition.path(member).asText().strip())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
