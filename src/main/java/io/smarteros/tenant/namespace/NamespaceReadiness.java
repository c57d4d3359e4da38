package io.smarteros.tenant.namespace;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.util.List;

/** The state of the namespace and its guard rails. */
public sealed interface NamespaceReadiness {
  record Unknown() implements NamespaceReadiness {}

  record Ready(String name) implements NamespaceReadiness {}

  /**
   * The namespace is there with all that protects it, but something about it is not as the class
   * wants it. What runs is looked after.
   *
   * @param retried it may end by itself; otherwise a person has to help
   * @param admitsNew services that never ran may begin
   */
  record Impaired(String name, Problem problem, boolean retried, boolean admitsNew)
      implements NamespaceReadiness {}

  record Progressing(String name, String message) implements NamespaceReadiness {}

  record Blocked(String name, Problem problem, List<Decision> decisions)
      implements NamespaceReadiness {}

  /**
   * Whether a service may be worked on in the namespace.
   *
   * @param hasRun it was in the namespace before
   */
  default boolean admits(boolean hasRun) {
    return switch (this) {
      case Ready _ -> true;
      case Impaired impaired -> hasRun || impaired.admitsNew();
      case Unknown _, Progressing _, Blocked _ -> false;
    };
  }
}
