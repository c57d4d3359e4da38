package io.smarteros.tenant.local.n8n;

import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** One run of n8n, from the start of its pod to the end. */
final class N8nProcess {
  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d{2}\\$[./A-Za-z0-9]{53}");
  private static final Pattern BOT = Pattern.compile("bot", Pattern.CASE_INSENSITIVE);

  private final Map<String, String> environment;
  private final N8nDatabase database;
  private final N8nDatabasePing ping;
  private final N8nRestApi rest;
  private final N8nPublicApi publicApi;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Duration startUp;
  private final boolean migrates;

  private N8nProcess(
      Map<String, String> environment,
      N8nDatabase database,
      BooleanSupplier databaseIsUp,
      Duration startUp,
      InstantSource clock) {
    this.environment = environment;
    this.database = database;
    this.ping = new N8nDatabasePing(databaseIsUp, clock);
    N8nSessions sessions =
        new N8nSessions(
            database,
            variable("N8N_ENCRYPTION_KEY"),
            !variable("N8N_SECURE_COOKIE").equals("false"),
            clock);
    this.rest = new N8nRestApi(environment, database, sessions, clock);
    this.publicApi = new N8nPublicApi(database, sessions);
    this.clock = clock;
    this.startedAt = clock.instant();
    this.startUp = startUp;
    this.migrates = !database.isMigrated();
  }

  /**
   * Starts n8n.
   *
   * @param startUp from the start to readiness
   */
  static N8nProcess start(
      Map<String, String> environment,
      N8nDatabase database,
      BooleanSupplier databaseIsUp,
      Duration startUp,
      InstantSource clock)
      throws N8nCannotStart {
    N8nProcess process = new N8nProcess(environment, database, databaseIsUp, startUp, clock);
    if (!database.isReadableWith(process.variable("N8N_ENCRYPTION_KEY"))) {
      throw new N8nCannotStart(
          "Deployment key 'signing.hmac' cannot be read with this instance encryption key");
    }
    process.takeOwnerFromEnvironment();
    database.markMigrated();
    return process;
  }

  N8nDatabase database() {
    return database;
  }

  /** Empty as long as nothing listens. */
  Optional<StandInAnswer> answer(StandInRequest request) {
    Phase phase = phase();
    return phase == Phase.NOT_LISTENING ? Optional.empty() : Optional.of(answer(request, phase));
  }

  private StandInAnswer answer(StandInRequest request, Phase phase) {
    if (request.line().equals("GET /healthz")) {
      return status(200, "ok");
    }
    if (request.line().equals("GET /healthz/readiness")) {
      return phase == Phase.READY && ping.isUp() ? status(200, "ok") : status(503, "error");
    }
    if (!ping.isUp()) {
      return N8nAnswer.error(503, "Database is not ready!");
    }
    return switch (phase) {
      case NOT_LISTENING, MIGRATING -> StandInAnswer.page(200, "n8n is starting up. Please wait");
      case LOADING -> N8nAnswer.noRoute(request);
      case READY -> route(request);
    };
  }

  private StandInAnswer route(StandInRequest request) {
    if (request.header("user-agent").filter(agent -> BOT.matcher(agent).find()).isPresent()) {
      return StandInAnswer.page(204, "");
    }
    if (request.json().isEmpty()) {
      return N8nAnswer.errorPage(500, "Internal Server Error");
    }
    if (request.path().startsWith("/rest/")) {
      return rest.answer(request);
    }
    if (request.path().startsWith("/api/v1/")) {
      return publicApi.answer(request);
    }
    return request.line().equals("GET /")
        ? StandInAnswer.page(200, "<!DOCTYPE html>\n<html><title>n8n</title></html>\n")
        : N8nAnswer.noRoute(request);
  }

  private static StandInAnswer status(int status, String word) {
    return StandInAnswer.json(status, StandInAnswer.object().put("status", word));
  }

  private Phase phase() {
    Duration elapsed = Duration.between(startedAt, clock.instant());
    if (elapsed.compareTo(startUp) >= 0) {
      return Phase.READY;
    }
    if (elapsed.compareTo(startUp.dividedBy(3)) < 0) {
      return Phase.NOT_LISTENING;
    }
    return migrates && elapsed.compareTo(startUp.multipliedBy(2).dividedBy(3)) < 0
        ? Phase.MIGRATING
        : Phase.LOADING;
  }

  private void takeOwnerFromEnvironment() throws N8nCannotStart {
    if (!variable("N8N_INSTANCE_OWNER_MANAGED_BY_ENV").equals("true")) {
      return;
    }
    String email = required("N8N_INSTANCE_OWNER_EMAIL");
    String passwordHash = required("N8N_INSTANCE_OWNER_PASSWORD_HASH");
    if (!BCRYPT.matcher(passwordHash).matches()) {
      throw new N8nCannotStart(
          "N8N_INSTANCE_OWNER_PASSWORD_HASH is not a valid bcrypt hash."
              + " Provide a pre-hashed bcrypt string.");
    }
    if (!N8nOwner.isEmail(email)) {
      throw new N8nCannotStart("Cannot save user <%s>: Provided email is invalid".formatted(email));
    }
    database.changeOwner(
        new N8nOwner(
            database.owner().id(),
            email,
            environment.getOrDefault("N8N_INSTANCE_OWNER_FIRST_NAME", "Instance"),
            environment.getOrDefault("N8N_INSTANCE_OWNER_LAST_NAME", "Owner"),
            passwordHash));
  }

  private String required(String name) throws N8nCannotStart {
    String value = variable(name);
    if (value.isEmpty()) {
      throw new N8nCannotStart(
          name + " is required when N8N_INSTANCE_OWNER_MANAGED_BY_ENV is true");
    }
    return value;
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  private enum Phase {
    NOT_LISTENING,
    MIGRATING,
    /** Listens, but has no routes yet: everything but health is 404. */
    LOADING,
    READY
  }
}
