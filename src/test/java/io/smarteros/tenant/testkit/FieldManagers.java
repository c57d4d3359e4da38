package io.smarteros.tenant.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who owns which fields of one object, by the rules of server-side apply. */
final class FieldManagers {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String APPLY = "Apply";
  private static final String UPDATE = "Update";

  private final Map<Manager, Set<List<String>>> owned = new LinkedHashMap<>();

  private record Manager(String name, String operation) {}

  /**
   * Merges what a manager applies into the object, by force.
   *
   * @return the managers whose values were replaced
   */
  Set<String> apply(String name, ObjectNode live, ObjectNode desired) {
    Manager manager = new Manager(name, APPLY);
    Map<List<String>, JsonNode> wanted = JsonFields.of(desired);
    Set<String> overruled = new TreeSet<>();
    wanted.forEach(
        (path, value) -> {
          if (!JsonFields.get(live, path).equals(Optional.of(value))) {
            overruled.addAll(takeFromOthers(manager, path));
            JsonFields.set(live, path, value);
          }
        });
    Set<List<String>> before = owned.getOrDefault(manager, Set.of());
    before.stream()
        .filter(path -> !wanted.containsKey(path))
        .filter(path -> ownersOf(path).equals(Set.of(manager)))
        .forEach(path -> JsonFields.remove(live, path));
    owned.put(manager, new HashSet<>(wanted.keySet()));
    return overruled;
  }

  private Set<String> takeFromOthers(Manager manager, List<String> path) {
    Set<String> others = new TreeSet<>();
    owned.forEach(
        (other, paths) -> {
          if (!other.equals(manager) && paths.removeIf(theirs -> overlaps(theirs, path))) {
            others.add(other.name());
          }
        });
    return others;
  }

  private Set<Manager> ownersOf(List<String> path) {
    Set<Manager> owners = new HashSet<>();
    owned.forEach(
        (manager, paths) -> {
          if (paths.stream().anyMatch(theirs -> overlaps(theirs, path))) {
            owners.add(manager);
          }
        });
    return owners;
  }

  private static boolean overlaps(List<String> one, List<String> other) {
    int shorter = Math.min(one.size(), other.size());
    return one.subList(0, shorter).equals(other.subList(0, shorter));
  }

  /** Somebody wrote the object as a whole: what he changed is his, what he left out is nobody's. */
  void update(String name, ObjectNode before, ObjectNode after) {
    owned
        .values()
        .forEach(
            paths ->
                paths.removeIf(
                    path -> !JsonFields.get(before, path).equals(JsonFields.get(after, path))));
    Set<List<String>> his = owned.computeIfAbsent(new Manager(name, UPDATE), _ -> new HashSet<>());
    JsonFields.of(after)
        .forEach(
            (path, value) -> {
              if (!JsonFields.get(before, path).equals(Optional.of(value))) {
                his.add(path);
              }
            });
  }

  /** As {@code metadata.managedFields} tells it. */
  ArrayNode toJson(String apiVersion) {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    owned.forEach(
        (manager, paths) -> {
          if (!paths.isEmpty()) {
            ObjectNode entry = entries.addObject();
            entry.put("manager", manager.name());
            entry.put("operation", manager.operation());
            entry.put("apiVersion", apiVersion);
            entry.put("fieldsType", "FieldsV1");
            entry.set("fieldsV1", JSON.valueToTree(fields(paths)));
          }
        });
    return entries;
  }

  private static ObjectNode fields(Set<List<String>> paths) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (List<String> path : paths) {
      ObjectNode at = fields;
      for (String name : path) {
        at = at.withObjectProperty("f:" + name);
      }
    }
    return fields;
  }
}
