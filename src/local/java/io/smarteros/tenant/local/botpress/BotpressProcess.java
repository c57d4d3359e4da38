package io.smarteros.tenant.local.botpress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One run of Botpress, from the start of its pod to the end. */
final class BotpressProcess {
  private static final JsonMapper JSON = new JsonMapper();

  private final BotpressDatabase database;
  private final BooleanSupplier databaseIsUp;
  private final BotpressApi api;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Duration startUp;

  /**
   * Starts Botpress: while it has no user, it makes the one of its environment.
   *
   * @param startUp from the start until it answers; its studio takes half as long again
   */
  BotpressProcess(
      Map<String, String> environment,
      BotpressDatabase database,
      BooleanSupplier databaseIsUp,
      Duration startUp,
      InstantSource clock) {
    this.database = database;
    this.databaseIsUp = databaseIsUp;
    this.api =
        new BotpressApi(
            database,
            environment.getOrDefault("BP_CONFIG_APPSECRET", ""),
            superAdmins(environment.getOrDefault("BP_CONFIG_SUPERADMINS", "[]")));
    this.clock = clock;
    this.startedAt = clock.instant();
    this.startUp = startUp;
    String email = environment.getOrDefault("BP_ADMIN_EMAIL", "");
    String password = environment.getOrDefault("BP_ADMIN_PASSWORD", "");
    if (!database.hasUsers() && !email.isEmpty() && !password.isEmpty()) {
      database.makeFirstUser(email, password);
    }
  }

  private static List<String> superAdmins(String json) {
    try {
      return JSON.readTree(json)
          .valueStream()
          .filter(user -> user.path("strategy").asText().equals("default"))
          .map(user -> user.path("email").asText())
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("BP_CONFIG_SUPERADMINS is not JSON", e);
    }
  }

  BotpressDatabase database() {
    return database;
  }

  /** Empty as long as nothing listens. */
  Optional<StandInAnswer> answer(StandInRequest request) {
    Duration elapsed = Duration.between(startedAt, clock.instant());
    if (elapsed.compareTo(startUp.dividedBy(2)) < 0) {
      return Optional.empty();
    }
    if (elapsed.compareTo(startUp) < 0) {
      return Optional.of(BotpressAnswer.loading());
    }
    boolean studioIsUp = elapsed.compareTo(startUp.plus(startUp.dividedBy(2))) >= 0;
    return Optional.of(
        switch (request.line()) {
          case "GET /status" -> status();
          case "GET /version" -> BotpressAnswer.text(200, "12.31.10");
          default ->
              request.path().startsWith(BotpressApi.STUDIO) && !studioIsUp
                  ? BotpressAnswer.noRoute(request)
                  : api.answer(request);
        });
  }

  private StandInAnswer status() {
    return StandInAnswer.json(
        200,
        StandInAnswer.object()
            .put("botpress", "up")
            .put("database", databaseIsUp.getAsBoolean() ? "up" : "error")
            .put("messaging", "up")
            .put("nlu", "down"));
  }
}
