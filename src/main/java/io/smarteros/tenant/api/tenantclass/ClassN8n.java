package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defaults of n8n for the tenants of a class. */
public record ClassN8n(
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @NotSupportedYet @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @NotSupportedYet @Nullable SharedInstance shared,
    @ValidationRule(
            value = "self.all(e, !e.name.matches('" + N8nSpec.RESERVED_ENVIRONMENT + "'))",
            message = N8nSpec.RESERVED_ENVIRONMENT_MESSAGE)
        List<ClassVariable> env,
    @JsonPropertyDescription(
            """
            Settings of n8n, for Tenants that do not set them: key by key.""")
        @Nullable N8nSettings settings,
    @JsonPropertyDescription(
            """
            Secret in the operator's namespace, with the label smarteros.io/class-secret: \
            "true", with the activation key of a licence of n8n under the key licenceKey. Every \
            tenant of the class gets it, unless its own variables set one (N8N_LICENSE_*). \
            Default: none; n8n runs as the community edition. Example: n8n-licence.""")
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        @Nullable String licenceSecret)
    implements ClassService {

  public ClassN8n {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
