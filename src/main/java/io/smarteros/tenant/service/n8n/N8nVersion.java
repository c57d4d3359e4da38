package io.smarteros.tenant.service.n8n;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of n8n as tags write it: {@code 2.41.1}, {@code v2.41}, {@code 2.41.1-rc.1}. */
record N8nVersion(int major, int minor, int patch) implements Comparable<N8nVersion> {
  private static final Pattern TAG =
      Pattern.compile("v?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?(?:[-+].*)?");
  private static final Comparator<N8nVersion> ORDER =
      Comparator.comparingInt(N8nVersion::major)
          .thenComparingInt(N8nVersion::minor)
          .thenComparingInt(N8nVersion::patch);

  /** The first that takes its public address from N8N_WEBHOOK_URL. */
  private static final N8nVersion OLDEST = new N8nVersion(2, 35, 0);

  /** Empty for tags without a number, such as {@code stable}. */
  static Optional<N8nVersion> parse(String tag) {
    return parse(tag, 0);
  }

  /**
   * @param absent the number that stands for one that the tag leaves out
   */
  private static Optional<N8nVersion> parse(String tag, int absent) {
    Matcher matcher = TAG.matcher(tag);
    return matcher.matches()
        ? Optional.of(
            new N8nVersion(
                number(matcher, 1, absent), number(matcher, 2, absent), number(matcher, 3, absent)))
        : Optional.empty();
  }

  private static int number(Matcher matcher, int group, int absent) {
    return Optional.ofNullable(matcher.group(group)).map(Integer::parseInt).orElse(absent);
  }

  /** Why a version is too old. A tag such as {@code 2} is the newest 2.x. */
  static Optional<String> refusesVersion(String tag) {
    return parse(tag, Integer.MAX_VALUE)
        .filter(version -> version.compareTo(OLDEST) < 0)
        .map(
            _ ->
                "This operator does not support n8n %s: before %d.%d.%d n8n gives out wrong addresses of its webhooks. Set spec.services.n8n.version, or the image, to %d.%d.%d or newer, in the Tenant or in its TenantClass"
                    .formatted(
                        tag,
                        OLDEST.major,
                        OLDEST.minor,
                        OLDEST.patch,
                        OLDEST.major,
                        OLDEST.minor,
                        OLDEST.patch));
  }

  /** Why one version cannot follow another. Tags that name no version are the user's risk. */
  static Optional<String> refusesUpgrade(String runningTag, String wantedTag) {
    Optional<N8nVersion> running = parse(runningTag);
    Optional<N8nVersion> wanted = parse(wantedTag);
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

  @Override
  public int compareTo(N8nVersion other) {
    return ORDER.compare(this, other);
  }
}
