package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.service.VersionTag;
import java.util.Optional;

/** Which versions of n8n can be run, and which can follow another. */
final class N8nVersions {
  /** The first that takes its public address from N8N_WEBHOOK_URL. */
  private static final VersionTag OLDEST = new VersionTag(2, 35, 0);

  private N8nVersions() {}

  /** Why a version is too old. */
  static Optional<String> refusesVersion(String tag) {
    return VersionTag.parseNewest(tag)
        .filter(version -> version.compareTo(OLDEST) < 0)
        .map(
            _ ->
                "This operator does not support n8n %1$s: before %2$s n8n gives out wrong addresses of its webhooks. Set spec.services.n8n.version, or the image, to %2$s or newer, in the Tenant or in its TenantClass"
                    .formatted(tag, OLDEST));
  }

  /** Why one version cannot follow another. Tags that name no version are the user's risk. */
  static Optional<String> refusesUpgrade(String runningTag, String wantedTag) {
    Optional<VersionTag> running = VersionTag.parse(runningTag);
    Optional<VersionTag> wanted = VersionTag.parse(wantedTag);
    if (running.isEmpty() || wanted.isEmpty()) {
      return Optional.empty();
    }
    if (wanted.get().compareTo(running.get()) < 0) {
      return Optional.of(
          "n8n cannot be downgraded from %s to %s, because its database was migrated. Set spec.services.n8n.version to %s or newer"
              .formatted(runningTag, wantedTag, runningTag));
    }
    int nextMajor = running.get().major() + 1;
    if (wanted.get().major() > nextMajor) {
      return Optional.of(
          "n8n cannot be upgraded from %s to %s in one step. Set spec.services.n8n.version to the newest %d.x first"
              .formatted(runningTag, wantedTag, nextMajor));
    }
    return Optional.empty();
  }
}
