package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.CelRules;
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
        @Nullable OdooSettings settings,
    @JsonPropertyDescription(
            """
            Image with more add-ons in its folder /mnt/extra-addons, with its tag or digest. Each \
            pod of Odoo copies them before it starts, so the image needs the command cp. Another \
            image stops Odoo and updates every module, as a new version does. Default: none. \
            Example: registry.example.com/odoo-addons:2026-11-28.""")
        @Size(min = 1, max = 512)
        @ValidationRule(value = CelRules.IMAGE, message = CelRules.IMAGE_MESSAGE)
        @ValidationRule(
            value = "self.matches('(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$')",
            message =
                "write a tag or digest too, such as registry.example.com/odoo-addons:2026-11-28: the"
                    + " operator must see that it is another image")
        @Nullable String addonsImage)
    implements ClassService {

  public ClassOdoo {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
