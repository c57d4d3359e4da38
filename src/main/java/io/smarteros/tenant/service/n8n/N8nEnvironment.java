package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.blueprint.RedisServer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The environment variables of n8n. */
final class N8nEnvironment {
  /** Connections that one process opens at most. */
  private static final int DATABASE_POOL = 10;

  /**
   * Full pools of three processes, twice, for pods that a lost node leaves behind. With more of
   * them each pool is smaller; with twelve it has two connections, n8n's own default.
   */
  static final int DATABASE_CONNECTIONS = 2 * 3 * DATABASE_POOL;

  private static final Set<String> PRIVACY_SWITCHES =
      Set.of(
          "N8N_DIAGNOSTICS_ENABLED",
          "N8N_VERSION_NOTIFICATIONS_ENABLED",
          "N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED",
          "N8N_TEMPLATES_ENABLED",
          "N8N_DYNAMIC_BANNERS_ENABLED",
          "N8N_HIRING_BANNER_ENABLED",
          "N8N_PERSONALIZATION_ENABLED");

  /** Where its mail goes: with them a Tenant gets nothing of the class's server. */
  private static final Predicate<String> OWN_MAIL =
      Pattern.compile("N8N_SMTP_.*|N8N_EMAIL_MODE(_FILE)?").asMatchPredicate();

  private static final Pattern OWNED = Pattern.compile(N8nSpec.RESERVED_ENVIRONMENT);

  static Map<ClassResource, Predicate<String>> classResources(N8nOptions options) {
    Map<ClassResource, Predicate<String>> uses = new EnumMap<>(ClassResource.class);
    uses.put(ClassResource.SMTP, OWN_MAIL);
    uses.put(ClassResource.LICENCE, N8n.OWN_LICENCE);
    if (options.hasObjectStorage()) {
      uses.put(ClassResource.OBJECT_STORAGE, N8nObjectStorage.OWN_STORAGE);
    }
    if (options.isQueued()) {
      // its own, whatever the Tenant's variables are
      uses.put(ClassResource.REDIS_PASSWORD, _ -> false);
    }
    return uses;
  }

  /** Nothing secret: it stands in the pod template. */
  static Map<String, String> plain(ServicePlan plan) {
    N8nOptions options = N8nOptions.of(plan.service().spec());
    Map<String, String> environment = new TreeMap<>();
    process(environment);
    database(environment, databaseOf(plan), options);
    if (options.isQueued()) {
      queue(environment, N8nQueue.redis(plan));
    }
    addresses(environment, plan);
    owner(environment, plan, options);
    work(environment, options);
    plan.classAccess().smtp().ifPresent(smtp -> mail(environment, smtp));
    plan.classAccess()
        .objectStorage()
        .ifPresent(storage -> environment.putAll(N8nObjectStorage.environment(storage)));
    privacy(environment);
    hardening(environment, options);
    return environment;
  }

