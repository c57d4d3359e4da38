package io.smarteros.tenant.service.botpress;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.RecentResults;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.service.client.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Botpress v12, for chat bots. Its maker no longer changes it. */
public final class BotpressService implements TenantService {
  private static final String DEFAULT_VERSION = "v12_31_10";
  private static final String IMAGE_REPOSITORY = "botpress/server";
  private static final String UP = "up";

  private static final Duration HEALTH_CHECK = Duration.ofSeconds(10);

  /** Of one reconciliation. The usual way takes four calls. */
  private static final Duration PROVISIONING = Duration.ofSeconds(20);

  private final HttpClient http;
  private final BotpressSecrets secrets;
  private final InstantSource clock;
  private final RecentResults<Asked> recent;

  /**
   * @param http must not follow redirects
   * @param random for keys and passwords: a {@link java.security.SecureRandom}
   * @param clock that nobody sets
   */
  public BotpressService(HttpClient http, RandomGenerator random, InstantSource clock) {
    this.http = http;
    this.secrets = new BotpressSecrets(random);
    this.clock = clock;
    this.recent = new RecentResults<>(clock);
  }

  @Override
  public String defaultVersion() {
    return DEFAULT_VERSION;
  }

  @Override
  public String imageRepository() {
    return IMAGE_REPOSITORY;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(Botpress.ENDPOINT);
  }

  @Override
  public DefaultResources defaultResources() {
    return Botpress.DEFAULT_RESOURCES;
  }

  @Override
  public boolean ownsEnvironment(String variableName) {
    return BotpressEnvironment.owns(variableName);
  }

  @Override
  public Optional<String> refusesVersion(String version) {
    return BotpressVersions.refusesVersion(version);
  }

  @Override
  public Optional<String> refusesUpgrade(String runningVersion, String wantedVersion) {
    return BotpressVersions.refusesUpgrade(runningVersion, wantedVersion);
  }

  @Override
  public Map<String, Supplier<String>> missingSecrets(Map<String, String> present) {
    return secrets.missing(present);
  }

  @Override
  public Set<String> irreplaceableSecrets() {
    return Set.of();
  }

  /** Full pools, twice. */
  @Override
  public Optional<DatabaseNeeds> database() {
    return Optional.of(
        DatabaseNeeds.plain(
            BotpressSecrets.DATABASE_PASSWORD,
            2 * BotpressEnvironment.POOLS * BotpressEnvironment.DATABASE_POOL));
  }

  @Override
  public Map<String, String> externals(ServicePlan plan) {
    return Map.of(
        BotpressAdministrator.EXTERNAL,
        BotpressAdministrator.of(plan).email(),
        BotpressBot.EXTERNAL,
        BotpressBot.of(plan).id());
  }

  @Override
  public Blueprint compile(ServicePlan plan) {
    return BotpressBlueprint.of(plan);
  }

  @Override
  public HealthCheckResult checkHealth(ServicePlan plan) {
    return switch (client(plan, HEALTH_CHECK).status()) {
      case Reply.Value<JsonNode>(JsonNode status) -> health(status);
      case Reply.NotNow<JsonNode> notNow -> new HealthCheckResult.NotYet(notNow.message());
      case Reply.Unauthorized<JsonNode> _, Reply.Rejected<JsonNode> _ ->
          new HealthCheckResult.NotYet("Something other than Botpress answers on its port");
    };
  }

  /** Its NLU server is off, and so it is said to be down. */
  private static HealthCheckResult health(JsonNode status) {
    if (!status.path("botpress").asText().equals(UP)) {
      return new HealthCheckResult.NotYet("Something other than Botpress answers on its port");
    }
    if (!status.path("database").asText(UP).equals(UP)) {
      return new HealthCheckResult.NotYet("Botpress has no connection to its database");
    }
    return status.path("messaging").asText(UP).equals(UP)
        ? new HealthCheckResult.Healthy()
        : new HealthCheckResult.NotYet(
            "The messaging server of Botpress does not run. If this lasts, restart it with a new value of the annotation %s"
                .formatted(Names.RESTART_ANNOTATION));
  }

  @Override
  public Provisioning provision(ServicePlan plan, Ledger ledger) {
    BotpressAdministrator administrator = BotpressAdministrator.of(plan);
    BotpressBot bot = BotpressBot.of(plan);
    Asked asked = new Asked(plan.clusterUrl(Botpress.PORT), administrator, bot);
    Optional<Provisioning> known = recent.find(asked);
    if (known.isPresent()) {
      return known.get();
    }
    Provisioning result =
        new BotpressProvisioner(client(plan, PROVISIONING), administrator, bot, ledger).provision();
    // what is done stands in the ledger, and may be lost with the database
    if (!(result instanceof Provisioning.Done)) {
      recent.remember(asked, result);
    }
    return result;
  }

  /** Which Botpress is set up, and with what. */
  private record Asked(String url, BotpressAdministrator administrator, BotpressBot bot) {}

  private BotpressClient client(ServicePlan plan, Duration budget) {
    return new BotpressClient(
        http, URI.create(plan.clusterUrl(Botpress.PORT)), Deadline.in(budget, clock));
  }
}
