package io.smarteros.tenant.service.odoo;

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
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.service.client.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Odoo 19, for business management. */
public final class OdooService implements TenantService {
  static final String DEFAULT_VERSION = "19.0-20260723";

  private static final String IMAGE_REPOSITORY = "odoo";

  /** Full pools, twice, and a Job. */
  private static final int CONNECTIONS = 64;

  private static final Duration HEALTH_CHECK = Duration.ofSeconds(10);
  private static final Duration PROVISIONING = Duration.ofSeconds(20);

  private final HttpClient http;
  private final OdooSecrets secrets;
  private final InstantSource clock;
  private final RecentResults<Asked> recent;

  /**
   * @param http must not follow redirects
   * @param random for passwords: a {@link java.security.SecureRandom}
   * @param clock that nobody sets
   */
  public OdooService(HttpClient http, RandomGenerator random, InstantSource clock) {
    this.http = http;
    this.secrets = new OdooSecrets(random);
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
    return List.of(Odoo.ENDPOINT, Odoo.WEBSOCKET);
  }

  @Override
  public DefaultResources defaultResources() {
    return Odoo.DEFAULT_RESOURCES;
  }

  @Override
  public boolean ownsEnvironment(String variableName) {
    return OdooConfiguration.owns(variableName);
  }

  @Override
  public Optional<String> refusesVersion(String version) {
    return OdooVersions.refusesVersion(version);
  }

  @Override
  public Optional<String> refusesUpgrade(String runningVersion, String wantedVersion) {
    return OdooVersions.refusesUpgrade(runningVersion, wantedVersion);
  }

  /** Sessions and attached files are on a volume of one node. */
  @Override
  public Optional<Problem> refusesPlan(ServicePlan plan) {
    return plan.service().replicas() == 1
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Reason.NOT_SUPPORTED_YET,
                "This operator runs Odoo in one pod, because its files are on a volume that one node can mount. Remove spec.services.odoo.replicas, and set settings.workers for more users"));
  }

  @Override
  public Map<String, Supplier<String>> missingSecrets(Map<String, String> present) {
    return secrets.missing(present);
  }

  @Override
  public Set<String> irreplaceableSecrets() {
    return Set.of();
  }

  /** Its collation is that in which PostgreSQL compares fastest; Odoo sorts names itself. */
  @Override
  public Optional<DatabaseNeeds> database() {
    return Optional.of(
        new DatabaseNeeds(
            OdooSecrets.DATABASE_PASSWORD, CONNECTIONS, Set.of(), Optional.of("C"), true));
  }

  @Override
  public Map<String, String> externals(ServicePlan plan) {
    Map<String, String> externals = new HashMap<>(OdooModules.externals(options(plan)));
    externals.put(OdooAdministrator.EXTERNAL, OdooAdministrator.of(plan).login());
    return externals;
  }

  @Override
  public Blueprint compile(ServicePlan plan) {
    return OdooBlueprint.of(plan);
  }

  @Override
  public Map<ClassResource, Predicate<String>> classResources(ResolvedService service) {
    return Map.of(ClassResource.SMTP, OdooMail.OWN_SERVER);
  }

  @Override
  public Optional<String> remark(ServicePlan plan, ServiceRecord record) {
    List<String> remarks =
        Stream.of(OdooModules.remark(plan), OdooMail.remark(plan))
            .flatMap(Optional::stream)
            .toList();
    return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", remarks));
  }

  @Override
  public HealthCheckResult checkHealth(ServicePlan plan) {
    return switch (client(plan, HEALTH_CHECK).reachesDatabaseServer()) {
      case Reply.Value<Boolean>(Boolean reached) when reached -> new HealthCheckResult.Healthy();
      case Reply.Value<Boolean> _ ->
          new HealthCheckResult.NotYet("Odoo has no connection to its database server");
      case Reply.NotNow<Boolean> notNow -> new HealthCheckResult.NotYet(notNow.message());
      case Reply.Unauthorized<Boolean> _, Reply.Rejected<Boolean> _ ->
          new HealthCheckResult.NotYet("Something other than Odoo answers on its port");
    };
  }

  @Override
  public Provisioning provision(ServicePlan plan, Ledger ledger) {
    OdooAdministrator administrator = OdooAdministrator.of(plan);
    Asked asked = new Asked(plan.clusterUrl(Odoo.PORT), administrator);
    Optional<Provisioning> known = recent.find(asked);
    if (known.isPresent()) {
      return known.get();
    }
    Provisioning result =
        new OdooProvisioner(
                client(plan, PROVISIONING),
                plan.database().map(DatabaseAccess::name).orElseThrow(),
                administrator,
                options(plan),
                ledger)
            .provision();
    // what is done stands in the ledger, and may be lost with the database
    if (!(result instanceof Provisioning.Done)) {
      recent.remember(asked, result);
    }
    return result;
  }

  private static OdooOptions options(ServicePlan plan) {
    return OdooOptions.of(plan.service().spec());
  }

  /** Which Odoo is set up, and with what. */
  private record Asked(String url, OdooAdministrator administrator) {}

  private OdooClient client(ServicePlan plan, Duration budget) {
    return new OdooClient(http, URI.create(plan.clusterUrl(Odoo.PORT)), Deadline.in(budget, clock));
  }
}