  static Map<String, String> secret(ServicePlan plan) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("N8N_ENCRYPTION_KEY", plan.secret(N8nSecrets.ENCRYPTION_KEY));
    environment.put("N8N_USER_MANAGEMENT_JWT_SECRET", plan.secret(N8nSecrets.SESSION_SECRET));
    environment.put("DB_POSTGRESDB_PASSWORD", databaseOf(plan).password());
    if (N8nOptions.of(plan.service().spec()).isQueued()) {
      environment.put("QUEUE_BULL_REDIS_PASSWORD", N8nQueue.redis(plan).password());
    }
    if (N8nOptions.of(plan.service().spec()).ownerIsManaged()) {
      environment.put(
          "N8N_INSTANCE_OWNER_PASSWORD_HASH", plan.secret(N8nSecrets.OWNER_PASSWORD_HASH));
    }
    plan.classAccess()
        .smtp()
        .flatMap(SmtpAccess::login)
        .ifPresent(
            login -> {
              environment.put("N8N_SMTP_USER", login.username());
              environment.put("N8N_SMTP_PASS", login.password());
            });
    plan.classAccess()
        .licence()
        .ifPresent(key -> environment.put("N8N_LICENSE_ACTIVATION_KEY", key));
    plan.classAccess()
        .objectStorage()
        .ifPresent(storage -> environment.putAll(N8nObjectStorage.secret(storage)));
    return environment;
  }

  private static void process(Map<String, String> environment) {
    // Outside production n8n answers with stack traces and does not limit log-ins.
    environment.put("NODE_ENV", "production");
    environment.put("N8N_PORT", Integer.toString(N8n.PORT));
    environment.put("N8N_USER_FOLDER", N8n.HOME);
    environment.put(
        "N8N_GRACEFUL_SHUTDOWN_TIMEOUT", Long.toString(N8n.SHUTDOWN_TIMEOUT.toSeconds()));
  }

  private static void database(
      Map<String, String> environment, DatabaseAccess database, N8nOptions options) {
    environment.put("DB_TYPE", "postgresdb");
    environment.put("DB_POSTGRESDB_HOST", database.host());
    environment.put("DB_POSTGRESDB_PORT", Integer.toString(database.port()));
    environment.put("DB_POSTGRESDB_DATABASE", database.name());
    environment.put("DB_POSTGRESDB_USER", database.role());
    environment.put("DB_POSTGRESDB_SCHEMA", "public");
    // n8n's 2 starve parallel executions; idle connections are given back after 30 s. A site with a
    // small max_connections sets its own.
    environment.put(
        "DB_POSTGRESDB_POOL_SIZE",
        Integer.toString(
            Math.clamp(database.connections() / 2 / options.processes(), 1, DATABASE_POOL)));
    if (database.sslMode() != SslMode.DISABLE) {
      boolean verifies =
          database.sslMode() == SslMode.VERIFY_CA || database.sslMode() == SslMode.VERIFY_FULL;
      environment.put("DB_POSTGRESDB_SSL_ENABLED", "true");
      environment.put("DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED", Boolean.toString(verifies));
      database.caCertificate().ifPresent(pem -> environment.put("DB_POSTGRESDB_SSL_CA", pem));
    }
  }

  /** The main process answers webhooks too, for the tenant's other applications. */
  private static void queue(Map<String, String> environment, RedisServer redis) {
    environment.put("EXECUTIONS_MODE", "queue");
    environment.put("QUEUE_BULL_REDIS_HOST", redis.name());
    environment.put("QUEUE_BULL_REDIS_PORT", Integer.toString(RedisServer.ENDPOINT.port()));
    environment.put("QUEUE_HEALTH_CHECK_ACTIVE", "true");
    environment.put("QUEUE_HEALTH_CHECK_PORT", Integer.toString(N8n.PORT));
  }

  private static void addresses(Map<String, String> environment, ServicePlan plan) {
    environment.put("N8N_HOST", plan.service().host());
    environment.put("N8N_PROTOCOL", "https");
    environment.put("N8N_EDITOR_BASE_URL", plan.service().url());
    environment.put("N8N_WEBHOOK_URL", plan.service().url() + "/");
    if (plan.tenant().tenantClass().routing() != null) {
      // the ingress controller; a site with a load balancer before it that sets headers has more
      environment.put("N8N_PROXY_HOPS", "1");
    }
  }

  private static void owner(Map<String, String> environment, ServicePlan plan, N8nOptions options) {
    if (options.ownerIsManaged()) {
      environment.put("N8N_INSTANCE_OWNER_MANAGED_BY_ENV", "true");
      environment.put("N8N_INSTANCE_OWNER_EMAIL", N8nOwner.of(plan).email());
      environment.put("N8N_INSTANCE_OWNER_FIRST_NAME", N8nOwner.FIRST_NAME);
      environment.put("N8N_INSTANCE_OWNER_LAST_NAME", N8nOwner.LAST_NAME);
    }
  }

  private static void work(Map<String, String> environment, N8nOptions options) {
    environment.put("GENERIC_TIMEZONE", options.timezone());
    environment.put("TZ", options.timezone());
    environment.put("EXECUTIONS_DATA_PRUNE", "true");
    environment.put("EXECUTIONS_DATA_MAX_AGE", Integer.toString(options.executionsMaxAgeHours()));
    environment.put(
        "EXECUTIONS_DATA_PRUNE_MAX_COUNT", Integer.toString(options.executionsMaxCount()));
    environment.put(
        "N8N_DEFAULT_BINARY_DATA_MODE",
        switch (options.binaryData()) {
          case VOLUME -> "filesystem";
          case OBJECT_STORAGE -> "s3";
          case DATABASE, UNKNOWN -> "database";
        });
    if (options.metrics()) {
      environment.put("N8N_METRICS", "true");
    }
  }

  private static void mail(Map<String, String> environment, SmtpAccess smtp) {
    environment.put("N8N_EMAIL_MODE", "smtp");
    environment.put("N8N_SMTP_HOST", smtp.host());
    environment.put("N8N_SMTP_PORT", Integer.toString(smtp.port()));
    environment.put("N8N_SMTP_SENDER", smtp.from());
    environment.put("N8N_SMTP_SSL", Boolean.toString(smtp.tls() == Tls.IMPLICIT));
    environment.put("N8N_SMTP_STARTTLS", Boolean.toString(smtp.tls() == Tls.START_TLS));
  }

  private static void privacy(Map<String, String> environment) {
    for (String name : PRIVACY_SWITCHES) {
      environment.put(name, "false");
    }
    // its list of servers is the one thing that n8n would still fetch from its maker
    environment.put("N8N_DISABLED_MODULES", "mcp-registry");
  }

  private static void hardening(Map<String, String> environment, N8nOptions options) {
    // else workflows could read the encryption key and the password of the database
    environment.put("N8N_BLOCK_ENV_ACCESS_IN_NODE", "true");
    environment.put("N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS", "true");
    environment.put("N8N_PUBLIC_API_DISABLED", "false");
    environment.put("N8N_PUBLIC_API_SWAGGERUI_DISABLED", "true");
    environment.put(
        "N8N_COMMUNITY_PACKAGES_ENABLED", Boolean.toString(options.communityPackages()));
    if (options.communityPackages()) {
      // without a volume they are gone with the pod; each worker installs its own
      environment.put("N8N_REINSTALL_MISSING_PACKAGES", "true");
      environment.put("N8N_UNVERIFIED_PACKAGES_ENABLED", "true");
    }
  }

  /** Whether a person may not set the variable, since the operator does or relies on it. */
  static boolean owns(String variableName) {
    return OWNED.matcher(variableName).matches();
  }

  private static DatabaseAccess databaseOf(ServicePlan plan) {
    return plan.database()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "n8n of %s has no database".formatted(plan.tenant().name())));
  }

  private N8nEnvironment() {}
}
