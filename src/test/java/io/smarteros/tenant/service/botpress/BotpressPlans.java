package io.smarteros.tenant.service.botpress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.service.BotpressSettings;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Plans for tenant {@code acme}, to be varied. */
record BotpressPlans(
    TenantClassSpec tenantClass,
    Optional<String> language,
    List<EnvironmentVariable> env,
    DatabaseAccess database,
    boolean running) {

  static final String ADMINISTRATOR = "it@acme.example";

  static final Map<String, String> SECRETS =
      Map.of(
          BotpressSecrets.DATABASE_PASSWORD, "the-database-password-of-acme",
          BotpressSecrets.ADMIN_PASSWORD, "Passw0rd-of-acme",
          BotpressSecrets.APP_SECRET, "the-app-secret-of-acme");

  /** As most tenants: an Ingress with TLS, nothing else set. */
  static BotpressPlans usual() {
    return new BotpressPlans(
        tenantClass(
            """
            baseDomain: example.com
            routing: {ingress: {className: nginx, tls: {}}}
            """),
        Optional.empty(),
        List.of(),
        database(SslMode.REQUIRE, 30, Optional.empty()),
        true);
  }

  /** All that a class and a tenant can ask for. */
  static BotpressPlans everything() {
    return new BotpressPlans(
        tenantClass(
            """
            baseDomain: example.com
            routing:
              gateway:
                parentRef: {name: public, namespace: gateways, sectionName: https}
            imagePullSecrets: [registry]
            nodeSelector: {pool: tenants}
            tolerations:
            - {key: tenants, operator: Equal, value: only, effect: NoSchedule}
            """),
        Optional.of("el"),
        List.of(
            new EnvironmentVariable("VERBOSITY_LEVEL", "2", null),
            new EnvironmentVariable(
                "BP_MODULE_NLU_LANGUAGESOURCES",
                null,
                new EnvironmentVariable.SecretKey("language-server", "sources"))),
        database(SslMode.VERIFY_FULL, 30, Optional.of("the PEM of an authority\n")),
        true);
  }

  static TenantClassSpec tenantClass(String yaml) {
    return Serialization.unmarshal(yaml, TenantClassSpec.class);
  }

  static DatabaseAccess database(SslMode sslMode, int connections, Optional<String> authority) {
    return new DatabaseAccess(
        "db.example.com",
        5432,
        "t_acme_botpress",
        "t_acme_botpress",
        SECRETS.getOrDefault(BotpressSecrets.DATABASE_PASSWORD, ""),
        connections,
        sslMode,
        authority);
  }

  BotpressPlans withDatabase(DatabaseAccess other) {
    return new BotpressPlans(tenantClass, language, env, other, running);
  }

  BotpressPlans withLanguage(String code) {
    return new BotpressPlans(tenantClass, Optional.of(code), env, database, running);
  }

  BotpressPlans suspended() {
    return new BotpressPlans(tenantClass, language, env, database, false);
  }

  /** The blueprint's, and the routes that the core makes. */
  Stream<HasMetadata> objects() {
    return GoldenObjects.of(plan(), BotpressBlueprint.of(plan()));
  }

  ServicePlan plan() {
    return plan(SECRETS, Map.of(), ADMINISTRATOR);
  }

  /** A plan for a tenant that may have another administrator by now than at its set-up. */
  ServicePlan plan(
      Map<String, String> secrets, Map<String, ExternalRecord> externals, String administrator) {
    BotpressSpec spec =
        new BotpressSpec(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            env,
            language.map(BotpressSettings::new).orElse(null));
    ResolvedService service =
        new ResolvedService(
            ServiceName.BOTPRESS,
            true,
            Mode.DEDICATED,
            "v12_31_10",
            false,
            "botpress/server:v12_31_10",
            1,
            "botpress-acme.example.com",
            "500m",
            "2Gi",
            Optional.empty(),
            env,
            spec);
    ResolvedTenant tenant =
        new ResolvedTenant(
            "acme",
            "8a5d0d2c-2f5e-4b0b-9a35-0c3a0f3f1f01",
            "Acme S.A.",
            "tenant-acme",
            Optional.empty(),
            Optional.empty(),
            Optional.of(administrator),
            "standard",
            tenantClass,
            Map.of(ServiceName.BOTPRESS, service));
    return new ServicePlan(
        tenant,
        service,
        secrets,
        externals,
        Set.of(),
        Optional.of(database),
        ClassAccess.NONE,
        running,
        Optional.empty());
  }
}
