package io.smarteros.tenant.operator.configuration;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a value is written.
 *
 * @param expected completes "it must be …"
 * @param parser empty when the text is not such a value
 */
public record Syntax<T>(String expected, Function<String, Optional<T>> parser) {
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?");

  Optional<T> parse(String value) {
    return parser.apply(value);
  }

  static Syntax<String> text() {
    return new Syntax<>("text", Optional::of);
  }

  static Syntax<String> matching(String regex, String expected) {
    Predicate<String> matches = Pattern.compile(regex).asMatchPredicate();
    return new Syntax<>(expected, value -> Optional.of(value).filter(matches));
  }

  static Syntax<Boolean> bool() {
    return new Syntax<>(
        "true or false",
        value ->
            switch (value) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** The constants of an enum in lower case. */
  static <E extends Enum<E>> Syntax<E> oneOf(Class<E> type) {
    return new Syntax<>(
        Arrays.stream(type.getEnumConstants())
            .map(Syntax::lower)
            .collect(Collectors.joining(" or ")),
        value ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> lower(constant).equals(value))
                .findFirst());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Words of this list, with commas between them. */
  static Syntax<List<String>> someOf(List<String> words) {
    return new Syntax<>(
        "one or more of %s, with commas between them".formatted(String.join(", ", words)),
        value ->
            Optional.of(Arrays.stream(value.split(",")).map(String::strip).distinct().toList())
                .filter(words::containsAll));
  }

  static Syntax<Integer> integer(int from, int to) {
    return new Syntax<>(
        "a number from %d to %d".formatted(from, to),
        value ->
            Optional.of(value)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .filter(number -> from <= number && number <= to));
  }

  /** Written as in Go: 15s, 10m, 1h30m. */
  static Syntax<Duration> duration(Duration atLeast) {
    return new Syntax<>(
        "a duration such as 15s, 10m or 1h30m, at least " + text(atLeast),
        value -> parseDuration(value).filter(duration -> duration.compareTo(atLeast) >= 0));
  }

  private static Optional<Duration> parseDuration(String value) {
    var matcher = DURATION.matcher(value);
    if (value.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    Function<Integer, Long> number =
        group -> Optional.ofNullable(matcher.group(group)).map(Long::valueOf).orElse(0L);
    return Optional.of(
        Duration.ofHours(number.apply(1))
            .plusMinutes(number.apply(2))
            .plusSeconds(number.apply(3))
            .plusMillis(number.apply(4)));
  }

  /** As one would write it: 1h30m. */
  public static String text(Duration duration) {
    var text = new StringBuilder();
    append(text, duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  static Syntax<Path> path() {
    return new Syntax<>(
        "the path of a file",
        value -> {
          try {
            return Optional.of(Path.of(value));
          } catch (InvalidPathException e) {
            return Optional.empty();
          }
        });
  }

  static Syntax<InetAddress> ipAddress() {
    return new Syntax<>(
        "an IP address",
        value -> {
          try {
            return Optional.of(InetAddress.ofLiteral(value));
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        });
  }

  static Syntax<URI> httpUrl() {
    return new Syntax<>(
        "a URL such as https://abcdefghijklmnopqrst.supabase.co",
        value -> {
          try {
            URI url = URI.create(value);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        });
  }
}
