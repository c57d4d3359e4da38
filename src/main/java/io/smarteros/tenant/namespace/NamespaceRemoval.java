package io.smarteros.tenant.namespace;

/** The progress of removing a tenant's namespace. */
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
   * It was created for the tenant, and its labels or annotations now say otherwise: a person
   * decides.
   *
   * @param message what to do, for a person
   */
  record NotOurs(String message) implements NamespaceRemoval {}
}
