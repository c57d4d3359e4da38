package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of Chatwoot. */
public record ChatwootSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @JsonPropertyDescription(
            """
            Number of pods of Chatwoot's web process. Needs allow.replicas in the class. \
            Default: that of the class, or 1.""")
        @Min(1)
        @Max(20)
        @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @Nullable String host,
    @ValidationRule(
            value = "self.all(e, !e.name.matches('" + RESERVED_ENVIRONMENT + "'))",
            message = RESERVED_ENVIRONMENT_MESSAGE)
        List<EnvironmentVariable> env,
    @JsonPropertyDescription("Settings of Chatwoot.") @Nullable ChatwootSettings settings)
    implements ServiceSpec {

  /** Regular expression of the environment names that the operator decides. */
  public static final String RESERVED_ENVIRONMENT =
      "^(DATABASE_URL|POSTGRES_(HOST|PORT|DATABASE|USERNAME|PASSWORD)"
          + "|REDIS_.*"
          + "|SECRET_KEY_BASE|ACTIVE_RECORD_ENCRYPTION_.*"
          + "|FRONTEND_URL|HELPCENTER_URL|FORCE_SSL"
          + "|ENABLE_ACCOUNT_SIGNUP|DEFAULT_LOCALE"
          + "|RAILS_ENV|NODE_ENV|INSTALLATION_ENV|RAILS_LOG_TO_STDOUT"
          + "|PG[A-Z]+|RAILS_MAX_THREADS|SIDEKIQ_CONCURRENCY|WEB_CONCURRENCY|SMARTEROS_.*"
          + "|DISABLE_TELEMETRY|ENABLE_PUSH_RELAY_SERVER|SAFE_FETCH_ALLOW_PRIVATE_NETWORK"
          + "|HOME)(_FILE)?$";

  public static final String RESERVED_ENVIRONMENT_MESSAGE =
      "leave out the names that the operator sets itself: those of the database "
          + "(DATABASE_URL, POSTGRES_*, PG*), its connections, REDIS_*, keys, URLs, "
          + "sign-up, locale and telemetry; see settings for what can be set";

  public ChatwootSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }

  /** The same with these settings where it has none of its own. */
  public ChatwootSpec withDefaults(ChatwootSettings defaults) {
    return new ChatwootSpec(
        enabled,
        mode,
        version,
        image,
        replicas,
        resources,
        storage,
        host,
        env,
        settings == null ? defaults : settings.withDefaults(defaults));
  }
}
