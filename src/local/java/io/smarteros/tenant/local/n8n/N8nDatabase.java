package io.smarteros.tenant.local.n8n;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What n8n keeps in its database: it outlives the pods. */
final class N8nDatabase {
  private final List<N8nApiKey> keys = new ArrayList<>();
  private final Set<String> endedSessions = ConcurrentHashMap.newKeySet();
  private final String encryptionKey;
  private N8nOwner owner = new N8nOwner(UUID.randomUUID().toString(), "", "", "", "");
  private boolean migrated;
  private boolean twoFactorLogin;

  /** The key that a database is first opened with is the only one that ever opens it. */
  N8nDatabase(String encryptionKey) {
    this.encryptionKey = encryptionKey;
  }

  boolean isReadableWith(String key) {
    return encryptionKey.equals(key);
  }

  synchronized boolean isMigrated() {
    return migrated;
  }

  synchronized void markMigrated() {
    migrated = true;
  }

  synchronized N8nOwner owner() {
    return owner;
  }

  synchronized void changeOwner(N8nOwner changed) {
    owner = changed;
  }

  synchronized boolean asksForSecondFactor() {
    return twoFactorLogin;
  }

  synchronized void askForSecondFactor() {
    twoFactorLogin = true;
  }

  synchronized List<N8nApiKey> keys() {
    return List.copyOf(keys);
  }

  synchronized Optional<N8nApiKey> key(String secret) {
    return keys.stream().filter(key -> key.secret().equals(secret)).findFirst();
  }

  /** Empty when the label is taken. */
  synchronized Optional<N8nApiKey> addKey(String label, List<String> scopes, Instant now) {
    if (keys.stream().anyMatch(key -> key.label().equals(label))) {
      return Optional.empty();
    }
    N8nApiKey key = new N8nApiKey(N8nTokens.id(), label, scopes, N8nTokens.apiKey(owner.id()), now);
    keys.add(key);
    return Optional.of(key);
  }

  /** False when there is no such key. */
  synchronized boolean deleteKey(String id) {
    return keys.removeIf(key -> key.id().equals(id));
  }

  void endSession(String cookie) {
    endedSessions.add(cookie);
  }

  boolean hasEnded(String cookie) {
    return endedSessions.contains(cookie);
  }
}
