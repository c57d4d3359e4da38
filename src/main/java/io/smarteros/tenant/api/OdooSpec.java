package io.smarteros.tenant.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant wants of Odoo. */
public record OdooSpec(
    @Nullable Boolean enabled,
    @Nullable Mode mode,
    @Nullable String version,
    @Nullable String image,
    @Nullable Integer replicas,
    @Nullable Resources resources,
    @Nullable Storage storage,
    @Nullable String host,
    List<EnvironmentVariable> env,
    @Nullable OdooSettings settings)
    implements ServiceSpec {

  public OdooSpec {
    env = env == null ? List.of() : List.copyOf(env);
  }
}
