package io.smarteros.tenant.operator.configuration;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Looks options up, and collects what is wrong with them so that all of it is said at once. */
final class OptionValues {
  private static final Path DEFAULT_ENV_FILE = Path.of("/vault/secrets/smarteros.env");

  private final Map<String, String> environment;
  private final Function<Path, Optional<String>> files;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Path envFile;
  private final Map<String, String> envFileValues;

  OptionValues(Map<String, String> environment, Function<Path, Optional<String>> files) {
    this.environment = environment;
    this.files = files;
    Optional<Path> named =
        given(Options.SMARTEROS_ENV_FILE, environment)
            .flatMap(text -> parse(Options.SMARTEROS_ENV_FILE, text));
    this.envFile = named.orElse(DEFAULT_ENV_FILE);
    this.envFileValues =
        named
            .map(path -> file(Options.SMARTEROS_ENV_FILE, path))
            .orElseGet(() -> read(Options.SMARTEROS_ENV_FILE, envFile, () -> {}))
            .map(this::parseEnvFile)
            .orElseGet(Map::of);
  }

  private Map<String, String> parseEnvFile(String content) {
    try {
      return EnvFile.parse(content);
    } catch (IllegalArgumentException e) {
      problem(
          "%s: in %s, %s".formatted(Options.SMARTEROS_ENV_FILE.name(), envFile, e.getMessage()));
      return Map.of();
    }
  }

  void problem(String line) {
    problems.add(line);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Where an option can be added, for a message. */
  Path envFile() {
    return envFile;
  }

  boolean isSet(Option<?> option) {
    return text(option).isPresent();
  }

  /** Of an option with a default. That default also when a problem has been noted. */
  <T> T value(Option<T> option) {
    return optional(option)
        .or(() -> option.defaultValue().flatMap(option::parse))
        .orElseThrow(() -> new IllegalStateException(option.name() + " has no default"));
  }

  /** Of an option without a default. Empty also when a problem has been noted. */
  <T> Optional<T> optional(Option<T> option) {
    return text(option).flatMap(text -> parse(option, text));
  }

  /** Of an option without a default. Empty only when a problem has been noted. */
  <T> Optional<T> required(Option<T> option, String remedy) {
    if (!isSet(option)) {
      problem("%s is missing: %s".formatted(option.name(), remedy));
    }
    return optional(option);
  }

  /** The content of the file that an option names. Empty only when a problem has been noted. */
  Optional<String> file(Option<Path> option, Path path) {
    return read(
        option, path, () -> problem("%s: there is no file %s".formatted(option.name(), path)));
  }

  private Optional<String> read(Option<Path> option, Path path, Runnable whenAbsent) {
    Optional<String> content;
    try {
      content = files.apply(path);
    } catch (UncheckedIOException e) {
      problem("%s: the file %s cannot be read".formatted(option.name(), path));
      return Optional.empty();
    }
    if (content.isEmpty()) {
      whenAbsent.run();
    }
    return content;
  }

  private Optional<String> text(Option<?> option) {
    return given(option, environment).or(() -> given(option, envFileValues));
  }

  /** An empty variable counts as absent: templates leave such behind. */
  private static Optional<String> given(Option<?> option, Map<String, String> values) {
    return Optional.ofNullable(values.get(option.name()))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private <T> Optional<T> parse(Option<T> option, String text) {
    Optional<T> value = option.parse(text);
    if (value.isEmpty()) {
      problem(option.complaint(text));
    }
    return value;
  }
}
