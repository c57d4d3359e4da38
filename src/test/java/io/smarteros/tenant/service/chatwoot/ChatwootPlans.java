package io.smarteros.tenant.service.chatwoot;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.service.ChatwootSettings;
import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.ObjectStorageAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpLogin;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Plans for tenant {@code acme}, to be varied. */
record ChatwootPlans(
    TenantClassSpec tenantClass,
    String version,
    int replicas,
    Optional<String> storage,
    Optional<String> domain,
    Optional<String> locale,
    List<EnvironmentVariable> env,
    DatabaseAccess database,
    Set<String> volumes,
    ClassAccess classAccess,
    boolean running) {

  static final String ADMINISTRATOR = "it@acme.example";

  static final Map<String, String> SECRETS =
      Map.of(
          ChatwootSecrets.DATABASE_PASSWORD, "the-database-password-of-acme",
          ChatwootSecrets.REDIS_PASSWORD, "the-redis-password-of-acme",
          ChatwootSecrets.ADMIN_PASSWORD, "Passw0rd-of-acme",
          ChatwootSecrets.SUPER_ADMIN_PASSWORD, "Sup3r-passw0rd-of-acme",
          ChatwootSecrets.PLATFORM_TOKEN, "the-platform-token-of-acme",
          ChatwootSecrets.SECRET_KEY_BASE, "the-secret-key-base-of-acme",
          ChatwootSecrets.ENCRYPTION_PRIMARY_KEY, "the-primary-key-of-acme",
          ChatwootSecrets.ENCRYPTION_DETERMINISTIC_KEY, "the-deterministic-key-of-acme",
          ChatwootSecrets.ENCRYPTION_SALT, "the-salt-of-acme");

  static final String MAIL_PASSWORD = "the-mail-password-of-the-class";
  static final String STORAGE_KEY = "the-secret-access-key-of-the-class";

  static final String REDIS_PASSWORD = "the-redis-password-of-the-class";

  /** As most tenants: an Ingress with TLS, nothing else set. */
  static ChatwootPlans usual() {
    return new ChatwootPlans(
        tenantClass(
            """
            baseDomain: example.com
            podSecurity: baseline
            routing: {ingress: {className: nginx, tls: {}}}
            """),
        "v4.16.2-ce",
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        database(SslMode.REQUIRE, 40, Optional.empty()),
        Set.of(),
        ClassAccess.NONE,
        true);
  }

  /** All that a class and a tenant can ask for. */
  static ChatwootPlans everything() {
    return new ChatwootPlans(
        tenantClass(
            """
            baseDomain: example.com
            podSecurity: baseline
            routing:
              gateway:
                parentRef: {name: public, namespace: gateways, sectionName: https}
            imageRegistry: registry.example.com/mirror
            redis: {image: "registry.example.com/own/redis:7.2.12"}
            imagePullSecrets: [registry]
            nodeSelector: {pool: tenants}
            tolerations:
            - {key: tenants, operator: Equal, value: only, effect: NoSchedule}
            """),
        "v4.16.2-ce",
        2,
        Optional.of("50Gi"),
        Optional.of("acme.example"),
        Optional.of("el"),
        List.of(
            new EnvironmentVariable("LOG_LEVEL", "warn", null),
            new EnvironmentVariable(
                "FB_APP_SECRET", null, new EnvironmentVariable.SecretKey("facebook", "secret"))),
        database(SslMode.VERIFY_FULL, 40, Optional.of("the PEM of an authority\n")),
        Set.of(),
        mail(Tls.START_TLS)
            .withObjectStorage(objectStorage().objectStorage())
            .withRedisPassword(Optional.of(REDIS_PASSWORD)),
        true);
  }

  static TenantClassSpec tenantClass(String yaml) {
    return Serialization.unmarshal(yaml, TenantClassSpec.class);
  }

  static DatabaseAccess database(SslMode sslMode, int connections, Optional<String> authority) {
    return new DatabaseAccess(
        "db.example.com",
        5432,
        "t_acme_chatwoot",
        "t_acme_chatwoot",
        SECRETS.getOrDefault(ChatwootSecrets.DATABASE_PASSWORD, ""),
        connections,
        sslMode,
        authority);
  }

  static ClassAccess mail(Tls tls) {
    return ClassAccess.NONE.withSmtp(
        Optional.of(
            new SmtpAccess(
                "smtp.example.com",
                587,
                "no-reply@example.com",
                tls,
                Optional.of(new SmtpLogin("mailer", MAIL_PASSWORD)))));
  }

  static ClassAccess objectStorage() {
    return ClassAccess.NONE.withObjectStorage(
        Optional.of(
            new ObjectStorageAccess(
                "https://project.supabase.co/storage/v1/s3",
                "eu-central-1",
                "chatwoot-acme",
                "the-access-key-id-of-the-class",
                STORAGE_KEY)));
  }

  ChatwootPlans with(ClassAccess access) {
    return new ChatwootPlans(
        tenantClass,
        version,
        replicas,
        storage,
        domain,
        locale,
        env,
        database,
        volumes,
        access,
        running);
  }

  /** It came up before, with these volumes. */
  ChatwootPlans withVolumes(String... made) {
    return new ChatwootPlans(
        tenantClass,
        version,
        replicas,
        storage,
        domain,
        locale,
        env,
        database,
        Set.of(made),
        classAccess,
        running);
  }

  ChatwootPlans withDatabase(DatabaseAccess other) {
    return new ChatwootPlans(
        tenantClass,
        version,
        replicas,
        storage,
        domain,
        locale,
        env,
        other,
        volumes,
        classAccess,
        running);
  }

  ChatwootPlans withClass(String yaml) {
    return new ChatwootPlans(
        tenantClass(yaml),
        version,
        replicas,
        storage,
        domain,
        locale,
        env,
        database,
        volumes,
        classAccess,
        running);
  }

  ChatwootPlans withVersion(String other) {
    return new ChatwootPlans(
        tenantClass,
        other,
        replicas,
        storage,
        domain,
        locale,
        env,
        database,
        volumes,
        classAccess,
        running);
  }

  ChatwootPlans withReplicas(int number) {
    return new ChatwootPlans(
        tenantClass,
        version,
        number,
        storage,
        domain,
        locale,
        env,
        database,
        volumes,
        classAccess,
        running);
  }

  ChatwootPlans withLocale(String code) {
    return new ChatwootPlans(
        tenantClass,
        version,
        replicas,
        storage,
        domain,
        Optional.of(code),
        env,
        database,
        volumes,
        classAccess,
        running);
  }

  ChatwootPlans suspended() {
    return new ChatwootPlans(
        tenantClass,
        version,
        replicas,
        storage,
        domain,
        locale,
        env,
        database,
        volumes,
        classAccess,
        false);
  }

  /** The blueprint's, its Jobs, and the routes that the core makes. */
  Stream<HasMetadata> objects() {
    return GoldenObjects.of(plan(), ChatwootBlueprint.of(plan()));
  }

  ServicePlan plan() {
    return plan(SECRETS, Map.of(), ADMINISTRATOR);
  }

  /** A plan for a tenant that may have another administrator by now than at its set-up. */
  ServicePlan plan(
      Map<String, String> secrets, Map<String, ExternalRecord> externals, String administrator) {
    ChatwootSpec spec =
        new ChatwootSpec(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            env,
            locale.map(ChatwootSettings::new).orElse(null));
    ResolvedService service =
        new ResolvedService(
            ServiceName.CHATWOOT,
            true,
            Mode.DEDICATED,
            version,
            false,
            "chatwoot/chatwoot:" + version,
            replicas,
            "chatwoot-acme.example.com",
            "300m",
            "1536Mi",
            storage,
            env,
            spec);
    ResolvedTenant tenant =
        new ResolvedTenant(
            "acme",
            "8a5d0d2c-2f5e-4b0b-9a35-0c3a0f3f1f01",
            "Acme S.A.",
            "tenant-acme",
            Optional.empty(),
            domain,
            Optional.of(administrator),
            "standard",
            tenantClass,
            Map.of(ServiceName.CHATWOOT, service));
    return new ServicePlan(
        tenant,
        service,
        secrets,
        externals,
        volumes,
        Optional.of(database),
        classAccess,
        running,
        Optional.empty());
  }
}
