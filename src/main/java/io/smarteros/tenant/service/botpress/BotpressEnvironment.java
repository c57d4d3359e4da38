package io.smarteros.tenant.service.botpress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.blueprint.DatabaseAuthority;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The environment variables of Botpress. Configuration keys have the prefix BP_CONFIG_. */
final class BotpressEnvironment {
  /** Server, studio and messaging are processes of one pod, each with a pool of its own. */
  static final int POOLS = 3;

  /** Connections of one of them at most. */
  static final int DATABASE_POOL = 5;

  private static final Pattern OWNED = Pattern.compile(BotpressSpec.RESERVED_ENVIRONMENT);

  private BotpressEnvironment() {}

  /** Nothing secret: it stands in the pod template. */
  static Map<String, String> plain(ServicePlan plan) {
    Map<String, String> environment = new TreeMap<>();
    process(environment);
    files(environment);
    environment.put("DATABASE_POOL", pool(databaseOf(plan)));
    environment.put("EXTERNAL_URL", plan.service().url());
    environment.put("REVERSE_PROXY", "true");
    String administrator = BotpressAdministrator.of(plan).email();
    environment.put("BP_ADMIN_EMAIL", administrator);
    environment.put("BP_CONFIG_SUPERADMINS", superAdmins(administrator));
    // the usual ones but nlu, which needs a language server and a gigabyte for each language
    environment.put("BP_ENABLED_MODULES", "[\"basic-skills\",\"builtin\",\"channel-web\"]");
    configuration(environment);
    return environment;
  }

  /**
   * Botpress makes its first user, and only then writes down that he is super administrator ({@code
   * packages/bp/src/core/security/auth-service.ts}, _createFirstUser): if it was killed in between,
   * nobody would ever be one. What is declared stands whatever was written.
   */
  private static String superAdmins(String email) {
    ArrayNode declared = JsonNodeFactory.instance.arrayNode();
    declared.addObject().put("email", email).put("strategy", "default");
    return declared.toString();
  }

  static Map<String, String> secret(ServicePlan plan) {
    return new TreeMap<>(
        Map.of(
            "DATABASE_URL", url(databaseOf(plan), new DatabaseAuthority(plan)),
            "BP_ADMIN_PASSWORD", plan.secret(BotpressSecrets.ADMIN_PASSWORD),
            "BP_CONFIG_APPSECRET", plan.secret(BotpressSecrets.APP_SECRET)));
  }

  private static void process(Map<String, String> environment) {
    environment.put("BP_PRODUCTION", "true");
    environment.put("PORT", Integer.toString(Botpress.PORT));
    // otherwise it ends at a version that has to migrate its data, and says that all is well
    environment.put("AUTO_MIGRATE", "true");
    // of each of its processes: the first one goes on, and no probe sees that messaging has ended
    environment.put("BP_MAX_SERVER_REBOOT", "10");
    environment.put("BP_DISABLE_SERVER_CONFIG", "true");
  }

  private static void files(Map<String, String> environment) {
    environment.put("BPFS_STORAGE", "database");
    environment.put("CORE_DISABLE_FILE_LISTENERS", "true");
    environment.put("APP_DATA_PATH", Botpress.APP_DATA);
    environment.put("HOME", Botpress.APP_DATA);
  }

  private static void configuration(Map<String, String> environment) {
    environment.put("BP_CONFIG_SENDUSAGESTATS", "false");
    environment.put("BP_CONFIG_ALLOWSERVERREBOOT", "false");
    environment.put("BP_CONFIG_JWTTOKEN_DURATION", "1h");
    // otherwise anybody talks to every bot through the API
    environment.put("BP_CONFIG_CONVERSE_ENABLEUNSECUREDENDPOINT", "false");
    environment.put("BP_CONFIG_CONVERSE_MAXMESSAGELENGTH", "4000");
    environment.put("BP_CONFIG_CONVERSE_TIMEOUT", "20s");
  }

  private static String pool(DatabaseAccess database) {
    int most = Math.clamp(database.connections() / POOLS, 1, DATABASE_POOL);
    return "{\"min\":0,\"max\":%d}".formatted(most);
  }

  /** Names and passwords of the operator need no escaping in a URL. */
  private static String url(DatabaseAccess database, DatabaseAuthority authority) {
    String host = database.host().contains(":") ? "[" + database.host() + "]" : database.host();
    return "postgres://%s:%s@%s:%d/%s%s"
        .formatted(
            database.role(),
            database.password(),
            host,
            database.port(),
            database.name(),
            encryption(database.sslMode(), authority));
  }

  /**
   * As pg 8.7 reads it, the driver of server and messaging ({@code yarn.lock}): {@code ssl=true}
   * checks certificate and host name by the public authorities. The studio's pg 7 checks neither.
   */
  private static String encryption(SslMode mode, DatabaseAuthority authority) {
    return switch (mode) {
      case DISABLE -> "";
      case REQUIRE -> "?ssl=no-verify";
      case VERIFY_CA, VERIFY_FULL, UNKNOWN ->
          authority.path().map(path -> "?sslrootcert=" + path).orElse("?ssl=true");
    };
  }

  /** Whether a person may not set the variable, since the operator does or relies on it. */
  static boolean owns(String variableName) {
    return OWNED.matcher(variableName).matches();
  }

  static DatabaseAccess databaseOf(ServicePlan plan) {
    return plan.database()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Botpress of %s has no database".formatted(plan.tenant().name())));
  }
}
