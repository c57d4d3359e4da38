package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

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

  /** As {@link #lines}, of what can stand in any file or address as it is. */
  public Found plain(String secretName, String key) {
    Found found = lines(secretName, key);
    return found instanceof Values values && !PLAIN.matcher(values.get(key)).matches()
        ? new Missing(invalid(secretName, key, "has more than letters, digits, '-', '_' and '.'"))
        : found;
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

  /** The certificates of authorities, of which one at least is valid now. */
  Found authorities(String secretName, Instant now) {
    Found found = values(secretName, NamedSecret.CA_CERTIFICATES);
    if (found instanceof Values values) {
      Optional<String> complaint =
          CertificateAuthorities.complaint(values.get(NamedSecret.CA_CERTIFICATES) + "\n", now);
      if (complaint.isPresent()) {
        return new Missing(invalid(secretName, NamedSecret.CA_CERTIFICATES, complaint.get()));
      }
    }
    return found;
  }

  /** A Secret for pulling images. */
  public FoundForPulling forPulling(String secretName) {
    Optional<Secret> source = byName.apply(secretName);
    return source
        .flatMap(PullSecretType::of)
        .<FoundForPulling>map(type -> new PullSecret(source.get(), type))
        .orElseGet(
            () -> new Missing(source.map(this::wrongType).orElseGet(() -> notFound(secretName))));
  }

  private Problem wrongType(Secret source) {
    return new Problem(
        Reason.SECRET_KEY_MISSING,
        "Secret %s in namespace %s has type %s, so it is not copied for pulling images, as imagePullSecrets of the class asks. Name one of type %s there, or make it of that type"
            .formatted(
                source.getMetadata().getName(),
                namespace,
                Optional.ofNullable(source.getType()).orElse("Opaque"),
                PullSecretType.ALL));
  }

  /** What is wrong with a Secret, if anything is. */
  Optional<Problem> complaint(NamedSecret named, Instant now) {
    return switch (named.content()) {
      case LOGIN, STORAGE_LOGIN, LICENCE ->
          problem(lines(named.name(), named.content().keys().toArray(String[]::new)));
      case PASSWORD_ALONE -> problem(plain(named.name(), NamedSecret.PASSWORD));
      case CERTIFICATE_AUTHORITIES -> problem(authorities(named.name(), now));
      case REGISTRY_LOGIN ->
          switch (forPulling(named.name())) {
            case PullSecret _ -> Optional.empty();
            case Missing missing -> Optional.of(missing.problem());
          };
    };
  }

  private static Optional<Problem> problem(Found found) {
    return switch (found) {
      case Values _ -> Optional.empty();
      case Missing missing -> Optional.of(missing.problem());
    };
  }

  private Problem notFound(String secretName) {
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

  /** What a look-up of a Secret for pulling images brought. */
  public sealed interface FoundForPulling {}

  public record PullSecret(Secret source, PullSecretType type) implements FoundForPulling {
    @Override
    public String toString() {
      return "PullSecret[type=%s]".formatted(type);
    }
  }

  public record Missing(Problem problem) implements Found, FoundForPulling {}
}
