package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.Await;
import io.smarteros.tenant.testkit.AppliedObject;
import io.smarteros.tenant.testkit.Platform;
import io.smarteros.tenant.testkit.PlatformTest;
import io.smarteros.tenant.testkit.TenantObjects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others delete or change in a tenant's namespace is put back. */
@PlatformTest
@TestInstance(Lifecycle.PER_CLASS)
final class DriftTest {
  /** Secrets are not watched: they wait for the next full pass, which comes within 20 s. */
  private static final Duration BACK = Duration.ofSeconds(30);

  /** The API server takes it for a ConfigMap and for any Secret, also one that is JSON. */
  private static final String BASE64_OF_JSON = "\"eyJhdXRocyI6eyJ4Ijp7fX19\"";

  private final Platform platform;
  private final TenantObjects objects;

  DriftTest(Platform platform) {
    this.platform = platform;
    this.objects = platform.objects("tenant-drift");
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

  @BeforeAll
  void a_tenant_with_everything() {
    platform.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: registry
          namespace: smarteros-system
          labels: {smarteros.io/class-secret: "true"}
        type: kubernetes.io/dockerconfigjson
        stringData: {.dockerconfigjson: '{"auths": {}}'}
        """);
    platform.apply(
        Platform.standardClass(platform.database().port())
                .replace("  name: standard\n", "  name: drift\n")
                .replace("\"true\"", "\"false\"")
            + "  imagePullSecrets: [registry]\n");
    platform.applyTenant(
        "drift",
        """
        displayName: Drift
        className: drift
        adminEmail: it@drift.example
        services: {n8n: {settings: {binaryData: Volume}}}
        """);
    platform.awaitReady("drift");
  }

  @AfterAll
  void delete_tenant() {
    platform.deleteTenant("drift");
    platform.kubectl("delete", "tenantclass", "drift", "--timeout=60s");
  }

  @ParameterizedTest
  @EnumSource
  void what_happened_while_the_operator_was_down_is_undone(Interference interference) {
    Map<String, AppliedObject> before = objects.replaceable();
    assertThat(before).hasSizeGreaterThan(15);

    platform.whileStopped(() -> interfere(interference, before));

    awaitBack(before, interference);
    platform.awaitReady("drift");
  }

  @ParameterizedTest
  @EnumSource
  void the_next_full_pass_undoes_what_happened_to_secrets(Interference interference) {
    Map<String, AppliedObject> secrets = objects.replaceable();
    secrets.values().removeIf(object -> !isSecret(object));
    assertThat(secrets).isNotEmpty();

    interfere(interference, secrets);

    awaitBack(secrets, interference);
    platform.awaitReady("drift");
  }

  /** One kind after the other: one that is watched would bring back the rest with it. */
  @ParameterizedTest
  @EnumSource
  void of_all_other_kinds_a_watch_tells(Interference interference) {
    platform.whileStopped(
        () -> {
          try (var unhurried = platform.anotherOperator(Map.of("RESYNC_INTERVAL", "1h"))) {
            unhurried.start();
            platform.lookAgain("drift");
            watchedByKind().forEach((_, before) -> awaitUndone(interference, before));
          }
        });
  }

  private void awaitUndone(Interference interference, Map<String, AppliedObject> before) {
    platform.awaitReady("drift");
    interfere(interference, before);
    awaitBack(before, interference);
  }

  private Map<String, Map<String, AppliedObject>> watchedByKind() {
    Map<String, Map<String, AppliedObject>> byKind = new TreeMap<>();
    objects
        .replaceable()
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

  private void interfere(Interference interference, Map<String, AppliedObject> with) {
    switch (interference) {
      case DELETION -> objects.delete(with.keySet());
      case CHANGE -> with.forEach((id, object) -> objects.patch(id, changeOf(object)));
    }
  }

  private void awaitBack(Map<String, AppliedObject> before, Interference interference) {
    long start = System.nanoTime();
    Map<String, AppliedObject> pending = new TreeMap<>(before);
    Map<String, String> seconds = new TreeMap<>();
    try {
      Await.until(
          "all that was there to be back",
          BACK,
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
      case "ConfigMap", "Secret" ->
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
