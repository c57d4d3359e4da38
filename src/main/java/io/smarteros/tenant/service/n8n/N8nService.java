package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.ServiceRecord;
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
import io.smarteros.tenant.service.n8n.N8nHttp.JsonAnswer;
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

/** n8n in mode Dedicated: with a database of its own, in one process or with a queue. */
public final class N8nService implements TenantService {
  private static final String DEFAULT_VERSION = "2.41.1";
  private static final String IMAGE_REPOSITORY = "n8nio/n8n";

  private static final Duration HEALTH_CHECK = Duration.ofSeconds(10);

  /** Of one reconciliation. The usual way takes six calls. */
  private static final Duration PROVISIONING = Duration.ofSeconds(20);

  private final HttpClient http;
  private final N8nSecrets secrets;
  private final InstantSource clock;
  private final RecentResults<Asked> recent;

  /**
   * @param http must not follow redirects
   * @param random for keys and passwords: a {@link java.security.SecureRandom}
   * @param clock that nobody sets
   */
  public N8nService(HttpClient http, RandomGenerator random, InstantSource clock) {
    this.http = http;
    this.secrets = new N8nSecrets(random);
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
    return List.of(N8n.ENDPOINT, N8nQueue.WEBHOOKS, RedisServer.ENDPOINT);
  }

  @Override
  public DefaultResources defaultResources() {
    return N8n.DEFAULT_RESOURCES;
  }

  @Override
  public boolean ownsEnvironment(String variableName) {
    return N8nEnvironment.owns(variableName);
  }

  @Override
  public Optional<String> refusesVersion(String version) {
    return N8nVersions.refusesVersion(version);
  }

  /** Each may be written in another place: one in the Tenant, the other in its class. */
  @Override
  public Optional<Problem> refusesPlan(ServicePlan plan) {
    N8nOptions options = N8nOptions.of(plan.service().spec());
    if (options.hasObjectStorage()) {
      return N8nObjectStorage.missing(plan);
    }
    return options.isQueued() && options.hasVolume()
        ? Optional.of(
            new Problem(
                Reason.NOT_SUPPORTED_YET,
                "n8n cannot keep binary files on a volume while workers run its workflows, because they are other pods. Set spec.services.n8n.settings.binaryData to Database, or mode to Regular, in the Tenant or in its TenantClass"))
        : Optional.empty();
  }

  @Override
  public Optional<String> refusesUpgrade(String runningVersion, String wantedVersion) {
    return N8nVersions.refusesUpgrade(runningVersion, wantedVersion);
  }

  @Override
  public Map<String, Supplier<String>> missingSecrets(Map<String, String> present) {
    return secrets.missing(present);
  }

  @Override
  public Set<String> irreplaceableSecrets() {
    return N8nSecrets.IRREPLACEABLE;
  }

  /** Its one extension, uuid-ossp, the owner of the database may make. */
  @Override
  public Optional<DatabaseNeeds> database() {
    return Optional.of(
        DatabaseNeeds.plain(N8nSecrets.DATABASE_PASSWORD, N8nEnvironment.DATABASE_CONNECTIONS));
  }

  /** n8n takes the owner's account from its environment at every start, if it is managed. */
  @Override
  public Rotation loginRotation(ResolvedService service) {
    return N8nOptions.of(service.spec()).ownerIsManaged()
        ? new Rotation.OfSecrets(Set.of(N8nSecrets.OWNER_PASSWORD, N8nSecrets.OWNER_PASSWORD_HASH))
        : new Rotation.Impossible(
            "settings.ownerPassword is not Managed, so the owner changes it in n8n");
  }

  @Override
  public Rotation apiKeyRotation(ResolvedService service) {
    return new Rotation.OfExternal(N8nProvisioner.KEY_EXTERNAL);
  }

  @Override
  public Optional<String> remark(ServicePlan plan, ServiceRecord record) {
    return N8nProvisioner.isKeyToBeReplaced(record)
        ? Optional.of(
            "The API key is not replaced yet, and the old one is used. If this lasts, n8n asks its owner for a second factor, or refuses the password in Secret %s"
                .formatted(N8n.LOGIN_SECRET))
        : Optional.empty();
  }

  @Override
  public Map<ClassResource, Predicate<String>> classResources(ResolvedService service) {
    return N8nEnvironment.classResources(N8nOptions.of(service.spec()));
  }

  @Override
  public Map<String, String> externals(ServicePlan plan) {
    return Map.of(N8nProvisioner.KEY_EXTERNAL, N8nProvisioner.KEY_LABEL);
  }

  @Override
  public Blueprint compile(ServicePlan plan) {
    return N8nBlueprint.of(plan);
  }

  @Override
  public HealthCheckResult checkHealth(ServicePlan plan) {
    return switch (client(plan, HEALTH_CHECK).readiness()) {
      case Reply.Value<JsonAnswer> _ -> new HealthCheckResult.Healthy();
      case Reply.NotNow<JsonAnswer> notNow -> new HealthCheckResult.NotYet(notNow.message());
      case Reply.Unauthorized<JsonAnswer> _, Reply.Rejected<JsonAnswer> _ ->
          new HealthCheckResult.NotYet("Something other than n8n answers on its port");
    };
  }

  @Override
  public Provisioning provision(ServicePlan plan, Ledger ledger) {
    N8nOwner owner = N8nOwner.of(plan);
    boolean ownerIsManaged = N8nOptions.of(plan.service().spec()).ownerIsManaged();
    Asked asked =
        new Asked(
            plan.clusterUrl(N8n.PORT),
            owner,
            ownerIsManaged,
            ledger.secret(N8nSecrets.API_KEY),
            N8nProvisioner.isKeyToBeReplaced(ledger.record()));
    Optional<Provisioning> known = recent.find(asked);
    if (known.isPresent()) {
      return known.get();
    }
    Provisioning result =
        new N8nProvisioner(
                client(plan, PROVISIONING), owner, N8nOwner.atSetUp(plan), ownerIsManaged, ledger)
            .provision();
    recent.remember(asked, result);
    return result;
  }

  /**
   * Which n8n is set up, and with what.
   *
   * @param apiKey of the record
   * @param anotherKey a person asked for another one
   */
  private record Asked(
      String url,
      N8nOwner owner,
      boolean ownerIsManaged,
      Optional<String> apiKey,
      boolean anotherKey) {
    @Override
    public String toString() {
      return url;
    }
  }

  private N8nClient client(ServicePlan plan, Duration budget) {
    return new N8nClient(http, URI.create(plan.clusterUrl(N8n.PORT)), Deadline.in(budget, clock));
  }
}
