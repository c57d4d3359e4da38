package io.smarteros.tenant.cluster.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two JSON trees differ, one line each, so that a failed test says what is wrong. */
final class Differences {
  private final List<String> found = new ArrayList<>();

  private Differences() {}

  static List<String> between(JsonNode desired, JsonNode live) {
    Differences differences = new Differences();
    differences.compare("", desired, live);
    return List.copyOf(differences.found);
  }

  private void compare(String path, JsonNode desired, JsonNode live) {
    if (desired.isObject() && live.isObject()) {
      Set<String> names = new TreeSet<>();
      desired.fieldNames().forEachRemaining(names::add);
      live.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(path + "/" + name, desired.path(name), live.path(name)));
    } else if (desired.isArray() && live.isArray()) {
      for (int i = 0; i < Math.max(desired.size(), live.size()); i++) {
        compare(path + "/" + i, desired.path(i), live.path(i));
      }
    } else if (!desired.toString().equals(live.toString())) {
      found.add("%s is %s instead of %s".formatted(path, show(live), show(desired)));
    }
  }

  private static String show(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString();
  }
}
