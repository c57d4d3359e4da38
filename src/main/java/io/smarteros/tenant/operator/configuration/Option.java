package io.smarteros.tenant.operator.configuration;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * One environment variable that the operator reads.
 *
 * @param defaultValue as one would write it; empty when there is none, or when it depends on where
 *     the operator runs
 * @param secret whether the value must never be printed
 */
@RecordBuilder
record Option<T>(
    String name,
    Syntax<T> syntax,
    Optional<String> defaultValue,
    boolean secret,
    String description)
    implements OptionBuilder.With<T> {

  static <T> Option<T> of(String name, Syntax<T> syntax, String description) {
    return new Option<>(name, syntax, Optional.empty(), false, description);
  }

  static Option<String> secret(String name, String description) {
    return of(name, Syntax.text(), description).withSecret(true);
  }

  Option<T> withDefault(String value) {
    return withDefaultValue(Optional.of(value));
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
