package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types of Secret that the kubelet pulls images with, each with its one key. */
public enum PullSecretType {
  DOCKER_CONFIG_JSON("kubernetes.io/dockerconfigjson", ".dockerconfigjson"),
  DOCKER_CONFIG("kubernetes.io/dockercfg", ".dockercfg");

  /** For people. */
  static final String ALL =
      Arrays.stream(values()).map(each -> each.type).collect(Collectors.joining(" or "));

  private final String type;
  private final String key;

  PullSecretType(String type, String key) {
    this.type = type;
    this.key = key;
  }

  /** Empty for any other Secret, whatever keys it has. */
  public static Optional<PullSecretType> of(Secret secret) {
    return Arrays.stream(values())
        .filter(each -> each.type.equals(secret.getType()))
        .filter(each -> secret.getData() != null && secret.getData().containsKey(each.key))
        .findFirst();
  }

  /** With the key of the type alone: whatever else is in the source is not for tenants. */
  public Secret copy(Secret source, ObjectMeta metadata) {
    return new SecretBuilder()
        .withMetadata(metadata)
        .withType(type)
        .withData(Map.of(key, source.getData().get(key)))
        .build();
  }
}
