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
  private static final int UNDISTURBED = 3;
  private static final int BESIDE = 6;

  /** What a new tenant may take longer beside tenants whose servers hang. */
  private static final double MOST_DELAY_SECONDS = 2;

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
  void tenants_whose_servers_never_answer_do_not_delay_the_others() throws IOException {
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
              double usual = slowestOfNew("usual", UNDISTURBED);
              serversHangAndOthersComeUp(usual);
            }
          });
    }
  }

  private double slowestOfNew(String prefix, int tenants) {
    return IntStream.range(0, tenants)
        .mapToObj(number -> prefix + "-" + number)
        .mapToDouble(name -> seconds(name, () -> scene.tenant(name, N8N)))
        .max()
        .orElseThrow();
  }

  private void serversHangAndOthersComeUp(double usual) {
    names("mute").forEach(name -> scene.tenant(name, N8N));
    names("deaf").forEach(name -> scene.tenant(name, "className: silent", N8N));
    double first = seconds("first", () -> scene.tenant("first", N8N));
    names("deaf").forEach(name -> platform.awaitReason(name, "N8nReady", "DatabaseUnreachable"));
    double later = slowestOfNew("later", BESIDE);
    double changed =
        seconds("old", () -> scene.tenant("old", "services: {n8n: {version: 2.41.2}}"));

    System.out.printf(
        "Beside %d tenants whose servers hang, with two reconciliations at once: a new tenant Ready after"
            + " %.1f s, later ones after at most %.1f s, a changed one after %.1f s; before that, %.1f s%n",
        2 * OF_EACH, first, later, changed, usual);
    assertThat(List.of(first, later, changed))
        .as("seconds until Ready, of which %.1f are usual", usual)
        .allSatisfy(seconds -> assertThat(seconds).isLessThanOrEqualTo(usual + MOST_DELAY_SECONDS));
    for (String prefix : List.of("mute", "deaf")) {
      assertThat(names(prefix)).allSatisfy(name -> assertThat(ready(name)).isFalse());
    }
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
