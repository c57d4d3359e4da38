package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The password that a class gives to the Redis of its tenants. */
@SharedPlatformTest
final class RedisOfAClassTest {
  private static final String TENANT = "queueing";

  private final Platform platform;
  private final Scene scene;

  RedisOfAClassTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void only_what_has_a_redis_waits_for_its_secret_and_another_password_restarts_it_once() {
    scene.tenantClass(
        "with-redis", "podSecurity: baseline", "redis: {passwordSecret: redis-password}");
    scene.tenant(TENANT, "className: with-redis", "services: {n8n: {}, chatwoot: {}}");
    platform.awaitReason(TENANT, "ChatwootReady", "ClassSecretNotFound");
    platform.awaitReason(TENANT, "N8nReady", "Ready");

    scene.classSecret("redis-password", Map.of("password", "first-4fT9vQ2xLw7mKe"));
    platform.awaitReady(TENANT);
    assertHasPassword("first-4fT9vQ2xLw7mKe");
    long n8n = generation("n8n");
    List<Long> before = generationsOfChatwoot();

    scene.classSecret("redis-password", Map.of("password", "second-R8yUzB3nHc6pJd"));
    Await.until(
        "the pods to be replaced",
        Platform.PATIENCE,
        () -> generationsOfChatwoot().getFirst() > before.getFirst());
    platform.lookAgain(TENANT);
    platform.awaitReady(TENANT);

    assertHasPassword("second-R8yUzB3nHc6pJd");
    assertThat(generationsOfChatwoot())
        .isEqualTo(before.stream().map(generation -> generation + 1).toList());
    assertThat(generation("n8n")).isEqualTo(n8n);
  }

  private void assertHasPassword(String password) {
    assertThat(scene.secret(TENANT, "chatwoot")).containsEntry("REDIS_PASSWORD", password);
    assertThat(scene.secret(TENANT, "chatwoot-redis")).containsEntry("password", password);
  }

  private List<Long> generationsOfChatwoot() {
    return Stream.of("chatwoot", "chatwoot-worker", "chatwoot-redis")
        .map(this::generation)
        .toList();
  }

  private long generation(String name) {
    return platform
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace(TENANT))
        .withName(name)
        .require()
        .getMetadata()
        .getGeneration();
  }
}
