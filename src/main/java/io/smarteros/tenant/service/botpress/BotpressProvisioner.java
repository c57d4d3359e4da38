package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.botpress.BotpressClient.Session;
import io.smarteros.tenant.service.client.Reply;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Unauthorized;
import io.smarteros.tenant.service.client.Reply.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sets one Botpress up: the super administrator's account exists, so that no visitor can take it,
 * and there is one bot. Once that was so, both are the customer's, and nobody logs in any more.
 */
final class BotpressProvisioner {
  private static final Duration AFTER_REJECTION = Duration.ofMinutes(5);

  /** Botpress says that it made a bot also when it could not. */
  private static final Duration AFTER_NO_BOT = Duration.ofMinutes(1);

  private final BotpressClient client;
  private final BotpressAdministrator administrator;
  private final BotpressBot bot;
  private final Ledger ledger;

  BotpressProvisioner(
      BotpressClient client, BotpressAdministrator administrator, BotpressBot bot, Ledger ledger) {
    this.client = client;
    this.administrator = administrator;
    this.bot = bot;
    this.ledger = ledger;
  }

  Provisioning provision() {
    return ledger.find(BotpressBot.EXTERNAL) instanceof Ledger.Made(String id) ? done(id) : logIn();
  }

  private Provisioning logIn() {
    return switch (client.logIn(administrator).then(this::makeBot)) {
      case Value<Boolean>(Boolean exists) when exists -> made();
      case Value<Boolean> _ ->
          new Waiting(
              "Botpress does not make bot %s, and says that it did. Its log says why"
                  .formatted(bot.id()),
              AFTER_NO_BOT);
      case Unauthorized<Boolean> _ -> new Refused(wrongPassword());
      case NotNow<Boolean>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<Boolean>(int status, String message) ->
          new Waiting(
              "Botpress refuses a request of the operator (HTTP %d): %s".formatted(status, message),
              AFTER_REJECTION);
    };
  }

  private Reply<Boolean> makeBot(Session session) {
    return client
        .botExists(session, bot)
        .then(exists -> exists ? new Value<>(true) : create(session))
        .then(exists -> exists ? inItsLanguage(session) : new Value<>(false));
  }

  private Reply<Boolean> create(Session session) {
    return client.createBot(session, bot).then(_ -> client.botExists(session, bot));
  }

  /** A bot is made in that of its template. */
  private Reply<Boolean> inItsLanguage(Session session) {
    if (bot.language().equals(BotpressBot.DEFAULT_LANGUAGE)) {
      return new Value<>(true);
    }
    return client
        .language(session, bot)
        .then(
            language ->
                language.equals(bot.language())
                    ? new Value<>(true)
                    : client.setLanguage(session, bot).map(_ -> true));
  }

  private Provisioning made() {
    ledger.noted(BotpressAdministrator.EXTERNAL, administrator.email(), Map.of());
    ledger.noted(BotpressBot.EXTERNAL, bot.id(), Map.of());
    return done(bot.id());
  }

  private static Provisioning done(String botId) {
    return new Done(Optional.of(botId), Map.of());
  }

  private static Problem wrongPassword() {
    return new Problem(
        Reason.LOGIN_REFUSED,
        "Botpress refuses the password in Secret %s before the operator has made the bot. Set that password in Botpress again"
            .formatted(Botpress.LOGIN_SECRET));
  }
}
