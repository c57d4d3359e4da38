package io.smarteros.tenant.system.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.smarteros.tenant.local.cluster.AuditLog;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.OperatorRequests;
import io.smarteros.tenant.testkit.platform.OwnPlatformTest;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Tenants that are accepted and cannot be had. All troubles are there at the same time, since none
 * may get in another's way and each takes its time to be looked at again. The platform is of its
 * own: requests are counted, and a class that another test makes asks for a look at each tenant.
 */
@OwnPlatformTest
final class ImpossibleTest {
  private static final Duration WINDOW = Duration.ofSeconds(35);
  private static final int MOST_REQUESTS_OF_A_TENANT = 20;

  private final Platform platform;
  private final Scene scene;
  private final Troubles troubles;

  ImpossibleTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.troubles = new Troubles(platform, scene);
  }

  @AfterEach
  void clean_up() {
    scene.close();
    troubles.close();
  }

  @TestFactory
  Stream<DynamicNode> what_cannot_be_done_is_told_disturbs_nobody_and_heals() {
    List<Trouble> all = troubles.all();
    all.forEach(Trouble::prepare);
    all.forEach(Trouble::awaitPrepared);
    all.forEach(Trouble::cause);
    return Stream.of(
        dynamicContainer("the reason is told", each(all, Trouble::isTold)),
        dynamicTest("a healthy tenant comes up beside them", this::a_healthy_tenant_comes_up),
        dynamicTest("nothing is tried over and over", () -> nothing_is_written(all)),
        dynamicTest("their causes go away", () -> all.forEach(Trouble::end)),
        dynamicContainer("it heals by itself", each(all, Trouble::isOver)));
  }

  private void a_healthy_tenant_comes_up() {
    scene.tenant("healthy", "services: {n8n: {}}");

    platform.awaitReady("healthy");
  }

  private void nothing_is_written(List<Trouble> all) {
    OperatorRequests operator = platform.requests();
    long mark = operator.mark();
    Instant end = Instant.now().plus(WINDOW);
    Await.until("the window to pass", WINDOW.plusSeconds(5), () -> Instant.now().isAfter(end));

    List<AuditLog.Entry> requests =
        operator
            .since(mark)
            .filter(entry -> all.stream().anyMatch(trouble -> isAbout(trouble.tenant(), entry)))
            .toList();
    Map<String, Long> byTenant =
        requests.stream()
            .collect(Collectors.groupingBy(ImpossibleTest::place, Collectors.counting()));
    System.out.printf("Requests in %s while nothing can be done: %s%n", WINDOW, byTenant);
    assertThat(
            requests.stream().filter(AuditLog.Entry::isWrite).filter(entry -> entry.code() < 300))
        .as("writes that the API server took")
        .isEmpty();
    assertThat(byTenant)
        .allSatisfy(
            (tenant, count) ->
                assertThat(count)
                    .as("requests for %s", tenant)
                    .isLessThan(MOST_REQUESTS_OF_A_TENANT));
  }

  private static boolean isAbout(String tenant, AuditLog.Entry entry) {
    return Set.of("tenant-" + tenant, "tenant-record-" + tenant).contains(place(entry))
        || entry.name().equals(tenant)
        || (entry.resource().equals("events") && entry.name().startsWith(tenant + "."));
  }

  private static String place(AuditLog.Entry entry) {
    return entry.namespace().isEmpty() || entry.namespace().equals(OperatorChart.NAMESPACE)
        ? entry.name()
        : entry.namespace();
  }

  private static Stream<DynamicNode> each(List<Trouble> all, Consumer<Trouble> check) {
    return all.stream().map(trouble -> dynamicTest(trouble.tenant(), () -> check.accept(trouble)));
  }
}
