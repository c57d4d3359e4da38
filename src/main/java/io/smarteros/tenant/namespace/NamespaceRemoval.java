package io.smarteros.tenant.namespace;

/** The progress of removing what a tenant has in its namespace, and the namespace itself. */
public sealed interface NamespaceRemoval {

  /** Nothing of the tenant's is there. What else bears the name is somebody else's. */
  record Gone() implements NamespaceRemoval {}

  /**
   * It ends by itself.
   *
   * @param message what is waited for, for a person
   */
  record Going(String message) implements NamespaceRemoval {}

  /**
   * A person has to help: something is not the tenant's, is refused, or does not end.
   *
   * @param step that the annotation {@code abandon} gives up
   * @param why what is in the way and what to do, for a person
   */
  record Blocked(String step, String why) implements NamespaceRemoval {}
}
