package io.smarteros.tenant.system.fault;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that take a call and never answer are worse than those that refuse it. While they hang, a
 * new tenant elsewhere is Ready within its usual time and {@value #MORE} seconds, at any moment.
 *
 * <p>What is usual depends on the machine and on what else runs on it. So it is measured in the
 * same operator: the slowest of several tenants that come up together before anything hangs. At
 * each moment again as many come up together, and their median counts: whatever holds up the
 * operator holds up all of them, and the machine now and then one.
 */
@PlatformTest
final class HangingTest {
  /** Far less than a call may take: 10 seconds of an application, and of a log-in. */
  private static final int MORE = 2;

  private static final String N8N = "services: {n8n: {}}";
  private static final String THREE = "services: {n8n: {}, botpress: {}, odoo: {}}";

  /** By itself: it has as many objects as two of the others. */
  private static final String CHATWOOT = "services: {chatwoot: {}}";

  private static final String NEWER = "services: {n8n: {version: 2.41.2}}";

  private static final int OF_EACH = 6;
  private static final int TOGETHER = 3;

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
    delayAnswersOfMute(Duration.ZERO);
    scene.close();
  }

  @Test
  void a_new_tenant_is_ready_as_soon_as_usual_while_servers_of_others_never_answer()
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      scene.classSecret("silent", Scene.login(platform.database()));
      scene.tenantClass("silent", Scene.database("silent", silent.getLocalPort()));
      scene.tenantClass("mute", "podSecurity: baseline");
      delayAnswersOfMute(NEVER);
      platform.whileStopped(
          () -> {
            try (var small = platform.anotherOperator(TWO_AT_ONCE)) {
              small.start();
              small.awaitReady();
              serversHangAndOthersComeUp();
            }
          });
    }
  }

  /** At several moments: when a server is first tried, while it is tried again, and in between. */
  private void serversHangAndOthersComeUp() {
    double usual = Math.max(slowestOfNew("usual"), slowestOfNew("old"));
    double usualOfEdit = Collections.max(seconds(names("usual", TOGETHER), this::edit));

    bringUpMute();
    deaf().forEach(name -> scene.tenant(name, "className: silent", N8N));
    assertAsUsual(usual, names("first", TOGETHER), this::bringUp);
    deaf().forEach(name -> platform.awaitReason(name, "N8nReady", "DatabaseUnreachable"));
    for (String later : List.of("second", "third", "fourth")) {
      assertAsUsual(usual, names(later, TOGETHER), this::bringUp);
    }
    assertAsUsual(usualOfEdit, names("old", TOGETHER), this::edit);

    assertThat(mute()).noneMatch(platform::isReady);
    assertThat(deaf()).noneMatch(platform::isReady);
  }

  /** Until their pods are there: those are much work, and it is silence that is measured. */
  private void bringUpMute() {
    List<String> mute = mute();
    for (int number = 0; number < mute.size(); number++) {
      scene.tenant(mute.get(number), "className: mute", hasChatwoot(number) ? CHATWOOT : THREE);
    }
    for (int number = 0; number < mute.size(); number++) {
      platform.awaitReason(
          mute.get(number),
          hasChatwoot(number) ? "ChatwootReady" : "OdooReady",
          "WaitingForApplication");
    }
  }

  private static boolean hasChatwoot(int number) {
    return number % 3 == 0;
  }

  private void bringUp(String tenant) {
    scene.tenant(tenant, N8N);
  }

  private void edit(String tenant) {
    scene.tenant(tenant, NEWER);
  }

  private double slowestOfNew(String prefix) {
    return Collections.max(seconds(names(prefix, TOGETHER), this::bringUp));
  }

  private void assertAsUsual(double usual, List<String> tenants, Consumer<String> change) {
    List<Double> seconds = seconds(tenants, change);
    assertThat(seconds.get(TOGETHER / 2))
        .as(
            "the median of %s: seconds until %s were Ready beside %d tenants whose servers hang",
            seconds, tenants, 2 * OF_EACH)
        .isLessThan(usual + MORE);
  }

  /** How long each one took from its change until it was Ready, the quickest first. */
  private List<Double> seconds(List<String> tenants, Consumer<String> change) {
    List<Double> seconds = new ArrayList<>();
    List<String> waiting = new ArrayList<>(tenants);
    long start = System.nanoTime();
    tenants.forEach(change);
    Await.until(
        "all of %s to be Ready".formatted(tenants),
        Platform.PATIENCE,
        () -> {
          if (waiting.removeIf(platform::isReady)) {
            double now = (System.nanoTime() - start) / 1e9;
            while (seconds.size() + waiting.size() < tenants.size()) {
              seconds.add(now);
            }
          }
          return waiting.isEmpty();
        });
    return seconds;
  }

  private void delayAnswersOfMute(Duration delay) {
    for (String name : mute()) {
      platform.applications().n8n().delay(namespace(name), delay);
      platform.applications().botpress().delay(namespace(name), delay);
      platform.applications().odoo().delay(namespace(name), delay);
      platform.applications().chatwoot().delay(namespace(name), delay);
    }
  }

  /** Their applications never answer. */
  private static List<String> mute() {
    return names("mute", OF_EACH);
  }

  /** Their database server never answers. */
  private static List<String> deaf() {
    return names("deaf", OF_EACH);
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(number -> prefix + "-" + number).toList();
  }
}
