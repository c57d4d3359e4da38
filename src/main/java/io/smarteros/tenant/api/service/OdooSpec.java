package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of Odoo. */
public record OdooSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @NotSupportedYet
        @JsonPropertyDescription(
            """
            Number of pods of Odoo's web process. More than one is refused, since the files are \
            on a volume that one node can mount. Default: that of the class, or 1.""")
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
    @JsonPropertyDescription("Settings of Odoo.") @Nullable OdooSettings settings)
    implements ServiceSpec {

  /** Regular expression of the environment names that the operator decides. */
  public static final String RESERVED_ENVIRONMENT =
      "^(HOST|PORT|USER|PASSWORD"
          + "|PG.*|DB_.*"
          + "|ODOO_(RC|DB.*|LIST_DB|ADMIN_PASSWD|UNACCENT"
          + "|DATA_DIR|BIN_PATH|ADDONS_PATH|UPGRADE_PATH|PRE_UPGRADE_SCRIPTS"
          + "|SERVER_WIDE_MODULES|SKIP_AUTO_INSTALL|WITH_DEMO"
          + "|LOAD_LANGUAGE|OVERWRITE_EXISTING_TRANSLATIONS"
          + "|PROXY_MODE|HTTP_.*|GEVENT_PORT|WORKERS|MAX_CRON_THREADS|LIMIT_MEMORY_.*"
          + "|PUBLISHER_WARRANTY_URL|DEV|LOGFILE|LOG_DB.*|SYSLOG|PIDFILE)"
          + "|HOME)(_FILE)?$";

  public static final String RESERVED_ENVIRONMENT_MESSAGE =
      "leave out the names that the operator sets itself: those of the database (HOST, "
          + "PORT, USER, PASSWORD, PG*) and those that replace what it writes into odoo.conf, "
          + "such as ODOO_LIST_DB; see settings for what can be set";

  public OdooSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }

  /** The same with these settings where it has none of its own. */
  public OdooSpec withDefaults(OdooSettings defaults) {
    return new OdooSpec(
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
