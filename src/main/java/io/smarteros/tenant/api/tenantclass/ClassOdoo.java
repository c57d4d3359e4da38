package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defaults of Odoo for the tenants of a class. */
public record ClassOdoo(
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @NotSupportedYet @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @NotSupportedYet @Nullable SharedInstance shared,
    @ValidationRule(
            value = "self.all(e, !e.name.matches('" + OdooSpec.RESERVED_ENVIRONMENT + "'))",
            message = OdooSpec.RESERVED_ENVIRONMENT_MESSAGE)
        List<ClassVariable> env,
    @JsonPropertyDescription(
            """
            Settings of Odoo, for Tenants that do not set them: key by key.""")
        @Nullable OdooSettings settings)
    implements ClassService {

  public ClassOdoo {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
