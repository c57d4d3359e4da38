package io.smarteros.tenant.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of N8n. */
public record N8nSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @Nullable String host,
    List<EnvironmentVariable> env,
    @Nullable N8nSettings settings)
    implements ServiceSpec {

  public N8nSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
