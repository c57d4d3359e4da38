package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of Botpress. */
public record BotpressSpec(
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
    @JsonPropertyDescription("Settings of Botpress.") @Nullable BotpressSettings settings)
    implements ServiceSpec {

  /** Regular expression of the environment names that the operator decides. */
  public static final String RESERVED_ENVIRONMENT =
      "^(DATABASE_.*"
          + "|BPFS_STORAGE|APP_DATA_PATH|CORE_DISABLE_FILE_LISTENERS"
          + "|BP_PRODUCTION|BP_DISABLE_.*|BP_MAX_SERVER_REBOOT|AUTO_MIGRATE"
          + "|EXTERNAL_URL|PORT|REVERSE_PROXY"
          + "|BP_ADMIN_.*|MESSAGING_.*"
          + "|BP_CONFIG_(APPSECRET|SUPERADMINS|SENDUSAGESTATS|ALLOWSERVERREBOOT)"
          + "|CLUSTER_ENABLED|REDIS_URL|BP_REDIS_SCOPE"
          + "|HOME)(_FILE)?$";

  public static final String RESERVED_ENVIRONMENT_MESSAGE =
      "leave out the names that the operator sets itself: those of the database "
          + "(DATABASE_*), keys, URL, files, first administrator, clustering and telemetry; see "
          + "settings for what can be set";

  public BotpressSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }

  /** The same with these settings where it has none of its own. */
  public BotpressSpec withDefaults(BotpressSettings defaults) {
    return new BotpressSpec(
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
