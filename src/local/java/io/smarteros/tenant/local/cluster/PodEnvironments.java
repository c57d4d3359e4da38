package io.smarteros.tenant.local.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the stand-in of an application which pod it stands in for: the ready one behind the
 * Service, with its environment as the kubelet would have made it from values, Secrets and
 * ConfigMaps. A pod keeps what it was first seen with, as a real one keeps what it was started
 * with.
 */
public final class PodEnvironments {
  private final KubernetesClient client;
  private final Map<String, PodEnvironment> byPodUid = new ConcurrentHashMap<>();

  /** Reads with the rights of this client. */
  public PodEnvironments(KubernetesClient client) {
    this.client = client;
  }

  /** Empty when no ready pod is behind the Service: then a caller would be refused as well. */
  public Optional<PodEnvironment> behind(String namespace, String service) {
    return Optional.ofNullable(client.services().inNamespace(namespace).withName(service).get())
        .flatMap(this::readyPod)
        .map(this::of);
  }

  PodEnvironment of(Pod pod) {
    return byPodUid.computeIfAbsent(pod.getMetadata().getUid(), _ -> environmentOf(pod));
  }

  private Optional<Pod> readyPod(Service service) {
    return client
        .pods()
        .inNamespace(service.getMetadata().getNamespace())
        .withLabels(service.getSpec().getSelector())
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness.getInstance()::isReady)
        .findFirst();
  }

  private PodEnvironment environmentOf(Pod pod) {
    Container container = pod.getSpec().getContainers().getFirst();
    String namespace = pod.getMetadata().getNamespace();
    Map<String, String> variables = new LinkedHashMap<>();
    // as the kubelet sets it: two pods never have the same environment
    variables.put("HOSTNAME", pod.getMetadata().getName());
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = Optional.ofNullable(source.getPrefix()).orElse("");
      allOf(source, namespace).forEach((key, value) -> variables.put(prefix + key, value));
    }
    for (EnvVar variable : container.getEnv()) {
      valueOf(variable, namespace).ifPresent(value -> variables.put(variable.getName(), value));
    }
    return new PodEnvironment(
        pod.getMetadata().getUid(),
        container.getImage(),
        container.getCommand(),
        Map.copyOf(variables),
        files(pod, container));
  }

  private Map<String, String> files(Pod pod, Container container) {
    String namespace = pod.getMetadata().getNamespace();
    Map<String, String> files = new HashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      pod.getSpec().getVolumes().stream()
          .filter(volume -> volume.getName().equals(mount.getName()))
          .flatMap(volume -> Stream.ofNullable(volume.getSecret()))
          .forEach(
              source ->
                  files(namespace, source)
                      .forEach((name, text) -> files.put(mount.getMountPath() + "/" + name, text)));
    }
    return Map.copyOf(files);
  }

  private Map<String, String> files(String namespace, SecretVolumeSource source) {
    Map<String, String> content = secret(namespace, source.getSecretName());
    if (source.getItems().isEmpty()) {
      return content;
    }
    Map<String, String> chosen = new HashMap<>();
    source
        .getItems()
        .forEach(item -> chosen.put(item.getPath(), content.getOrDefault(item.getKey(), "")));
    return chosen;
  }

  private Map<String, String> allOf(EnvFromSource source, String namespace) {
    if (source.getSecretRef() != null) {
      return secret(namespace, source.getSecretRef().getName());
    }
    return source.getConfigMapRef() == null
        ? Map.of()
        : configMap(namespace, source.getConfigMapRef().getName());
  }

  private Optional<String> valueOf(EnvVar variable, String namespace) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Optional.of(Optional.ofNullable(variable.getValue()).orElse(""));
    }
    if (source.getSecretKeyRef() != null) {
      return Optional.ofNullable(
          secret(namespace, source.getSecretKeyRef().getName())
              .get(source.getSecretKeyRef().getKey()));
    }
    if (source.getConfigMapKeyRef() != null) {
      return Optional.ofNullable(
          configMap(namespace, source.getConfigMapKeyRef().getName())
              .get(source.getConfigMapKeyRef().getKey()));
    }
    return Optional.empty();
  }

  private Map<String, String> secret(String namespace, String name) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    Map<String, String> values = new HashMap<>();
    orEmpty(secret == null ? null : secret.getData())
        .forEach(
            (key, value) -> values.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
    return values;
  }

  private Map<String, String> configMap(String namespace, String name) {
    ConfigMap configMap = client.configMaps().inNamespace(namespace).withName(name).get();
    return orEmpty(configMap == null ? null : configMap.getData());
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> data) {
    return data == null ? Map.of() : data;
  }
}
