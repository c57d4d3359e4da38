package io.smarteros.tenant.service;

import java.util.Set;

/** How a credential of an application is replaced. */
public sealed interface Rotation {

  /**
   * By others in the place of generated secrets, which the application takes over at its start.
   *
   * @param names of the secrets; those that are derived from one another stand together
   */
  record OfSecrets(Set<String> names) implements Rotation {
    public OfSecrets {
      names = Set.copyOf(names);
    }
  }

  /**
   * By the set-up, which makes it again through the application's API. Until then the old one stays
   * in the record.
   *
   * @param external its name among the record's external objects
   */
  record OfExternal(String external) implements Rotation {}

  /**
   * Not by the operator.
   *
   * @param why and what a person can do, as a clause
   */
  record Impossible(String why) implements Rotation {}
}
