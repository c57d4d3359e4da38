package io.smarteros.tenant.resolve;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable.SecretKey;
import io.smarteros.tenant.api.service.ServiceName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A key of a Secret that a variable of the Tenant refers to. Who may write Tenants is not one who
 * may read Secrets: only a Secret that somebody labelled for it may be handed to an application.
 *
 * @param namespace the tenant's
 */
public record SecretReference(ServiceName service, String namespace, SecretKey reference) {
  private static final int MAX_KEYS_SHOWN = 10;

  /** Types that hold what the platform or the cluster signs in with. */
  private static final Set<String> FORBIDDEN_TYPES =
      Set.of(
          "kubernetes.io/tls",
          "kubernetes.io/dockerconfigjson",
          "kubernetes.io/dockercfg",
          "kubernetes.io/service-account-token",
          "bootstrap.kubernetes.io/token");

  /** Why the variable cannot have its value; empty when it can. */
  public Optional<Problem> check(Optional<Secret> found) {
    return found.isEmpty()
        ? Optional.of(
            waiting(
                "Waiting for key %s of Secret %s in namespace %s, to which spec.services.%s.env refers. Create it with the label %s: \"true\", or remove the variable"
                    .formatted(
                        reference.key(),
                        reference.name(),
                        namespace,
                        service,
                        Names.ENV_SECRET_LABEL)))
        : forbidden(found.get())
            .or(() -> unlabelled(found.get()))
            .or(() -> unusable(Optional.ofNullable(found.get().getData()).orElseGet(Map::of)));
  }

  private Optional<Problem> forbidden(Secret secret) {
    if (Names.OPERATOR.equals(label(secret, Names.MANAGED_BY_LABEL))) {
      return Optional.of(notAllowed("belongs to the operator"));
    }
    return Optional.ofNullable(secret.getType())
        .filter(FORBIDDEN_TYPES::contains)
        .map(type -> notAllowed("has the type " + type));
  }

  private Problem notAllowed(String why) {
    return new Problem(
        Reason.NOT_ALLOWED_BY_CLASS,
        "Secret %s %s, and no environment variable may have such a value. Let spec.services.%s.env refer to another Secret, or remove the variable"
            .formatted(reference.name(), why, service));
  }

  private Optional<Problem> unlabelled(Secret secret) {
    return "true".equals(label(secret, Names.ENV_SECRET_LABEL))
        ? Optional.empty()
        : Optional.of(
            waiting(
                "Secret %s, to which spec.services.%s.env refers, does not have the label %s: \"true\". Set it if the application may have the Secret: kubectl --namespace %s label secret %s --overwrite %s=true"
                    .formatted(
                        reference.name(),
                        service,
                        Names.ENV_SECRET_LABEL,
                        namespace,
                        reference.name(),
                        Names.ENV_SECRET_LABEL)));
  }

  private Optional<Problem> unusable(Map<String, String> data) {
    String value = data.get(reference.key());
    if (value == null) {
      return Optional.of(
          waiting(
              "Waiting for key %s of Secret %s in namespace %s, to which spec.services.%s.env refers. The Secret has %s"
                  .formatted(
                      reference.key(), reference.name(), namespace, service, keys(data.keySet()))));
    }
    if (value.isEmpty()) {
      return Optional.of(waiting(unusable("is empty")));
    }
    return isText(value)
        ? Optional.empty()
        : Optional.of(waiting(unusable("is not text, and an environment variable has to be")));
  }

  private String unusable(String why) {
    return "Key %s of Secret %s in namespace %s, to which spec.services.%s.env refers, %s. Correct the Secret, or remove the variable"
        .formatted(reference.key(), reference.name(), namespace, service, why);
  }

  private static String keys(Set<String> keys) {
    String shown = keys.stream().sorted().limit(MAX_KEYS_SHOWN).collect(Collectors.joining(", "));
    return keys.isEmpty()
        ? "no key at all"
        : "only %s%s".formatted(shown, keys.size() > MAX_KEYS_SHOWN ? " and more" : "");
  }

  /** No container starts with another value. */
  private static boolean isText(String base64) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
          .chars()
          .noneMatch(character -> character == 0);
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private Problem waiting(String message) {
    return new Problem(Reason.TENANT_SECRET_NOT_FOUND, message);
  }

  private static String label(Secret secret, String name) {
    return Optional.ofNullable(secret.getMetadata().getLabels())
        .map(labels -> labels.get(name))
        .orElse("");
  }
}
