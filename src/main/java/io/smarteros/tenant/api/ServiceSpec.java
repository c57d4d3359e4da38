package io.smarteros.tenant.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every application has in common. What is absent is decided by the class, else by the
 * operator.
 */
public sealed interface ServiceSpec permits ChatwootSpec, BotpressSpec, N8nSpec, OdooSpec {

  @Nullable Boolean enabled();

  @Nullable Mode mode();

  @Nullable String version();

  @Nullable String image();

  @Nullable Resources resources();

  @Nullable Storage storage();

  @Nullable String host();

  List<EnvironmentVariable> env();

  default boolean isEnabled() {
    return !Boolean.FALSE.equals(enabled());
  }
}
