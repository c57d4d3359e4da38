package io.smarteros.tenant.system.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.AppliedObject;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.TenantObjects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What others do to the objects of a tenant that has one of every kind. */
final class Drift implements AutoCloseable {
  /** The API server takes it for any Secret, also one that is JSON. */
  private static final String BASE64_OF_JSON = "\"eyJhdXRocyI6eyJ4Ijp7fX19\"";

  private final Platform platform;
  private final Scene scene;
  private final String tenant;
  private final TenantObjects objects;

  /**
   * The tenant is not there yet.
   *
   * @param tenant its name, and that of its class and of the class's pull secret
   */
  Drift(Platform platform, String tenant) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.tenant = tenant;
    this.objects = platform.objects(Scene.namespace(tenant));
  }

  void begin() {
    platform.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: %s
          namespace: smarteros-system
          labels: {smarteros.io/class-secret: "true"}
        type: kubernetes.io/dockerconfigjson
        stringData: {.dockerconfigjson: '{"auths": {}}'}
        """
            .formatted(tenant));
    scene.tenantClass(tenant, "podSecurity: baseline", "imagePullSecrets: [%s]".formatted(tenant));
    scene.tenant(
        tenant,
        "className: " + tenant,
        "services: {n8n: {settings: {binaryData: Volume}}, botpress: {}, odoo: {}, chatwoot: {}}");
    platform.awaitReady(tenant);
  }

  @Override
  public void close() {
    scene.close();
  }

  /** All that the operator makes again, which is all but what holds data. */
  Map<String, AppliedObject> replaceable() {
    Map<String, AppliedObject> replaceable = objects.replaceable();
    assertThat(replaceable).hasSizeGreaterThan(20);
    return replaceable;
  }

  Map<String, AppliedObject> secrets() {
    Map<String, AppliedObject> secrets = replaceable();
    secrets.values().removeIf(object -> !isSecret(object));
    assertThat(secrets).isNotEmpty();
    return secrets;
  }

  /** The others, by their kinds. */
  Map<String, Map<String, AppliedObject>> watchedByKind() {
    Map<String, Map<String, AppliedObject>> byKind = new TreeMap<>();
    replaceable()
        .forEach(
            (id, object) -> {
              if (!isSecret(object)) {
                byKind.computeIfAbsent(object.kind(), _ -> new TreeMap<>()).put(id, object);
              }
            });
    assertThat(byKind).hasSizeGreaterThan(7);
    return byKind;
  }

  private static boolean isSecret(AppliedObject object) {
    return object.kind().equals("Secret");
  }

  /** What somebody does to an object. */
  enum Interference {
    DELETION,
    CHANGE;

    /** What was deleted is made again; what was changed is still the same object. */
    boolean isUndone(AppliedObject was, AppliedObject is) {
      boolean sameObject = is.uid().equals(was.uid());
      return is.essence().equals(was.essence()) && sameObject == (this == CHANGE);
    }
  }

  void interfere(Interference interference, Map<String, AppliedObject> with) {
    switch (interference) {
      case DELETION -> objects.delete(with.keySet());
      case CHANGE -> with.forEach((id, object) -> objects.patch(id, changeOf(object)));
    }
  }

  /** Prints after which time each was back. */
  void awaitBack(Map<String, AppliedObject> before, Interference interference, Duration bound) {
    long start = System.nanoTime();
    Map<String, AppliedObject> pending = new TreeMap<>(before);
    Map<String, String> seconds = new TreeMap<>();
    try {
      Await.until(
          "all that was there to be back",
          bound,
          () -> {
            Map<String, AppliedObject> now = objects.all();
            double elapsed = (System.nanoTime() - start) / 1e9;
            for (AppliedObject was : List.copyOf(pending.values())) {
              AppliedObject is = now.get(was.id());
              if (is != null && interference.isUndone(was, is)) {
                pending.remove(was.id());
                seconds.put(was.id(), "%.1f s".formatted(elapsed));
              }
            }
            return pending.isEmpty();
          });
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "%s:%n%s%nstill differ:%n%s%nfrom%n%s"
              .formatted(e.getMessage(), seconds, essences(objects.all(), pending), pending),
          e);
    }
    System.out.println("Back after: " + seconds);
  }

  private static Map<String, Object> essences(
      Map<String, AppliedObject> now, Map<String, AppliedObject> of) {
    Map<String, Object> essences = new TreeMap<>(now);
    essences.keySet().retainAll(of.keySet());
    return essences;
  }

  /** Of a field that the operator decides. */
  private static String changeOf(AppliedObject object) {
    return switch (object.kind()) {
      case "Deployment" -> replace("/spec/replicas", "0");
      case "Service" -> replace("/spec/ports/0/port", "80");
      case "Ingress" -> replace("/spec/rules/0/host", "\"evil.example.com\"");
      case "Secret" ->
          replace(
              "/data/" + object.json().path("data").fieldNames().next().replace("/", "~1"),
              BASE64_OF_JSON);
      case "NetworkPolicy" -> replace("/spec/podSelector", "{\"matchLabels\":{\"drift\":\"1\"}}");
      case "ResourceQuota" -> replace("/spec/hard/pods", "\"999\"");
      case "LimitRange" -> replace("/spec/limits/0/default/memory", "\"99Gi\"");
      case "ServiceAccount" -> replace("/automountServiceAccountToken", "true");
      case "RoleBinding" -> replace("/subjects/0/name", "\"somebody\"");
      default -> throw new IllegalArgumentException("What can change of a " + object.kind() + "?");
    };
  }

  private static String replace(String path, String value) {
    return "[{\"op\": \"replace\", \"path\": \"%s\", \"value\": %s}]".formatted(path, value);
  }
}
