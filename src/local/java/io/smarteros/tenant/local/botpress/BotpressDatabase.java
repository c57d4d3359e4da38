package io.smarteros.tenant.local.botpress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Botpress keeps in its database: it outlives the pods. */
final class BotpressDatabase {
  private final Map<String, String> passwords = new TreeMap<>();
  private final List<String> superAdmins = new ArrayList<>();
  private final Map<String, Bot> bots = new TreeMap<>();

  private boolean writable = true;

  /** As its configuration has it. */
  record Bot(String id, String name, String language, boolean disabled) {}

  synchronized boolean hasUsers() {
    return !passwords.isEmpty();
  }

  /** Two writes: the user, and that he may do everything. */
  synchronized void makeFirstUser(String email, String password) {
    passwords.put(email, password);
    superAdmins.add(email);
  }

  /** The addresses in its configuration, the first user's first. */
  synchronized List<String> superAdmins() {
    return List.copyOf(superAdmins);
  }

  synchronized void forgetSuperAdmins() {
    superAdmins.clear();
  }

  synchronized void setPassword(String email, String password) {
    passwords.put(email, password);
  }

  synchronized boolean isPassword(String email, String password) {
    return password.equals(passwords.get(email));
  }

  synchronized boolean isWritable() {
    return writable;
  }

  synchronized void setWritable(boolean now) {
    writable = now;
  }

  synchronized Optional<Bot> bot(String id) {
    return Optional.ofNullable(bots.get(id));
  }

  synchronized void put(Bot bot) {
    bots.put(bot.id(), bot);
  }

  synchronized Map<String, Bot> bots() {
    return Map.copyOf(bots);
  }
}
