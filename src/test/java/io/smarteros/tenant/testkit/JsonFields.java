package io.smarteros.tenant.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of an object that somebody can own: its leaves, of which a list is one. */
final class JsonFields {
  private static final Set<List<String>> OF_NOBODY =
      Set.of(
          List.of("apiVersion"),
          List.of("kind"),
          List.of("status"),
          List.of("metadata", "name"),
          List.of("metadata", "namespace"),
          List.of("metadata", "uid"),
          List.of("metadata", "resourceVersion"),
          List.of("metadata", "generation"),
          List.of("metadata", "creationTimestamp"),
          List.of("metadata", "deletionTimestamp"),
          List.of("metadata", "managedFields"));

  private JsonFields() {}

  static Map<List<String>, JsonNode> of(ObjectNode object) {
    Map<List<String>, JsonNode> fields = new LinkedHashMap<>();
    collect(object, List.of(), fields);
    return fields;
  }

  private static void collect(
      ObjectNode object, List<String> path, Map<List<String>, JsonNode> fields) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      List<String> below = new ArrayList<>(path);
      below.add(member.getKey());
      if (OF_NOBODY.contains(below) || member.getValue().isNull()) {
        continue;
      }
      if (member.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
        collect(inner, below, fields);
      } else {
        fields.put(List.copyOf(below), member.getValue());
      }
    }
  }

  static Optional<JsonNode> get(ObjectNode object, List<String> path) {
    JsonNode at = object;
    for (String name : path) {
      at = at.path(name);
    }
    return at.isMissingNode() ? Optional.empty() : Optional.of(at);
  }

  static void set(ObjectNode object, List<String> path, JsonNode value) {
    ObjectNode at = object;
    for (String name : path.subList(0, path.size() - 1)) {
      at = at.get(name) instanceof ObjectNode inner ? inner : at.putObject(name);
    }
    at.set(path.getLast(), value.deepCopy());
  }

  /** Together with what is empty without it. */
  static void remove(ObjectNode object, List<String> path) {
    if (object.get(path.getFirst()) instanceof ObjectNode inner && path.size() > 1) {
      remove(inner, path.subList(1, path.size()));
      if (inner.isEmpty()) {
        object.remove(path.getFirst());
      }
    } else {
      object.remove(path.getFirst());
    }
  }
}
