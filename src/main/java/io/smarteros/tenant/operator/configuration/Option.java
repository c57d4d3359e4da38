package io.smarteros.tenant.operator.configuration;

import java.util.Optional;

/**
 * One environment variable that the operator reads.
 *
 * @param defaultValue as one would write it; empty when there is none, or when it depends on where
 *     the operator runs
 * @param secret whether the value must never be printed
 */
record Option<T>(
    String name,
    Syntax<T> syntax,
    Optional<String> defaultValue,
    boolean secret,
    String description) {

  static <T> Option<T> of(String name, Syntax<T> syntax, String description) {
    return new Option<>(name, syntax, Optional.empty(), false, description);
  }

  static Option<String> secret(String name, String description) {
    return new Option<>(name, Syntax.text(), Optional.empty(), true, description);
  }

  Option<T> withDefault(String value) {
    return new Option<>(name, syntax, Optional.of(value), secret, description);
  }

  /** Empty when the text is not such a value. */
  Optional<T> parse(String text) {
    return syntax.parse(text);
  }

  /** A line for the person who wrote a text that cannot be parsed. */
  String complaint(String text) {
    String given = secret ? "" : ", but is '%s'".formatted(text.replaceAll("\\s+", " "));
    return "%s must be %s%s".formatted(name, syntax.expected(), given);
  }
}
