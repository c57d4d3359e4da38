package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpLogin;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans for tenant {@code acme}, to be varied. */
record N8nPlans(
    TenantClassSpec tenantClass,
    N8nSettings settings,
    List<EnvironmentVariable> env,
    DatabaseAccess database,
    ClassAccess classAccess,
    boolean running) {

  static final String ADMINISTRATOR = "it@acme.example";

  static final Map<String, String> SECRETS =
      Map.of(
          N8nSecrets.ENCRYPTION_KEY, "the-encryption-key-of-acme",
          N8nSecrets.DATABASE_PASSWORD, "the-database-password-of-acme",
          N8nSecrets.REDIS_PASSWORD, "the-redis-password-of-acme",
          N8nSecrets.SESSION_SECRET, "the-session-secret-of-acme",
          N8nSecrets.OWNER_PASSWORD, "Passw0rd-of-acme",
          N8nSecrets.OWNER_PASSWORD_HASH,
              "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
          N8nSecrets.API_KEY, "the-api-key-of-acme");

  static final String MAIL_PASSWORD = "the-mail-password-of-the-class";
  static final String LICENCE = "the-licence-of-the-class";

  static final ClassAccess CLASS_ACCESS =
      ClassAccess.NONE.withSmtp(Optional.of(mail(Tls.IMPLICIT))).withLicence(Optional.of(LICENCE));

  static final String CA =
      "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n";

  static final N8nSettings NO_SETTINGS =
      new N8nSettings(null, null, null, null, null, null, null, null, null);

  /** As most tenants: an Ingress with TLS, nothing else set. */
  static N8nPlans usual() {
    return new N8nPlans(
        tenantClass(
            """
            baseDomain: example.com
            routing:
              ingress:
                className: nginx
                annotations: {cert-manager.io/cluster-issuer: letsencrypt}
                tls: {}
            """),
        NO_SETTINGS,
        List.of(),
        database(SslMode.VERIFY_FULL, Optional.of(CA)),
        ClassAccess.NONE,
        true);
  }

  /** All that a class and a tenant can ask for. */
  static N8nPlans everything() {
    return usual()
        .withClass(
            """
                baseDomain: example.com
                routing:
                  gateway:
                    parentRef: {name: public, namespace: gateways, sectionName: https}
                storageClassName: fast
                imagePullSecrets: [registry]
                nodeSelector: {pool: tenants}
                tolerations:
                - {key: tenants, operator: Equal, value: only, effect: NoSchedule}
                """)
        .withSettings(
            """
                binaryData: Volume
                timezone: Europe/Athens
                executionsMaxAgeHours: 72
                executionsMaxCount: 500
                communityPackages: true
                """)
        .withEnv(
            new EnvironmentVariable("N8N_LOG_LEVEL", "debug", null),
            new EnvironmentVariable(
                "HTTPS_PROXY", null, new EnvironmentVariable.SecretKey("proxy-account", "url")))
        .with(CLASS_ACCESS);
  }

  /** With workers and a pod for webhooks. */
  static N8nPlans queue() {
    return usual().withSettings("mode: Queue\nworkers: 2\nmetrics: true\n");
  }

  /** All that can be asked for together with a queue. */
  static N8nPlans everythingWithQueue() {
    return everything()
        .withSettings(
            """
                mode: Queue
                workers: 3
                metrics: true
                ownerPassword: Initial
                communityPackages: true
                """);
  }

  static SmtpAccess mail(Tls tls) {
    return new SmtpAccess(
        "smtp.example.com",
        465,
        "no-reply@example.com",
        tls,
        Optional.of(new SmtpLogin("mailer", MAIL_PASSWORD)));
  }

  static TenantClassSpec tenantClass(String yaml) {
    return Serialization.unmarshal(yaml, TenantClassSpec.class);
  }

  static DatabaseAccess database(SslMode sslMode, Optional<String> ca) {
    return new DatabaseAccess(
        "db.example.com",
        5432,
        "t_acme_n8n",
        "t_acme_n8n",
        SECRETS.getOrDefault(N8nSecrets.DATABASE_PASSWORD, ""),
        N8nEnvironment.DATABASE_CONNECTIONS,
        sslMode,
        ca);
  }

  N8nPlans withClass(String yaml) {
    return new N8nPlans(tenantClass(yaml), settings, env, database, classAccess, running);
  }

  N8nPlans withSettings(String yaml) {
    return new N8nPlans(
        tenantClass,
        Serialization.unmarshal(yaml, N8nSettings.class),
        env,
        database,
        classAccess,
        running);
  }

  N8nPlans withEnv(EnvironmentVariable... variables) {
    return new N8nPlans(tenantClass, settings, List.of(variables), database, classAccess, running);
  }

  N8nPlans withDatabase(SslMode sslMode, Optional<String> ca) {
    return new N8nPlans(tenantClass, settings, env, database(sslMode, ca), classAccess, running);
  }

  N8nPlans withConnections(int limit) {
    DatabaseAccess limited =
        new DatabaseAccess(
            database.host(),
            database.port(),
            database.name(),
            database.role(),
            database.password(),
            limit,
            database.sslMode(),
            database.caCertificate());
    return new N8nPlans(tenantClass, settings, env, limited, classAccess, running);
  }

  N8nPlans with(ClassAccess access) {
    return new N8nPlans(tenantClass, settings, env, database, access, running);
  }

  N8nPlans suspended() {
    return new N8nPlans(tenantClass, settings, env, database, classAccess, false);
  }

  ServicePlan plan() {
    return plan(SECRETS);
  }

  ServicePlan plan(Map<String, String> secrets) {
    return plan(secrets, Map.of(), ADMINISTRATOR);
  }

  /** A plan for a tenant that may have another administrator by now than at its set-up. */
  ServicePlan plan(
      Map<String, String> secrets, Map<String, ExternalRecord> externals, String administrator) {
    N8nSpec spec = new N8nSpec(null, null, null, null, null, null, null, env, settings);
    ResolvedService service =
        new ResolvedService(
            ServiceName.N8N,
            true,
            Mode.DEDICATED,
            "2.41.1",
            false,
            "n8nio/n8n:2.41.1",
            1,
            "n8n-acme.example.com",
            "200m",
            "1536Mi",
            Optional.of("5Gi"),
            env,
            spec);
    ResolvedTenant tenant =
        new ResolvedTenant(
            "acme",
            "8a5d0d2c-2f5e-4b0b-9a35-0c3a0f3f1f01",
            "Acme S.A.",
            "tenant-acme",
            Optional.ofNullable(tenantClass.storageClassName()),
            Optional.empty(),
            Optional.of(administrator),
            "standard",
            tenantClass,
            Map.of(ServiceName.N8N, service));
    return new ServicePlan(
        tenant,
        service,
        secrets,
        externals,
        Set.of(),
        Optional.of(database),
        classAccess,
        running,
        Optional.empty());
  }
}
