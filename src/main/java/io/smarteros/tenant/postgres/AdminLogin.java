package io.smarteros.tenant.postgres;

/** A role that may make roles and databases: CREATEROLE and CREATEDB, or a superuser. */
public record AdminLogin(String user, String password) {
  @Override
  public String toString() {
    return user;
  }
}
