package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.service.VersionTag;
import java.util.Optional;

/**
 * Which versions of Chatwoot can be run. Tags of its community edition end in {@code -ce}: {@code
 * v4.16.2-ce}.
 */
final class ChatwootVersions {
  /** The first that calls webhooks inside the cluster where it is allowed to. */
  private static final VersionTag OLDEST = new VersionTag(4, 14, 1);

  /** Fails at agent bots and labels when a token asks for them. */
  private static final VersionTag BROKEN = new VersionTag(4, 16, 0);

  private ChatwootVersions() {}

  /** Why a version is not one of them. Tags that name no version are the user's risk. */
  static Optional<String> refusesVersion(String tag) {
    Optional<VersionTag> newest = VersionTag.parseNewest(tag);
    if (newest.filter(version -> version.compareTo(OLDEST) < 0).isPresent()) {
      return Optional.of(
          "This operator runs Chatwoot %s or newer, and not %s. Set spec.services.chatwoot.version, or the image, to v4.16.2-ce or newer, in the Tenant or in its TenantClass"
              .formatted(OLDEST, tag));
    }
    return VersionTag.parse(tag).equals(Optional.of(BROKEN)) && newest.equals(Optional.of(BROKEN))
        ? Optional.of(
            "Chatwoot %s fails at agent bots and labels. Set spec.services.chatwoot.version to v4.16.1-ce or newer, in the Tenant or in its TenantClass"
                .formatted(tag))
        : Optional.empty();
  }

  /** Why one version cannot follow another. */
  static Optional<String> refusesUpgrade(String runningTag, String wantedTag) {
    Optional<VersionTag> running = VersionTag.parse(runningTag);
    Optional<VersionTag> wanted = VersionTag.parseNewest(wantedTag);
    return running.isPresent() && wanted.isPresent() && wanted.get().compareTo(running.get()) < 0
        ? Optional.of(
            "Chatwoot cannot be downgraded from %s to %s, because its database was migrated. Set spec.services.chatwoot.version to %s or newer"
                .formatted(runningTag, wantedTag, runningTag))
        : Optional.empty();
  }
}
