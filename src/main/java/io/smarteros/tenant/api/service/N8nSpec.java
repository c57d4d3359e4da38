package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of n8n. */
public record N8nSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @Nullable Resources resources,
    @JsonPropertyDescription(
            """
            Volume of n8n. It is created only with settings.binaryData: Volume, here or in the \
            class; otherwise its size has no effect. Default: that of the class, or 5Gi.""")
        @Nullable Storage storage,
    @Nullable String host,
    @JsonPropertyDescription(
            """
            Additional environment variables of n8n, at most 50. Needs allow.env in the \
            class. Names that the operator sets itself are refused. Three of its defaults \
            may be changed: DB_POSTGRESDB_POOL_SIZE (10: the maximum of connections that \
            each pod takes; fewer with two workers or more), N8N_PROXY_HOPS (1) and \
            N8N_DISABLED_MODULES (mcp-registry).""")
        @ValidationRule(
            value = "self.all(e, !e.name.matches('" + RESERVED_ENVIRONMENT + "'))",
            message = RESERVED_ENVIRONMENT_MESSAGE)
        List<EnvironmentVariable> env,
    @JsonPropertyDescription("Settings of n8n.") @Nullable N8nSettings settings)
    implements ServiceSpec {

  /** Regular expression of the environment names that the operator decides, or by a file. */
  public static final String RESERVED_ENVIRONMENT =
      "^(DB_(TYPE|TABLE_PREFIX|LOGGING_.*|SQLITE_.*|POSTGRESDB_(DATABASE|HOST|PORT|USER|PASSWORD|SCHEMA|SSL_.*))"
          + "|N8N_(ENCRYPTION_KEY|USER_MANAGEMENT_JWT_SECRET|INSTANCE_OWNER_.*)"
          + "|N8N_(HOST|PORT|PROTOCOL|LISTEN_ADDRESS|PATH|EDITOR_BASE_URL|WEBHOOK_URL|SSL_KEY|SSL_CERT)"
          + "|N8N_ENDPOINT_(REST|HEALTH)"
          + "|WEBHOOK_URL"
          + "|N8N_RUNNERS_.*"
          + "|QUEUE_.*"
          + "|EXECUTIONS_MODE"
          + "|N8N_WORKER_SERVER_ADDRESS"
          + "|N8N_MULTI_MAIN_SETUP_.*"
          + "|N8N_METRICS"
          + "|EXECUTIONS_DATA_(PRUNE|MAX_AGE|PRUNE_MAX_COUNT)"
          + "|N8N_(DEFAULT_BINARY_DATA_MODE|AVAILABLE_BINARY_DATA_MODES)"
          + "|N8N_(USER_FOLDER|CONFIG_FILES|STORAGE_PATH|ENFORCE_SETTINGS_FILE_PERMISSIONS)"
          + "|N8N_GRACEFUL_SHUTDOWN_TIMEOUT"
          + "|N8N_PUBLIC_API_.*"
          + "|N8N_BLOCK_ENV_ACCESS_IN_NODE"
          + "|N8N_(COMMUNITY|REINSTALL_MISSING|UNVERIFIED)_PACKAGES(_ENABLED)?"
          + "|N8N_(DIAGNOSTICS|TEMPLATES|DYNAMIC_BANNERS|HIRING_BANNER|PERSONALIZATION)_ENABLED"
          + "|N8N_VERSION_NOTIFICATIONS_.*"
          + "|GENERIC_TIMEZONE"
          + "|TZ"
          + "|NODE_ENV"
          + "|HOME)(_FILE)?$";

  public static final String RESERVED_ENVIRONMENT_MESSAGE =
      "leave out the names that the operator sets itself: those of the database (DB_* but "
          + "DB_POSTGRESDB_POOL_SIZE and timeouts), "
          + "keys, owner account, host and URLs, runners, queue, binary data, retention, time "
          + "zone and telemetry; see settings for what can be set";

  public N8nSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }

  /** The same with these settings where it has none of its own. */
  public N8nSpec withDefaults(N8nSettings defaults) {
    return new N8nSpec(
        enabled,
        mode,
        version,
        image,
        resources,
        storage,
        host,
        env,
        settings == null ? defaults : settings.withDefaults(defaults));
  }
}
