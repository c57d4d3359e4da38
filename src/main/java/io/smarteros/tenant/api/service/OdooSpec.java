package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of Odoo. */
public record OdooSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @JsonPropertyDescription(
            """
            Number of pods of Odoo's web process. More than one needs a volume that several \
            nodes can mount. Needs allow.replicas in the class. Default: that of the class, \
            or 1.""")
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
      "^(HOST|PORT|USER|PASSWORD" + "|PG.*|DB_.*" + "|ODOO_RC" + "|HOME)(_FILE)?$";

  public static final String RESERVED_ENVIRONMENT_MESSAGE =
      "leave out the names that the operator sets itself: those of the database (HOST, "
          + "PORT, USER, PASSWORD, PG*) and ODOO_RC; see settings for what can be set";

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
