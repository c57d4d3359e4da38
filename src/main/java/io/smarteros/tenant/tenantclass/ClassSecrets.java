package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The Secrets that TenantClasses name: in the operator's namespace, with the class-secret label.
 */
public final class ClassSecrets {
  private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]+$");

  private final String namespace;
  private final Function<String, Optional<Secret>> byName;

  /**
   * Reads from a cache.
   *
   * @param byName finds a labelled Secret in the operator's namespace
   */
  public ClassSecrets(String namespace, Function<String, Optional<Secret>> byName) {
    this.namespace = namespace;
    this.byName = byName;
  }

  /** Where they are. */
  public String namespace() {
    return namespace;
  }

  /**
   * The values of the keys, all of them, or why they cannot be had. A line end that an editor left
   * at the end of a value is not part of it.
   */
  Found values(String secretName, String... keys) {
    Optional<Secret> secret = byName.apply(secretName);
    if (secret.isEmpty()) {
      return new Missing(notFound(secretName));
    }
    Map<String, String> data = Optional.ofNullable(secret.get().getData()).orElseGet(Map::of);
    Map<String, String> values = new LinkedHashMap<>();
    for (String key : keys) {
      String encoded = data.get(key);
      if (encoded == null) {
        return new Missing(keyMissing(secretName, key, secret.get()));
      }
      Optional<String> text = text(Base64.getDecoder().decode(encoded));
      if (text.isEmpty()) {
        return new Missing(invalid(secretName, key, "is no text in UTF-8"));
      }
      if (text.get().isEmpty()) {
        return new Missing(
            new Problem(
                Reason.SECRET_KEY_MISSING,
                "Key %s of Secret %s in namespace %s is empty. Give it its value"
                    .formatted(key, secretName, namespace)));
      }
      values.put(key, text.get());
    }
    return new Values(values);
  }

  /** As {@link #values}, of what is written in one line. */
  public Found lines(String secretName, String... keys) {
    Found found = values(secretName, keys);
    if (found instanceof Values values) {
      for (String key : keys) {
        if (values.get(key).chars().anyMatch(Character::isISOControl)) {
          return new Missing(
              invalid(secretName, key, "contains a line end or another control character"));
        }
      }
    }
    return found;
  }

  private static Optional<String> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // tools on Windows begin a file with a mark of its encoding
      String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return unmarked.indexOf('\0') >= 0
          ? Optional.empty()
          : Optional.of(LINE_ENDS.matcher(unmarked).replaceAll(""));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private Problem keyMissing(String secretName, String key, Secret secret) {
    Set<String> present =
        new TreeSet<>(Optional.ofNullable(secret.getData()).orElseGet(Map::of).keySet());
    return new Problem(
        Reason.SECRET_KEY_MISSING,
        "Secret %s in namespace %s has no key %s. Add it. It has type %s and %s"
            .formatted(
                secretName,
                namespace,
                key,
                Optional.ofNullable(secret.getType()).orElse("Opaque"),
                present.isEmpty() ? "no keys" : "the keys " + String.join(", ", present)));
  }

  /**
   * A value that cannot be used.
   *
   * @param complaint the end of a sentence about it
   */
  Problem invalid(String secretName, String key, String complaint) {
    return new Problem(
        Reason.CLASS_SECRET_INVALID,
        "Key %s of Secret %s in namespace %s %s. Correct it"
            .formatted(key, secretName, namespace, complaint));
  }

  /** The whole Secret, such as one for pulling images. */
  public Optional<Secret> secret(String secretName) {
    return byName.apply(secretName);
  }

  public Problem notFound(String secretName) {
    return new Problem(
        Reason.CLASS_SECRET_NOT_FOUND,
        "There is no Secret %s with the label %s: \"true\" in namespace %s, but the class names it. Create it, or set the label"
            .formatted(secretName, Names.CLASS_SECRET_LABEL, namespace));
  }

  /** What a look-up brought. */
  public sealed interface Found {}

  public record Values(Map<String, String> byKey) implements Found {
    /** One of the keys that were asked for. */
    public String get(String key) {
      return Objects.requireNonNull(byKey.get(key), key);
    }

    @Override
    public String toString() {
      return "Values[keys=%s]".formatted(byKey.keySet());
    }
  }

  public record Missing(Problem problem) implements Found {}
}
