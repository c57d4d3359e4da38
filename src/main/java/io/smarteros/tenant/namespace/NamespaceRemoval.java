package io.smarteros.tenant.namespace;

/** How far the removal of a tenant's namespace has come. */
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
   * It was made for the tenant, and is now said to be another's: only a person can tell.
   *
   * @param message what to do, for a person
   */
  record NotOurs(String message) implements NamespaceRemoval {}
}
