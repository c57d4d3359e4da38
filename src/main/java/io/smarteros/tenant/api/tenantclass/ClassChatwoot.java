package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import io.smarteros.tenant.api.service.ChatwootSettings;
import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defaults of Chatwoot for the tenants of a class. */
public record ClassChatwoot(
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @NotSupportedYet @Nullable SharedInstance shared,
    @ValidationRule(
            value = "self.all(e, !e.name.matches('" + ChatwootSpec.RESERVED_ENVIRONMENT + "'))",
            message = ChatwootSpec.RESERVED_ENVIRONMENT_MESSAGE)
        List<ClassVariable> env,
    @JsonPropertyDescription(
            """
            Settings of Chatwoot, for Tenants that do not set them: key by key.""")
        @Nullable ChatwootSettings settings)
    implements ClassService {

  public ClassChatwoot {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
