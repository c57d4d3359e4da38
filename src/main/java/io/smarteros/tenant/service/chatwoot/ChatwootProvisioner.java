package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.chatwoot.ChatwootClient.User;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Unauthorized;
import io.smarteros.tenant.service.client.Reply.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sets one Chatwoot up: there is the tenant's account, its administrator and a first inbox. Once
 * that was so, they are the customer's. That nobody can become its first super administrator is
 * looked at each time, since an old copy of Redis opens that again.
 */
final class ChatwootProvisioner {
  private static final Duration AFTER_REJECTION = Duration.ofMinutes(5);

  private static final Duration WHILE_OPEN = Duration.ofMinutes(1);

  private final ChatwootClient client;
  private final ChatwootAdministrator administrator;
  private final ChatwootAccount account;
  private final Ledger ledger;

  ChatwootProvisioner(
      ChatwootClient client,
      ChatwootAdministrator administrator,
      ChatwootAccount account,
      Ledger ledger) {
    this.client = client;
    this.administrator = administrator;
    this.account = account;
    this.ledger = ledger;
  }

  Provisioning provision() {
    return outcome(
        client
            .isOnboardingOpen()
            .then(open -> open ? new Value<Provisioning>(openToAll()) : setUp()));
  }

  /** Until all of it is in the record, each part is looked for before it is made. */
  private Reply<Provisioning> setUp() {
    return ledger.find(ChatwootAccount.EXTERNAL) instanceof Ledger.Made(String id)
        ? new Value<>(done(id))
        : ensureAccount()
            .then(id -> ensureAdministrator(id).then(user -> ensureInbox(id, user)))
            .map(this::made);
  }

  private Reply<Long> ensureAccount() {
    return client
        .findAccount(account.mark())
        .then(known -> known.<Reply<Long>>map(Value::new).orElseGet(this::createAccount));
  }

  private Reply<Long> createAccount() {
    return switch (client.createAccount(account)) {
      // a language that this version does not have is one reason for it, and nothing was made
      case NotNow<Long>(String message, Duration retryAfter) ->
          new NotNow<>(
              "Waiting for the account in locale %s: %s".formatted(account.locale(), message),
              retryAfter);
      case Reply<Long> other -> other;
    };
  }

  private Reply<User> ensureAdministrator(long accountId) {
    return client
        .ensureUser(administrator)
        .then(user -> client.makeAdministrator(accountId, user).map(_ -> user));
  }

  private Reply<Inboxed> ensureInbox(long accountId, User user) {
    return client
        .findInbox(accountId, user, ChatwootAccount.INBOX_NAME)
        .then(
            known ->
                known
                    .<Reply<Long>>map(Value::new)
                    .orElseGet(
                        () ->
                            client.createInbox(
                                accountId, user, ChatwootAccount.INBOX_NAME, account.website())))
        .then(
            inbox ->
                client.setMember(accountId, user, inbox).map(_ -> new Inboxed(accountId, inbox)));
  }

  /** The ids of what was made. */
  private record Inboxed(long account, long inbox) {}

  /** The account last: it stands for all of them. */
  private Provisioning made(Inboxed made) {
    String id = Long.toString(made.account());
    ledger.noted(ChatwootAdministrator.EXTERNAL, administrator.email(), Map.of());
    ledger.noted(ChatwootAccount.INBOX_EXTERNAL, Long.toString(made.inbox()), Map.of());
    ledger.noted(ChatwootAccount.EXTERNAL, id, Map.of());
    return done(id);
  }

  private static Provisioning done(String accountId) {
    return new Done(
        Optional.of(accountId), Map.of("platform-token", ChatwootSecrets.PLATFORM_TOKEN));
  }

  private static Provisioning outcome(Reply<Provisioning> reply) {
    return switch (reply) {
      case Value<Provisioning>(Provisioning result) -> result;
      case Unauthorized<Provisioning> _ -> new Refused(tokenRefused());
      case NotNow<Provisioning>(String message, Duration retryAfter) ->
          new Waiting(message, retryAfter);
      case Rejected<Provisioning>(int status, String message) ->
          new Waiting(
              "Chatwoot refuses a request of the operator (HTTP %d): %s".formatted(status, message),
              AFTER_REJECTION);
    };
  }

  /** The page is routed nowhere, so whoever comes is in the tenant's namespace. */
  private static Provisioning openToAll() {
    return new Waiting(
        "Chatwoot is open to whoever comes first (%s), as after the restoration of an old Redis. Close it: kubectl exec deployment/%s -- bundle exec rails runner 'Redis::Alfred.delete(Redis::Alfred::CHATWOOT_INSTALLATION_ONBOARDING)'"
            .formatted(Chatwoot.ONBOARDING_PATH, Chatwoot.NAME),
        WHILE_OPEN);
  }

  private static Problem tokenRefused() {
    return new Problem(
        Reason.LOGIN_REFUSED,
        "Chatwoot does not know the token of the operator's platform application any more. Give it that token again: its value is SMARTEROS_PLATFORM_TOKEN in Secret %s"
            .formatted(Chatwoot.NAME));
  }
}
