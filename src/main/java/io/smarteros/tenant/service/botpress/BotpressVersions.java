package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.service.VersionTag;
import java.util.Optional;

/** Which versions of Botpress can be run. Tags write them with underscores: v12_31_10. */
final class BotpressVersions {
  /** Of the line whose sources this package was written from. It was the last one. */
  private static final VersionTag OLDEST = new VersionTag(12, 31, 0);

  private static final int MAJOR = 12;

  private BotpressVersions() {}

  /** Why a version is not one of them. Tags that name no version are the user's risk. */
  static Optional<String> refusesVersion(String tag) {
    return parse(tag)
        .filter(version -> version.compareTo(OLDEST) < 0 || version.major() > MAJOR)
        .map(
            _ ->
                "This operator runs Botpress 12.31, the last one that can be hosted, and not %s. Set spec.services.botpress.version, or the image, to v12_31_10, in the Tenant or in its TenantClass"
                    .formatted(tag));
  }

  /** Why one version cannot follow another. */
  static Optional<String> refusesUpgrade(String runningTag, String wantedTag) {
    Optional<VersionTag> running = parse(runningTag);
    Optional<VersionTag> wanted = parse(wantedTag);
    return running.isPresent() && wanted.isPresent() && wanted.get().compareTo(running.get()) < 0
        ? Optional.of(
            "Botpress cannot be downgraded from %s to %s, because its database was migrated. Set spec.services.botpress.version to %s or newer"
                .formatted(runningTag, wantedTag, runningTag))
        : Optional.empty();
  }

  private static Optional<VersionTag> parse(String tag) {
    return VersionTag.parse(tag.replace('_', '.'));
  }
}
