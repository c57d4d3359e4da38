package io.smarteros.tenant.local.odoo;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What Odoo keeps in its database: it outlives the pods. */
final class OdooDatabase {
  private static final String FIRST_ACCOUNT = "admin";

  private final Map<String, String> passwords = new TreeMap<>();
  private final Set<String> modules = new TreeSet<>();

  /** Whether there are tables. */
  synchronized boolean isInitialized() {
    return !modules.isEmpty();
  }

  /** Makes the tables, with the account that everybody knows; updates them if they are there. */
  synchronized void initialize() {
    if (!isInitialized()) {
      modules.add("base");
      modules.add("web");
      passwords.put(FIRST_ACCOUNT, FIRST_ACCOUNT);
    }
  }

  /** The first account becomes another one, unless it did before. */
  synchronized void replaceFirstAccount(String login, String password) {
    if (passwords.remove(FIRST_ACCOUNT) != null) {
      passwords.put(login, password);
    }
  }

  synchronized void install(Collection<String> names) {
    modules.addAll(names);
  }

  synchronized Set<String> modules() {
    return Set.copyOf(modules);
  }

  synchronized void setPassword(String login, String password) {
    passwords.put(login, password);
  }

  synchronized boolean isPassword(String login, String password) {
    return password.equals(passwords.get(login));
  }
}
