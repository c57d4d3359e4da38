package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSettings.BinaryData;
import io.smarteros.tenant.api.service.N8nSettings.ExecutionMode;
import io.smarteros.tenant.api.service.N8nSettings.OwnerPassword;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.blueprint.BlueprintProperties;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for the objects of every n8n. */
final class N8nBlueprintProperties extends BlueprintProperties<N8nPlans> {
  /** Where the site or the customer may know better. */
  private static final List<String> DEFAULTS_ONLY =
      List.of("DB_POSTGRESDB_POOL_SIZE", "N8N_PROXY_HOPS", "N8N_DISABLED_MODULES");

  N8nBlueprintProperties() {
    super(
        "n8n",
        Stream.concat(
                N8nPlans.SECRETS.values().stream(),
                Stream.of(N8nPlans.MAIL_PASSWORD, N8nPlans.LICENCE))
            .toList());
  }

  @Property(tries = 200)
  void the_operators_api_key_is_not_in_the_namespace(@ForAll("plans") N8nPlans plans) {
    assertThat(N8nEnvironment.secret(plans.plan()))
        .doesNotContainValue(N8nPlans.SECRETS.get(N8nSecrets.API_KEY));
  }

  @Property(tries = 200)
  void what_the_operator_sets_nobody_else_may_set(@ForAll("plans") N8nPlans plans) {
    assertThat(N8nEnvironment.plain(plans.plan()).keySet())
        .allMatch(
            name -> N8nEnvironment.owns(name) || DEFAULTS_ONLY.contains(name) || isOfClass(name));
    assertThat(N8nEnvironment.secret(plans.plan()).keySet())
        .allMatch(name -> N8nEnvironment.owns(name) || isOfClass(name));
  }

  /** A Tenant that sets it has all of its kind to itself. */
  private static boolean isOfClass(String name) {
    return N8nEnvironment.classResources(N8nOptions.of(N8nPlans.queue().plan().service().spec()))
        .values()
        .stream()
        .anyMatch(kind -> kind.test(name));
  }

  @Property(tries = 200)
  void pods_run_exactly_while_the_tenant_is_not_suspended(@ForAll("plans") N8nPlans plans) {
    Map<String, Integer> replicas = new TreeMap<>();
    N8nBlueprint.of(plans.plan())
        .objects()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        // the form of its last stage
        .forEach(each -> replicas.put(each.getMetadata().getName(), each.getSpec().getReplicas()));
    N8nOptions options = N8nOptions.of(plans.plan().service().spec());

    assertThat(replicas)
        .isEqualTo(
            !options.isQueued()
                ? Map.of("n8n", plans.running() ? 1 : 0)
                : plans.running()
                    ? Map.of(
                        "n8n", 1, "n8n-redis", 1, "n8n-webhook", 1, "n8n-worker", options.workers())
                    : Map.of("n8n", 0, "n8n-redis", 0, "n8n-webhook", 0, "n8n-worker", 0));
  }

  /** Else a pod would be refused by the server while others keep theirs open. */
  @Property(tries = 200)
  void all_pools_fit_into_the_limit_of_the_role_twice(
      @ForAll("plans") N8nPlans plans, @ForAll @IntRange(min = 24, max = 300) int limit) {
    ServicePlan plan = plans.withConnections(limit).plan();
    int pool =
        Integer.parseInt(
            N8nEnvironment.plain(plan).getOrDefault("DB_POSTGRESDB_POOL_SIZE", "absent"));

    assertThat(pool).isBetween(1, 10);
    assertThat(2 * pool * N8nOptions.of(plan.service().spec()).processes())
        .isLessThanOrEqualTo(limit);
  }

  @Override
  protected Stream<HasMetadata> objects(N8nPlans plans) {
    return Golden.objects(plans);
  }

  @Override
  @Provide
  protected Arbitrary<N8nPlans> plans() {
    return Combinators.combine(
            classes(),
            settings(),
            env(),
            Arbitraries.of(SslMode.class),
            Arbitraries.of(Optional.<String>empty(), Optional.of(N8nPlans.CA)),
            Arbitraries.of(ClassAccess.NONE, N8nPlans.CLASS_ACCESS),
            Arbitraries.of(true, false))
        .as(
            (tenantClass, settings, env, sslMode, ca, classAccess, running) ->
                new N8nPlans(
                    tenantClass,
                    settings,
                    env,
                    N8nPlans.database(sslMode, ca),
                    classAccess,
                    running));
  }

  private static Arbitrary<N8nSettings> settings() {
    return Combinators.combine(
            Arbitraries.of(OwnerPassword.class).injectNull(0.3),
            Arbitraries.of(BinaryData.class).injectNull(0.3),
            Arbitraries.of("Europe/Athens", "UTC").injectNull(0.3),
            Arbitraries.integers().between(1, 1000).injectNull(0.3),
            Arbitraries.integers().between(0, 1000).injectNull(0.3),
            Arbitraries.of(true, false).injectNull(0.3),
            executions())
        .as(
            (ownerPassword, binaryData, timezone, maxAge, maxCount, packages, executions) ->
                executions.withDefaults(
                    new N8nSettings(
                        ownerPassword,
                        binaryData,
                        timezone,
                        maxAge,
                        maxCount,
                        packages,
                        null,
                        null,
                        null)))
        .filter(
            settings ->
                settings.mode() != ExecutionMode.QUEUE
                    || settings.binaryData() != BinaryData.VOLUME);
  }

  private static Arbitrary<N8nSettings> executions() {
    return Combinators.combine(
            Arbitraries.of(ExecutionMode.class).injectNull(0.3),
            Arbitraries.integers().between(1, 10).injectNull(0.3),
            Arbitraries.of(true, false).injectNull(0.3))
        .as(
            (mode, workers, metrics) ->
                new N8nSettings(null, null, null, null, null, null, mode, workers, metrics));
  }

  private static Arbitrary<List<EnvironmentVariable>> env() {
    return Arbitraries.of(
            new EnvironmentVariable("N8N_LOG_LEVEL", "debug", null),
            new EnvironmentVariable("N8N_EMPTY", "", null),
            new EnvironmentVariable(
                "N8N_SMTP_PASS", null, new EnvironmentVariable.SecretKey("mail", "password")))
        .list()
        .uniqueElements()
        .ofMaxSize(3);
  }
}
