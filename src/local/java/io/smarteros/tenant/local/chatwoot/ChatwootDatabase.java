package io.smarteros.tenant.local.chatwoot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What Chatwoot keeps in PostgreSQL and Redis: it outlives the pods. */
final class ChatwootDatabase {
  private final Map<Long, Account> accounts = new TreeMap<>();
  private final Map<Long, User> users = new TreeMap<>();
  private final List<Inbox> inboxes = new ArrayList<>();
  private final Map<Long, Bot> bots = new TreeMap<>();
  private final Set<Long> deletedAccounts = new TreeSet<>();
  private Optional<String> platformToken = Optional.empty();
  private boolean onboardingOpen = true;
  private boolean redisUp = true;
  private int jobsToFail;
  private long lastId;

  /** As the Platform API has it. */
  record Account(
      long id,
      String name,
      String locale,
      String supportEmail,
      String status,
      Map<String, String> customAttributes,
      Map<Long, String> roles) {
    boolean isSuspended() {
      return status.equals("suspended");
    }
  }

  record User(
      long id, String name, String email, String password, String token, boolean superAdmin) {}

  /**
   * An inbox of an account.
   *
   * @param members who gets its conversations
   */
  record Inbox(
      long id, long account, String name, String channel, String address, Set<Long> members) {}

  record Bot(long id, long account, String name, String outgoingUrl) {}

  synchronized long nextId() {
    return ++lastId;
  }

  synchronized void put(Account account) {
    accounts.put(account.id(), account);
  }

  synchronized Optional<Account> account(long id) {
    return Optional.ofNullable(accounts.get(id));
  }

  synchronized List<Account> accounts() {
    return List.copyOf(accounts.values());
  }

  /** The platform application still refers to it afterwards. */
  synchronized void deleteAccount(long id) {
    accounts.remove(id);
    deletedAccounts.add(id);
  }

  synchronized boolean hasDeletedAccounts() {
    return !deletedAccounts.isEmpty();
  }

  synchronized void put(User user) {
    users.put(user.id(), user);
  }

  synchronized Optional<User> user(long id) {
    return Optional.ofNullable(users.get(id));
  }

  /** Addresses are compared without case. */
  synchronized Optional<User> userOf(String email) {
    String lowerCase = email.toLowerCase(Locale.ROOT);
    return users.values().stream().filter(user -> user.email().equals(lowerCase)).findFirst();
  }

  synchronized Optional<User> userWithToken(String token) {
    return users.values().stream().filter(user -> user.token().equals(token)).findFirst();
  }

  synchronized void put(Inbox inbox) {
    inboxes.removeIf(other -> other.id() == inbox.id());
    inboxes.add(inbox);
  }

  synchronized List<Inbox> inboxes(long account) {
    return inboxes.stream().filter(inbox -> inbox.account() == account).toList();
  }

  synchronized void put(Bot bot) {
    bots.put(bot.id(), bot);
  }

  synchronized Stream<Bot> bots(long account) {
    return List.copyOf(bots.values()).stream().filter(bot -> bot.account() == account);
  }

  synchronized void setPlatformToken(String token) {
    platformToken = Optional.of(token);
  }

  synchronized boolean isPlatformToken(String token) {
    return platformToken.equals(Optional.of(token));
  }

  synchronized void setOnboardingOpen(boolean open) {
    onboardingOpen = open;
  }

  synchronized boolean isOnboardingOpen() {
    return onboardingOpen;
  }

  synchronized void failJobs(int pods) {
    jobsToFail = pods;
  }

  /** Of one more pod of a Job. */
  synchronized boolean failsJob() {
    boolean fails = jobsToFail > 0;
    jobsToFail = Math.max(0, jobsToFail - 1);
    return fails;
  }

  synchronized void setRedisUp(boolean up) {
    redisUp = up;
  }

  synchronized boolean isRedisUp() {
    return redisUp;
  }
}
