package io.smarteros.tenant.namespace;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.util.List;

/** The state of the namespace and its guard rails. */
public sealed interface NamespaceReadiness {
  record Unknown() implements NamespaceReadiness {}

  record Ready(String name) implements NamespaceReadiness {}

  record Progressing(String name, String message) implements NamespaceReadiness {}

  record Blocked(String name, Problem problem, List<Decision> decisions)
      implements NamespaceReadiness {}
}
