package io.smarteros.tenant.namespace;

import io.smarteros.tenant.api.Problem;

/** The state of a tenant's namespace. */
public sealed interface NamespaceState {

  /**
   * It is there, and it is the tenant's.
   *
   * @param adopted somebody had made it, and gave it to the tenant: it is never deleted
   */
  record Present(boolean adopted) implements NamespaceState {}

  /** It was made just now: nothing is in it, whatever is remembered of an earlier one. */
  record Made() implements NamespaceState {}

  /** The operator tries again. */
  record Waiting(String message) implements NamespaceState {}

  /** It was there and is gone: a person decides how to go on. */
  record Lost(Problem problem) implements NamespaceState {}

  /** Only a person can help. */
  record Refused(Problem problem) implements NamespaceState {}
}
