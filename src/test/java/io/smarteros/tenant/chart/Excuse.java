package io.smarteros.tenant.chart;

import java.util.Set;

/**
 * Why the chart grants something that a run of the tests does not use.
 *
 * @param resource with its subresource, as {@code tenants/status}
 */
record Excuse(String group, String resource, Set<String> verbs, String reason) {
  boolean covers(Right right) {
    return right.group().equals(group)
        && right.resource().equals(resource)
        && verbs.contains(right.verb());
  }

  @Override
  public String toString() {
    return "%s %s (%s)"
        .formatted(verbs, group.isEmpty() ? resource : resource + "." + group, reason);
  }
}
