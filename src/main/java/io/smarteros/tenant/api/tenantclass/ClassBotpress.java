package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import io.smarteros.tenant.api.service.BotpressSettings;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defaults of Botpress for the tenants of a class. */
public record ClassBotpress(
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @NotSupportedYet @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @NotSupportedYet @Nullable SharedInstance shared,
    @ValidationRule(
            value = "self.all(e, !e.name.matches('" + BotpressSpec.RESERVED_ENVIRONMENT + "'))",
            message = BotpressSpec.RESERVED_ENVIRONMENT_MESSAGE)
        List<ClassVariable> env,
    @JsonPropertyDescription(
            """
            Settings of Botpress, for Tenants that do not set them: key by key.""")
        @Nullable BotpressSettings settings)
    implements ClassService {

  public ClassBotpress {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
