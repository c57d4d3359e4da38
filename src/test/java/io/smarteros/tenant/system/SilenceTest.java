package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.testkit.platform.DatabaseWrites;
import io.smarteros.tenant.testkit.platform.DatabaseWrites.Counters;
import io.smarteros.tenant.testkit.platform.OperatorRequests;
import io.smarteros.tenant.testkit.platform.OwnPlatformTest;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Nothing changes: nothing is written, not to the API server and not to PostgreSQL. Each test finds
 * the operator at rest and leaves it at rest.
 */
@OwnPlatformTest
@ResourceLock(OwnPlatformTest.ONE_AT_A_TIME)
@TestInstance(Lifecycle.PER_CLASS)
final class SilenceTest {
  /** Enough for two rounds of health reads and some full resyncs, see {@link #FULL_RESYNCS}. */
  private static final Duration OBSERVED = Duration.ofMinutes(2);

  private static final int FULL_RESYNCS = 4;

  /** At once after a start, and again after half a minute, a minute and two. */
  private static final int MOST_TRIES_OF_WHAT_IS_REFUSED = 3;

  /** An idle session of PostgreSQL may hold its statistics back for ten seconds. */
  private static final Duration REST = Duration.ofSeconds(12);

  private static final String READY =
      """
      displayName: Quiet
      adminEmail: it@quiet.example
      rowMetadata: {plan: gold, seats: 5}
      className: quiet
      services:
        n8n: {settings: {binaryData: Volume}}
        botpress: {}
        odoo: {settings: {modules: [crm]}}
        chatwoot: {}
      """;

  private static final Map<String, String> TENANTS =
      Map.of(
          "quiet-ready",
          READY,
          "quiet-queue",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          className: quiet
          services: {n8n: {settings: {mode: Queue, workers: 2, metrics: true}}}
          """,
          "quiet-suspended",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          className: quiet
          suspended: true
          services: {n8n: {}, botpress: {}, odoo: {}, chatwoot: {}}
          """,
          "quiet-off",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          className: quiet
          services:
            n8n: {enabled: false}
            botpress: {enabled: false}
            odoo: {enabled: false}
            chatwoot: {enabled: false}
          """,
          "quiet-classless",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          className: nowhere
          services: {n8n: {}}
          """,
          "quiet-broken",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          services: {n8n: {version: does-not-exist}}
          """,
          "quiet-unsupported",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          services: {n8n: {}}
          integrations: {supabaseInN8n: {}}
          """,
          "quiet-refused",
          """
          displayName: Quiet
          adminEmail: it@quiet.example
          className: quiet-refused
          services: {n8n: {}}
          """);

  private final Platform platform;
  private final Scene scene;
  private final OperatorRequests requests;
  private final DatabaseWrites database;

  SilenceTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.requests = platform.requests();
    this.database = new DatabaseWrites(platform.database());
  }

  @BeforeAll
  void tenants_in_every_state_of_rest() {
    scene.tenantClass("quiet", "podSecurity: baseline");
    scene.tenantClass("quiet-refused", "quota: {count/deployments.apps: \"0\"}");
    TENANTS.forEach(this::apply);
    platform.awaitReady("quiet-ready");
    platform.awaitReady("quiet-queue");
    rotate("quiet-ready", "odoo/database-password@1");
    rotate("quiet-queue", "n8n/api-key@1");
    platform.awaitReason("quiet-suspended", "Ready", "Suspended");
    platform.awaitReady("quiet-off");
    platform.awaitReason("quiet-classless", "Stalled", "ClassNotFound");
    platform.awaitReason("quiet-broken", "Stalled", "ImageCannotRun");
    platform.awaitReason("quiet-unsupported", "Stalled", "NotSupportedYet");
    platform.awaitReason("quiet-refused", "Stalled", "QuotaExceeded");
    requests.awaitRest(REST, database::counters);
    assertThat(database.counters())
        .as("tables that the operator wrote, which it writes at rest no more")
        .containsKeys("public.tenants", "public.tenant_services", "public.tenant_status");
  }

  private void rotate(String tenant, String what) {
    scene.annotate(tenant, "rotate", what);
    platform.lookAgain(tenant);
    platform.awaitReady(tenant);
  }

  @AfterAll
  void delete_tenants() {
    scene.close();
  }

  @Test
  void coming_up_takes_one_write_for_each_object() {
    long mark = requests.mark();
    Map<String, Counters> before = database.counters();
    long start = System.nanoTime();

    apply("quiet-new", READY);
    platform.awaitReady("quiet-new");
    double seconds = (System.nanoTime() - start) / 1e9;
    requests.awaitRest(REST, database::counters);

    List<Entry> writes = requests.writesSince(mark);
    System.out.printf(
        "From apply to Ready: %.1f s. Writes to the API server: %d, %s%nRows written in PostgreSQL: %s%n",
        seconds, writes.size(), OperatorRequests.byKind(writes), database.since(before));
    Map<String, Long> byObject =
        writes.stream()
            .filter(entry -> entry.namespace().equals("tenant-quiet-new"))
            .collect(
                Collectors.groupingBy(
                    entry -> entry.resource() + "/" + entry.name(), Collectors.counting()));
    assertThat(byObject)
        .isNotEmpty()
        .allSatisfy((object, times) -> assertThat(times).isEqualTo(isJob(object) ? 2 : 1));
  }

  /** It goes again once it has completed. */
  private static boolean isJob(String object) {
    return object.startsWith("jobs/");
  }

  @Test
  void tenants_at_rest_cost_no_write() {
    assertSilence(requests.mark(), database.counters());
  }

  @Test
  void a_restart_costs_no_write() {
    long mark = requests.mark();
    Map<String, Counters> before = database.counters();

    platform.operator().restart();

    assertSilence(mark, before);
  }

  private void apply(String tenant, String spec) {
    scene.owns(tenant);
    platform.applyTenant(tenant, spec);
  }

  /** Fails at the first write, so that what else happened at that moment is not far away. */
  private void assertSilence(long mark, Map<String, Counters> before) {
    long end = System.nanoTime() + OBSERVED.toNanos();
    while (System.nanoTime() < end) {
      pause();
      assertThat(requests.writesSince(mark))
          .as(() -> "writes to the API server; now%n%s".formatted(tenants()))
          .filteredOn(entry -> !isRefused(entry))
          .isEmpty();
      assertThat(database.since(before)).as("rows written in PostgreSQL").isEmpty();
    }
    assertThat(requests.writesSince(mark))
        .as("tries of what the cluster refuses")
        .filteredOn(SilenceTest::isRefused)
        .hasSizeLessThanOrEqualTo(MOST_TRIES_OF_WHAT_IS_REFUSED);
    assertThat(requests.fullResyncsSince(mark, "quiet-ready"))
        .as("full resyncs, or the operator just slept")
        .isGreaterThanOrEqualTo(FULL_RESYNCS);
  }

  private static boolean isRefused(Entry entry) {
    return entry.namespace().equals("tenant-quiet-refused")
        && entry.code() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  private String tenants() {
    return platform.kubectl(
        "get",
        "tenants",
        "--output=jsonpath={range .items[*]}{.metadata.name}: {.status.conditions}{\"\\n\"}{end}");
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while watching", e);
    }
  }
}
