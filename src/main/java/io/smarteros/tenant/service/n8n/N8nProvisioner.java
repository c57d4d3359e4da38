package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.Rotation;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Unauthorized;
import io.smarteros.tenant.service.client.Reply.Value;
import io.smarteros.tenant.service.n8n.N8nClient.ApiKey;
import io.smarteros.tenant.service.n8n.N8nClient.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets one n8n up: its owner's account exists, so that no visitor can take it, and the operator has
 * an API key of its own. The key outlives changes of password, e-mail address and two-factor
 * log-in, so nobody logs in while it works.
 */
final class N8nProvisioner {
  static final String KEY_LABEL = "smarteros-tenant-operator";

  /** Name of the API key among the record's external objects. */
  static final String KEY_EXTERNAL = "api-key";

  /** The scopes that integrations with other applications need. */
  static final Set<String> SCOPES =
      Set.of(
          "workflow:create",
          "workflow:read",
          "workflow:update",
          "workflow:delete",
          "workflow:list",
          "workflow:activate",
          "workflow:deactivate",
          "credential:create",
          "credential:read",
          "credential:update",
          "credential:delete",
          "credential:list",
          "tag:create",
          "tag:read",
          "tag:update",
          "tag:delete",
          "tag:list",
          "workflowTags:update",
          "workflowTags:list",
          "execution:read",
          "execution:list");

  private static final int MOST_DELETIONS = 5;
  private static final String TOO_MANY_KEYS =
      "n8n has many API keys named %s that are of no use. The operator deletes five a minute. To end this sooner, delete them in n8n"
          .formatted(KEY_LABEL);

  /** Each time costs one of the five log-ins a minute that n8n lets its owner have. */
  private static final Duration AFTER_FIVE = Duration.ofMinutes(1);

  private static final Duration AFTER_WRONG_PASSWORD = Duration.ofMinutes(1);
  private static final Duration AFTER_REJECTION = Duration.ofMinutes(5);
  private static final Duration UNTIL_OWNER_IS_SET_UP = Duration.ofSeconds(5);

  private final N8nClient client;
  private final N8nOwner owner;
  private final N8nOwner ownerAtSetUp;
  private final boolean ownerIsManaged;
  private final Ledger ledger;

  /**
   * @param owner the account that n8n has, as far as the record knows
   * @param ownerAtSetUp the account that n8n gets if it has none
   * @param ownerIsManaged n8n takes the owner's account from its environment at every start
   */
  N8nProvisioner(
      N8nClient client,
      N8nOwner owner,
      N8nOwner ownerAtSetUp,
      boolean ownerIsManaged,
      Ledger ledger) {
    this.client = client;
    this.owner = owner;
    this.ownerAtSetUp = ownerAtSetUp;
    this.ownerIsManaged = ownerIsManaged;
    this.ledger = ledger;
  }

  Provisioning provision() {
    return switch (apiKeyWorks()) {
      case Value<Boolean>(Boolean works) when works && isKeyToBeReplaced(ledger.record()) ->
          replaceApiKey();
      case Value<Boolean>(Boolean works) when works -> {
        note(owner);
        yield new Done();
      }
      case Value<Boolean> _, Unauthorized<Boolean> _ -> closeSetUp();
      case NotNow<Boolean>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<Boolean> rejected -> later(rejected);
    };
  }

  /** A person asked for another one: {@link Rotation.OfExternal}. */
  static boolean isKeyToBeReplaced(ServiceRecord record) {
    return record.secrets().containsKey(N8nSecrets.API_KEY)
        && ExternalRecord.pending().equals(record.externals().get(KEY_EXTERNAL));
  }

  /** While nobody can log in, the old key is as good as ever. */
  private Provisioning replaceApiKey() {
    return switch (client.logIn(owner)) {
      case Value<Session>(Session session) -> makeApiKey(session, owner);
      case Unauthorized<Session> _, NotNow<Session> _, Rejected<Session> _ -> new Done();
    };
  }

  private Reply<Boolean> apiKeyWorks() {
    return ledger
        .secret(N8nSecrets.API_KEY)
        .map(key -> client.scopes(key).map(scopes -> scopes.containsAll(SCOPES)))
        .orElseGet(() -> new Value<>(false));
  }

