package io.smarteros.tenant.service;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as tags of images write it: {@code 2.41.1}, {@code v2.41}, {@code 2.41.1-rc.1}. */
public record VersionTag(int major, int minor, int patch) implements Comparable<VersionTag> {
  private static final Pattern TAG =
      Pattern.compile("v?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?(?:[-+].*)?");
  private static final Comparator<VersionTag> ORDER =
      Comparator.comparingInt(VersionTag::major)
          .thenComparingInt(VersionTag::minor)
          .thenComparingInt(VersionTag::patch);

  /** The oldest that a tag can mean. Empty for tags without a number, such as {@code stable}. */
  public static Optional<VersionTag> parse(String tag) {
    return parse(tag, 0);
  }

  /** The newest that a tag can mean: {@code 2} is the newest 2.x. */
  public static Optional<VersionTag> parseNewest(String tag) {
    return parse(tag, Integer.MAX_VALUE);
  }

  private static Optional<VersionTag> parse(String tag, int absent) {
    Matcher matcher = TAG.matcher(tag);
    return matcher.matches()
        ? Optional.of(
            new VersionTag(
                number(matcher, 1, absent), number(matcher, 2, absent), number(matcher, 3, absent)))
        : Optional.empty();
  }

  private static int number(Matcher matcher, int group, int absent) {
    return Optional.ofNullable(matcher.group(group)).map(Integer::parseInt).orElse(absent);
  }

  @Override
  public int compareTo(VersionTag other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%d.%d.%d".formatted(major, minor, patch);
  }
}
