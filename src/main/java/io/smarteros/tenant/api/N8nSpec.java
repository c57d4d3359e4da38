package io.smarteros.tenant.api;

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
    @Nullable Storage storage,
    @Nullable String host,
    @ValidationRule(
            value = "self.all(e, !e.name.matches('" + RESERVED_ENVIRONMENT + "'))",
            message = RESERVED_ENVIRONMENT_MESSAGE)
        List<EnvironmentVariable> env,
    @JsonPropertyDescription("What is particular to n8n.") @Nullable N8nSettings settings)
    implements ServiceSpec {

  /** Regular expression of the environment names that the operator decides. */
  public static final String RESERVED_ENVIRONMENT =
      "^(DB_.*"
          + "|N8N_ENCRYPTION_KEY"
          + "|N8N_USER_MANAGEMENT_JWT_SECRET"
          + "|N8N_INSTANCE_OWNER_.*"
          + "|N8N_(HOST|PROTOCOL|PORT|PATH|EDITOR_BASE_URL|WEBHOOK_URL|PROXY_HOPS|SSL_KEY|SSL_CERT|ENDPOINT_HEALTH|ENDPOINT_REST)|WEBHOOK_URL"
          + "|N8N_RUNNERS_.*"
          + "|QUEUE_.*|EXECUTIONS_MODE"
          + "|(N8N_)?(DEFAULT|AVAILABLE)_BINARY_DATA_MODES?|N8N_STORAGE_PATH"
          + "|EXECUTIONS_DATA_(MAX_AGE|PRUNE|PRUNE_MAX_COUNT)"
          + "|GENERIC_TIMEZONE|TZ"
          + "|N8N_(DIAGNOSTICS_ENABLED|VERSION_NOTIFICATIONS_.*|TEMPLATES_ENABLED|DYNAMIC_BANNERS_ENABLED|HIRING_BANNER_ENABLED|PERSONALIZATION_ENABLED)"
          + "|N8N_PUBLIC_API_.*|N8N_BLOCK_ENV_ACCESS_IN_NODE"
          + "|N8N_(COMMUNITY_PACKAGES_ENABLED|REINSTALL_MISSING_PACKAGES|UNVERIFIED_PACKAGES_ENABLED)"
          + "|N8N_(USER_FOLDER|CONFIG_FILES|ENFORCE_SETTINGS_FILE_PERMISSIONS|GRACEFUL_SHUTDOWN_TIMEOUT)"
          + "|NODE_ENV|HOME)(_FILE)?$";

  private static final String RESERVED_ENVIRONMENT_MESSAGE =
      "leave out the names that the operator sets itself: those of the database (DB_*), "
          + "keys, owner account, host and URLs, runners, queue, binary data, retention, time "
          + "zone and telemetry; see settings for what can be set";

  public N8nSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
