package io.smarteros.tenant.service.chatwoot;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.service.Deadline;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.RecentResults;
import io.smarteros.tenant.service.Rotation;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.service.blueprint.RedisServer;
import io.smarteros.tenant.service.client.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Chatwoot, for conversations with customers. */
public final class ChatwootService implements TenantService {
  private static final String DEFAULT_VERSION = "v4.16.2-ce";
  private static final String IMAGE_REPOSITORY = "chatwoot/chatwoot";

  /** Of its schema, and the first two may be made by a superuser alone. */
  private static final Set<String> EXTENSIONS =
      Set.of("pg_stat_statements", "vector", "pg_trgm", "pgcrypto");

  private static final String GOOD = "ok";
  private static final Duration HEALTH_CHECK = Duration.ofSeconds(10);

  /** Of one reconciliation. The usual way takes nine calls. */
  private static final Duration PROVISIONING = Duration.ofSeconds(20);

  private final HttpClient http;
  private final ChatwootSecrets secrets;
  private final InstantSource clock;
  private final RecentResults<Asked> recent;

  /**
   * @param http must not follow redirects
   * @param random for keys and passwords: a {@link java.security.SecureRandom}
   * @param clock that nobody sets
   */
  public ChatwootService(HttpClient http, RandomGenerator random, InstantSource clock) {
    this.http = http;
    this.secrets = new ChatwootSecrets(random);
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
    return List.of(Chatwoot.ENDPOINT, RedisServer.ENDPOINT);
  }

  @Override
  public DefaultResources defaultResources() {
    return Chatwoot.DEFAULT_RESOURCES;
  }

  @Override
  public boolean ownsEnvironment(String variableName) {
    return ChatwootEnvironment.owns(variableName);
  }

  @Override
  public Optional<String> refusesVersion(String version) {
    return ChatwootVersions.refusesVersion(version);
  }

  @Override
  public Optional<String> refusesUpgrade(String runningVersion, String wantedVersion) {
    return ChatwootVersions.refusesUpgrade(runningVersion, wantedVersion);
  }

  /** Its image knows no user but root. */
  @Override
  public Optional<Problem> refusesPlan(ServicePlan plan) {
    return plan.tenant().tenantClass().podSecurity() == PodSecurity.RESTRICTED
        ? Optional.of(
            new Problem(
                Reason.NOT_ALLOWED_BY_CLASS,
                "The image of Chatwoot runs as root, which podSecurity: restricted of TenantClass %s forbids. Set spec.podSecurity of the class to baseline, or name another class"
                    .formatted(plan.tenant().className())))
        : Optional.empty();
  }

  @Override
  public Map<String, Supplier<String>> missingSecrets(Map<String, String> present) {
    return secrets.missing(present);
  }

  @Override
  public Set<String> irreplaceableSecrets() {
    return ChatwootSecrets.IRREPLACEABLE;
  }

  /** Full pools, twice, and a Job. */
  @Override
  public Optional<DatabaseNeeds> database() {
    return Optional.of(
        new DatabaseNeeds(
            ChatwootSecrets.DATABASE_PASSWORD,
            2 * (2 * ChatwootEnvironment.WEB_CONNECTIONS + ChatwootEnvironment.WORKER_CONNECTIONS),
            EXTENSIONS,
            Optional.empty(),
            false));
  }

  @Override
  public Map<ClassResource, Predicate<String>> classResources(ResolvedService service) {
    return Map.of(
        ClassResource.SMTP,
        ChatwootMail.OWN_SERVER,
        ClassResource.OBJECT_STORAGE,
        ChatwootFiles.OWN_STORAGE,
        ClassResource.REDIS_PASSWORD,
        // it has one of its own, whatever its variables are
        _ -> false);
  }

  /**
   * The bootstrap Job runs again with another token, and ends the former one. Before it has
   * completed the operator calls nothing that asks for a token.
   */
  @Override
  public Rotation apiKeyRotation(ResolvedService service) {
    return new Rotation.OfSecrets(Set.of(ChatwootSecrets.PLATFORM_TOKEN));
  }

  @Override
  public Map<String, String> externals(ServicePlan plan) {
    return Map.of(
        ChatwootAdministrator.EXTERNAL,
        ChatwootAdministrator.of(plan).email(),
        ChatwootAccount.EXTERNAL,
        ChatwootAccount.of(plan).mark(),
        ChatwootAccount.INBOX_EXTERNAL,
        ChatwootAccount.INBOX_NAME);
  }

  @Override
  public Blueprint compile(ServicePlan plan) {
    return ChatwootBlueprint.of(plan);
  }

  @Override
  public HealthCheckResult checkHealth(ServicePlan plan) {
    return switch (client(plan, HEALTH_CHECK).states()) {
      case Reply.Value<JsonNode>(JsonNode states) -> health(states);
      case Reply.NotNow<JsonNode> notNow -> new HealthCheckResult.NotYet(notNow.message());
      case Reply.Unauthorized<JsonNode> _, Reply.Rejected<JsonNode> _ ->
          new HealthCheckResult.NotYet("Something other than Chatwoot answers on its port");
    };
  }

  private static HealthCheckResult health(JsonNode states) {
    if (!states.path("version").isTextual()) {
      return new HealthCheckResult.NotYet("Something other than Chatwoot answers on its port");
    }
    if (!states.path("data_services").asText().equals(GOOD)) {
      return new HealthCheckResult.NotYet("Chatwoot has no connection to its database");
    }
    return states.path("queue_services").asText().equals(GOOD)
        ? new HealthCheckResult.Healthy()
        : new HealthCheckResult.NotYet("Chatwoot has no connection to its Redis");
  }

  @Override
  public Provisioning provision(ServicePlan plan, Ledger ledger) {
    ChatwootAdministrator administrator = ChatwootAdministrator.of(plan);
    ChatwootAccount account = ChatwootAccount.of(plan);
    Asked asked =
        new Asked(
            plan.clusterUrl(Chatwoot.PORT),
            plan.service().version(),
            administrator,
            account,
            ledger.find(ChatwootAccount.EXTERNAL));
    Optional<Provisioning> known = recent.find(asked);
    if (known.isPresent()) {
      return known.get();
    }
    Provisioning result =
        new ChatwootProvisioner(client(plan, PROVISIONING), administrator, account, ledger)
            .provision();
    // the account it has by now: one that is made anew after a loss is another question
    recent.remember(asked.about(ledger.find(ChatwootAccount.EXTERNAL)), result);
    return result;
  }

  /** Which Chatwoot is set up, with what, and what is known of that. */
  private record Asked(
      String url,
      String version,
      ChatwootAdministrator administrator,
      ChatwootAccount account,
      Ledger.Entry known) {
    Asked about(Ledger.Entry nowKnown) {
      return new Asked(url, version, administrator, account, nowKnown);
    }
  }

  private ChatwootClient client(ServicePlan plan, Duration budget) {
    return new ChatwootClient(
        http,
        URI.create(plan.clusterUrl(Chatwoot.PORT)),
        plan.secret(ChatwootSecrets.PLATFORM_TOKEN),
        Deadline.in(budget, clock));
  }
}
