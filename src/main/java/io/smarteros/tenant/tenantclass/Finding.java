package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Problem;

/** How a part of a class stands: its Secrets, its database server, its routing. */
sealed interface Finding {

  /** As it should be. */
  record Holds(String message) implements Finding {}

  /** Not as it should be. */
  record Fails(Problem problem) implements Finding {}

  /** It cannot be told, for this reason. */
  record Unclear(Problem problem) implements Finding {}

  /** Nobody has looked since the operator started or the class changed. */
  record NotYet() implements Finding {}
}
