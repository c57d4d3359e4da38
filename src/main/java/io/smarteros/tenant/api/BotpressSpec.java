package io.smarteros.tenant.api;

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
    List<EnvironmentVariable> env,
    @Nullable BotpressSettings settings)
    implements ServiceSpec {

  public BotpressSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
