package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.testkit.Platform;
import io.smarteros.tenant.testkit.PlatformTest;
import io.smarteros.tenant.testkit.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that take a call and never answer are worse than those that refuse it. */
@PlatformTest
final class HangingTest {
  private static final String N8N = "services: {n8n: {}}";

  private static final int OF_EACH = 6;

  /** Far fewer than there are tenants to wait for. */
  private static final Map<String, String> TWO_AT_ONCE = Map.of("RECONCILE_PARALLELISM", "2");

  private static final Duration NEVER = Duration.ofMinutes(10);

  private final Platform platform;
  private final Scene scene;

  HangingTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    names("mute")
        .forEach(name -> platform.applications().n8n().delay(namespace(name), Duration.ZERO));
    scene.close();
  }

  @Test
  void a_new_tenant_is_ready_as_soon_as_usual_while_servers_of_others_never_answer()
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      scene.tenant("old", N8N);
      platform.awaitReady("old");
      scene.classSecret("silent", Scene.login(platform.database()));
      scene.tenantClass("silent", Scene.database("silent", silent.getLocalPort()));
      names("mute").forEach(name -> platform.applications().n8n().delay(namespace(name), NEVER));
      platform.whileStopped(
          () -> {
            try (var small = platform.anotherOperator(TWO_AT_ONCE)) {
              small.start();
              double usual =
                  Math.max(
                      seconds("usual-1", () -> scene.tenant("usual-1", N8N)),
                      seconds("usual-2", () -> scene.tenant("usual-2", N8N)));
              serversHangAndOthersComeUp(usual);
            }
          });
    }
  }

  /** At several moments: when a server is first tried, while it is tried again, and in between. */
  private void serversHangAndOthersComeUp(double usual) {
    names("mute").forEach(name -> scene.tenant(name, N8N));
    names("deaf").forEach(name -> scene.tenant(name, "className: silent", N8N));
    assertAsUsual(usual, "first", () -> scene.tenant("first", N8N));
    names("deaf").forEach(name -> platform.awaitReason(name, "N8nReady", "DatabaseUnreachable"));
    for (String later : List.of("second", "third", "fourth")) {
      assertAsUsual(usual, later, () -> scene.tenant(later, N8N));
    }
    assertAsUsual(usual, "old", () -> scene.tenant("old", "services: {n8n: {version: 2.41.2}}"));

    for (String prefix : List.of("mute", "deaf")) {
      assertThat(names(prefix)).allSatisfy(name -> assertThat(ready(name)).isFalse());
    }
  }

  /** The machine is shared: twice the usual time is still the usual time. */
  private void assertAsUsual(double usual, String tenant, Runnable change) {
    assertThat(seconds(tenant, change))
        .as(
            "seconds until %s is Ready beside %d tenants whose servers hang; usually %.1f",
            tenant, 2 * OF_EACH, usual)
        .isLessThan(2 * usual + 2);
  }

  private double seconds(String tenant, Runnable change) {
    long start = System.nanoTime();
    change.run();
    platform.awaitReady(tenant);
    return (System.nanoTime() - start) / 1e9;
  }

  private boolean ready(String tenant) {
    return platform
        .find(tenant)
        .flatMap(found -> found.getStatus().condition("Ready"))
        .filter(condition -> condition.status() == Condition.Status.TRUE)
        .isPresent();
  }

  private static List<String> names(String prefix) {
    return IntStream.range(0, OF_EACH).mapToObj(number -> prefix + "-" + number).toList();
  }
}
