package io.smarteros.tenant.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of Chatwoot. */
public record ChatwootSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @Nullable String host,
    List<EnvironmentVariable> env,
    @Nullable ChatwootSettings settings)
    implements ServiceSpec {

  public ChatwootSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
