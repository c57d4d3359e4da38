package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSettings.BinaryData;
import io.smarteros.tenant.api.service.N8nSettings.ExecutionMode;
import io.smarteros.tenant.api.service.N8nSettings.OwnerPassword;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.ServiceSpec;
import java.util.Optional;

/** The settings of n8n with everything decided. */
record N8nOptions(
    OwnerPassword ownerPassword,
    BinaryData binaryData,
    String timezone,
    int executionsMaxAgeHours,
    int executionsMaxCount,
    boolean communityPackages,
    ExecutionMode mode,
    int workers,
    boolean metrics) {

  private static final N8nSettings NOTHING_SET =
      new N8nSettings(null, null, null, null, null, null, null, null, null);

  static N8nOptions of(ServiceSpec spec) {
    N8nSettings settings =
        spec instanceof N8nSpec n8n && n8n.settings() != null ? n8n.settings() : NOTHING_SET;
    return new N8nOptions(
        Optional.ofNullable(settings.ownerPassword()).orElse(OwnerPassword.MANAGED),
        Optional.ofNullable(settings.binaryData()).orElse(BinaryData.DATABASE),
        Optional.ofNullable(settings.timezone()).orElse("UTC"),
        Optional.ofNullable(settings.executionsMaxAgeHours()).orElse(336),
        Optional.ofNullable(settings.executionsMaxCount()).orElse(10_000),
        Boolean.TRUE.equals(settings.communityPackages()),
        Optional.ofNullable(settings.mode()).orElse(ExecutionMode.REGULAR),
        Optional.ofNullable(settings.workers()).orElse(1),
        Boolean.TRUE.equals(settings.metrics()));
  }

  /** The owner's password is that of the environment at every start. */
  boolean ownerIsManaged() {
    return ownerPassword == OwnerPassword.MANAGED;
  }

  boolean hasVolume() {
    return binaryData == BinaryData.VOLUME;
  }

  boolean hasObjectStorage() {
    return binaryData == BinaryData.OBJECT_STORAGE;
  }

  boolean isQueued() {
    return mode == ExecutionMode.QUEUE;
  }

  /** That run n8n at once: the main process, and with a queue the workers and one for webhooks. */
  int processes() {
    return isQueued() ? 2 + workers : 1;
  }
}
