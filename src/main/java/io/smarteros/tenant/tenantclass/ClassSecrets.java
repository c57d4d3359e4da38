package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The Secrets that TenantClasses name: in the operator's namespace, with the class-secret label.
 */
public final class ClassSecrets {
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

  /** The values of the keys, all of them, or why they cannot be had. */
  Found values(String secretName, String... keys) {
    Optional<Secret> secret = byName.apply(secretName);
    if (secret.isEmpty()) {
      return new Missing(notFound(secretName));
    }
    Map<String, String> data = Optional.ofNullable(secret.get().getData()).orElseGet(Map::of);
    Map<String, String> values = new LinkedHashMap<>();
    for (String key : keys) {
      String encoded = data.get(key);
      if (encoded == null || encoded.isEmpty()) {
        return new Missing(
            new Problem(
                Reason.SECRET_KEY_MISSING,
                "Secret %s in namespace %s has no key %s. Add it"
                    .formatted(secretName, namespace, key)));
      }
      values.put(key, new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
    }
    return new Values(values);
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
  sealed interface Found {}

  record Values(Map<String, String> byKey) implements Found {
    /** One of the keys that were asked for. */
    String get(String key) {
      return Objects.requireNonNull(byKey.get(key), key);
    }

    @Override
    public String toString() {
      return "Values[keys=%s]".formatted(byKey.keySet());
    }
  }

  record Missing(Problem problem) implements Found {}
}
