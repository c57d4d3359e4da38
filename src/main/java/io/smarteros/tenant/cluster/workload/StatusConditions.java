package io.smarteros.tenant.cluster.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads conditions and times from the status of an object. */
public final class StatusConditions {
  private StatusConditions() {}

  /** The condition, if it has this status. */
  public static Optional<JsonNode> find(ObservedObject object, String type, String status) {
    return elements(object.status().path("conditions"))
        .filter(condition -> condition.path("type").asText().equals(type))
        .filter(condition -> condition.path("status").asText().equals(status))
        .findFirst();
  }

  /** Since when the condition has its status. */
  public static Optional<Instant> since(JsonNode condition) {
    return time(condition.path("lastTransitionTime"));
  }

  static Optional<Instant> time(JsonNode timestamp) {
    try {
      return Optional.of(timestamp.asText()).filter(text -> !text.isEmpty()).map(Instant::parse);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Those of an array; none of what is no array. */
  public static Stream<JsonNode> elements(JsonNode array) {
    return array.isArray() ? StreamSupport.stream(array.spliterator(), false) : Stream.empty();
  }
}
