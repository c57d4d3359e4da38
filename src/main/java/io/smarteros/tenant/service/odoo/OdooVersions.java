package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.service.VersionTag;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of Odoo can be run. Tags name the series and the day of the build: {@code
 * 19.0-20260723}. One without a day moves.
 */
final class OdooVersions {
  /** Of the series whose program this package was tried with. */
  private static final int MAJOR = 19;

  private static final Pattern DAY = Pattern.compile("[^-]*-(\\d{8})(?:\\D.*)?");

  private OdooVersions() {}

  /** Why a version is not one of them. Tags that name no version are the user's risk. */
  static Optional<String> refusesVersion(String tag) {
    return VersionTag.parse(tag)
        .filter(version -> version.major() != MAJOR)
        .map(
            _ ->
                "This operator runs Odoo 19.0, and not %s: its data cannot be moved between series. Set spec.services.odoo.version, or the image, to a tag such as %s, in the Tenant or in its TenantClass"
                    .formatted(tag, OdooService.DEFAULT_VERSION));
  }

  /** Why one version cannot follow another. */
  static Optional<String> refusesUpgrade(String runningTag, String wantedTag) {
    Optional<String> running = day(runningTag);
    Optional<String> wanted = day(wantedTag);
    return running.isPresent() && wanted.isPresent() && wanted.get().compareTo(running.get()) < 0
        ? Optional.of(
            "Odoo cannot be downgraded from %s to %s, because its database was updated. Set spec.services.odoo.version to %s or newer"
                .formatted(runningTag, wantedTag, runningTag))
        : Optional.empty();
  }

  private static Optional<String> day(String tag) {
    Matcher matcher = DAY.matcher(tag);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