  private Provisioning closeSetUp() {
    return switch (client.isSetUpOpen()) {
      case Value<Boolean>(Boolean open) when !open -> logIn(owner);
      case Value<Boolean> _ when ownerIsManaged ->
          new Waiting("n8n has not applied its owner account yet", UNTIL_OWNER_IS_SET_UP);
      case Value<Boolean> _ -> setUpOwner();
      case Unauthorized<Boolean> _ ->
          new Waiting("n8n does not show its settings to the operator", AFTER_REJECTION);
      case NotNow<Boolean>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<Boolean> rejected -> later(rejected);
    };
  }

  private Provisioning setUpOwner() {
    // n8n will know this address alone, whatever the Tenant says after a crash
    ledger.intend(N8nOwner.EXTERNAL, ownerAtSetUp.email());
    return switch (client.setUpOwner(ownerAtSetUp)) {
      case Value<?> _ -> logIn(ownerAtSetUp);
      case Unauthorized<?> _ ->
          new Waiting("n8n refuses to set up its owner account", AFTER_REJECTION);
      case NotNow<?>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<?> rejected -> later(rejected);
    };
  }

  private Provisioning logIn(N8nOwner account) {
    return switch (client.logIn(account)) {
      case Value<Session>(Session session) -> makeApiKey(session, account);
      case Unauthorized<Session>(boolean secondFactor) ->
          secondFactor ? new Refused(secondFactorWanted()) : wrongPassword();
      case NotNow<Session>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<Session> rejected -> later(rejected);
    };
  }

  /**
   * A crash may have left a key whose value nobody saw: it goes first, since n8n takes a label
   * once.
   */
  private Provisioning makeApiKey(Session session, N8nOwner account) {
    Reply<ApiKey> made =
        client
            .apiKeyIds(session, KEY_LABEL)
            .then(stale -> delete(session, stale))
            .then(allGone -> allGone ? create(session) : new NotNow<>(TOO_MANY_KEYS, AFTER_FIVE));
    return switch (made) {
      case Value<ApiKey>(ApiKey key) -> {
        note(account);
        ledger.noted(KEY_EXTERNAL, key.id(), Map.of(N8nSecrets.API_KEY, key.value()));
        yield new Done();
      }
      case Unauthorized<ApiKey> _ ->
          new Waiting("n8n ended the operator's session", AFTER_WRONG_PASSWORD);
      case NotNow<ApiKey>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<ApiKey> rejected -> later(rejected);
    };
  }

  /** Which address the account has, for the day that the Tenant names another. */
  private void note(N8nOwner account) {
    ledger.noted(N8nOwner.EXTERNAL, account.email(), Map.of());
  }

  /** A crash leaves one. Whether none is left. */
  private Reply<Boolean> delete(Session session, List<String> keys) {
    Reply<Boolean> deleted = new Value<>(true);
    for (String id : keys.subList(0, Math.min(keys.size(), MOST_DELETIONS))) {
      deleted = deleted.then(_ -> client.deleteApiKey(session, id));
    }
    return deleted.map(_ -> keys.size() <= MOST_DELETIONS);
  }

  private Reply<ApiKey> create(Session session) {
    ledger.intend(KEY_EXTERNAL, KEY_LABEL);
    return client.createApiKey(session, KEY_LABEL, SCOPES);
  }

  private Provisioning wrongPassword() {
    return ownerIsManaged
        ? new Waiting(
            "n8n refuses the password in Secret %s. If this lasts, delete its pod: n8n applies the owner account when it starts"
                .formatted(N8n.LOGIN_SECRET),
            AFTER_WRONG_PASSWORD)
        : new Refused(
            new Problem(
                Reason.LOGIN_REFUSED,
                "n8n refuses the password in Secret %s, and the operator has no API key. Set that password in n8n again, or set spec.services.n8n.settings.ownerPassword to Managed"
                    .formatted(N8n.LOGIN_SECRET)));
  }

  private static Problem secondFactorWanted() {
    return new Problem(
        Reason.LOGIN_REFUSED,
        "n8n asks its owner for a second factor, and the operator has no API key. Switch two-factor authentication off in n8n, and on again once this tenant is Ready");
  }

  private static Waiting later(Rejected<?> rejected) {
    return new Waiting(
        "n8n refuses a request of the operator (HTTP %d): %s"
            .formatted(rejected.status(), rejected.message()),
        AFTER_REJECTION);
  }
}
