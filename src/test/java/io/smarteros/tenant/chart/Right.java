package io.smarteros.tenant.chart;

import java.util.Set;

/**
 * One verb on one resource.
 *
 * @param group the API group, empty for the core one
 * @param resource with its subresource, as {@code tenants/status}
 * @param names of the objects that it is limited to; empty: all
 */
record Right(String group, String resource, String verb, Set<String> names, Scope scope) {

  /** Where a right holds. */
  sealed interface Scope {
    /** In every namespace, and for what is in none. */
    record Everywhere() implements Scope {}

    /** In one namespace. */
    record InNamespace(String namespace) implements Scope {}

    /** In the namespaces where the operator has bound the role to itself. */
    record InTenantNamespaces() implements Scope {}
  }

  @Override
  public String toString() {
    String where =
        switch (scope) {
          case Scope.Everywhere() -> "everywhere";
          case Scope.InNamespace(String namespace) -> "in namespace " + namespace;
          case Scope.InTenantNamespaces() -> "in tenants' namespaces";
        };
    String what = group.isEmpty() ? resource : resource + "." + group;
    return names.isEmpty()
        ? "%s %s %s".formatted(verb, what, where)
        : "%s %s %s %s".formatted(verb, what, names, where);
  }
}
