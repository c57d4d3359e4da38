package io.smarteros.tenant.system.tenantclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
    Map<String, Long> before = scene.generations(TENANT);

    scene.classSecret("redis-password", Map.of("password", "second-R8yUzB3nHc6pJd"));
    Await.until(
        "the pods to be replaced",
        Platform.PATIENCE,
        () -> !Objects.equals(scene.generations(TENANT).get("chatwoot"), before.get("chatwoot")));
    platform.lookAgain(TENANT);
    platform.awaitReady(TENANT);

    assertHasPassword("second-R8yUzB3nHc6pJd");
    Map<String, Long> replaced = new HashMap<>(before);
    replaced.replaceAll((name, generation) -> name.equals("n8n") ? generation : generation + 1);
    assertThat(scene.generations(TENANT)).as("n8n has no Redis").isEqualTo(replaced);
  }

  private void assertHasPassword(String password) {
    assertThat(scene.secret(TENANT, "chatwoot")).containsEntry("REDIS_PASSWORD", password);
    assertThat(scene.secret(TENANT, "chatwoot-redis")).containsEntry("password", password);
  }
}
