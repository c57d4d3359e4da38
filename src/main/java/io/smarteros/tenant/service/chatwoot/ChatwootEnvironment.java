package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.blueprint.DatabaseAuthority;
import io.smarteros.tenant.service.blueprint.RedisServer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The environment variables of Chatwoot: its web process, worker and Jobs have the same. */
final class ChatwootEnvironment {
  /** Of one web process, with as many threads. */
  static final int WEB_CONNECTIONS = 5;

  /** Of the worker, which works on as many jobs at once. */
  static final int WORKER_CONNECTIONS = 10;

  /**
   * Of the super administrator. The domain can never receive mail, so that nobody gets a new
   * password sent.
   */
  static final String SUPER_ADMIN = "super-admin@chatwoot.invalid";

  /** Of the image. */
  private static final String PUBLIC_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  private static final Pattern OWNED = Pattern.compile(ChatwootSpec.RESERVED_ENVIRONMENT);

  private ChatwootEnvironment() {}

  /** Nothing secret: it stands in the pod template. */
  static Map<String, String> plain(ServicePlan plan, RedisServer redis) {
    Map<String, String> environment = new TreeMap<>();
    process(environment);
    database(environment, databaseOf(plan), new DatabaseAuthority(plan));
    connections(environment, plan);
    environment.put("REDIS_URL", redis.url());
    environment.put("FRONTEND_URL", plan.service().url());
    // the ingress does it; calls inside the cluster would be led astray
    environment.put("FORCE_SSL", "false");
    environment.put("DEFAULT_LOCALE", ChatwootAccount.locale(plan));
    environment.put("ENABLE_ACCOUNT_SIGNUP", "false");
    environment.putAll(ChatwootFiles.plain(plan));
    environment.putAll(ChatwootMail.plain(plan));
    // webhooks lead to the tenant's other applications; the network rules bound them
    environment.put("SAFE_FETCH_ALLOW_PRIVATE_NETWORK", "true");
    environment.put("DISABLE_TELEMETRY", "true");
    environment.put("ENABLE_PUSH_RELAY_SERVER", "false");
    environment.put("SMARTEROS_SUPER_ADMIN_EMAIL", SUPER_ADMIN);
    return environment;
  }

  static Map<String, String> secret(ServicePlan plan) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("POSTGRES_PASSWORD", databaseOf(plan).password());
    environment.put("REDIS_PASSWORD", redis(plan).password());
    environment.put("SECRET_KEY_BASE", plan.secret(ChatwootSecrets.SECRET_KEY_BASE));
    environment.put(
        "ACTIVE_RECORD_ENCRYPTION_PRIMARY_KEY",
        plan.secret(ChatwootSecrets.ENCRYPTION_PRIMARY_KEY));
    environment.put(
        "ACTIVE_RECORD_ENCRYPTION_DETERMINISTIC_KEY",
        plan.secret(ChatwootSecrets.ENCRYPTION_DETERMINISTIC_KEY));
    environment.put(
        "ACTIVE_RECORD_ENCRYPTION_KEY_DERIVATION_SALT",
        plan.secret(ChatwootSecrets.ENCRYPTION_SALT));
    environment.putAll(bootstrap(plan));
    environment.putAll(ChatwootFiles.secret(plan));
    environment.putAll(ChatwootMail.secret(plan));
    return environment;
  }

  /** What the bootstrap makes of Chatwoot's database. */
  static Map<String, String> bootstrap(ServicePlan plan) {
    return Map.of(
        "SMARTEROS_SUPER_ADMIN_PASSWORD",
        plan.secret(ChatwootSecrets.SUPER_ADMIN_PASSWORD),
        "SMARTEROS_PLATFORM_TOKEN",
        plan.secret(ChatwootSecrets.PLATFORM_TOKEN));
  }

  private static void process(Map<String, String> environment) {
    environment.put("RAILS_ENV", "production");
    environment.put("NODE_ENV", "production");
    environment.put("INSTALLATION_ENV", "helm");
    environment.put("RAILS_LOG_TO_STDOUT", "true");
  }

  private static void database(
      Map<String, String> environment, DatabaseAccess database, DatabaseAuthority authority) {
    environment.put("POSTGRES_HOST", database.host());
    environment.put("POSTGRES_PORT", Integer.toString(database.port()));
    environment.put("POSTGRES_DATABASE", database.name());
    environment.put("POSTGRES_USERNAME", database.role());
    // Chatwoot has no setting of its own for it, but libpq reads these
    environment.put("PGSSLMODE", database.sslMode().value());
    if (database.sslMode() == SslMode.VERIFY_CA || database.sslMode() == SslMode.VERIFY_FULL) {
      environment.put("PGSSLROOTCERT", authority.path().orElse(PUBLIC_AUTHORITIES));
    }
  }

  /** All pools fit into the limit of the role twice, for pods that a lost node leaves behind. */
  private static void connections(Map<String, String> environment, ServicePlan plan) {
    int most = databaseOf(plan).connections() / 2;
    int worker = Math.clamp(most / 2, 1, WORKER_CONNECTIONS);
    int web = Math.clamp((most - worker) / plan.service().replicas(), 1, WEB_CONNECTIONS);
    environment.put("SIDEKIQ_CONCURRENCY", Integer.toString(worker));
    environment.put("RAILS_MAX_THREADS", Integer.toString(web));
  }

  /** Whether a person may not set the variable, since the operator does or relies on it. */
  static boolean owns(String variableName) {
    return OWNED.matcher(variableName).matches();
  }

  /** It ends after the worker, which may still have to put jobs back. */
  static RedisServer redis(ServicePlan plan) {
    return new RedisServer(
        plan,
        plan.secret(ChatwootSecrets.REDIS_PASSWORD),
        Chatwoot.WORKER_SHUTDOWN.plusSeconds(15));
  }

  static DatabaseAccess databaseOf(ServicePlan plan) {
    return plan.database()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Chatwoot of %s has no database".formatted(plan.tenant().name())));
  }
}
