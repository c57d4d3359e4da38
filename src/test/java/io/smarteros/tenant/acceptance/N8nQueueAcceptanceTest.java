package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The real n8n with workers, and a real Redis between them. */
@AcceptanceTest
final class N8nQueueAcceptanceTest {
  private static final String N8N = "{n8n: {settings: {mode: Queue}}}";
  private static final String NEWER_N8N = "{n8n: {version: 2.41.1, settings: {mode: Queue}}}";
  private static final Set<String> COMPONENTS = Set.of("application", "redis", "webhook", "worker");
  private static final String WEBHOOK = "queued";

  /** Its client finds the password in the environment of the pod. */
  private static final String REDIS = "n8n-redis";

  private static final String LIST = "acceptance";

  private final RealPlatform platform;
  private final AcceptedTenant busy;
  private final N8nPages n8n;

  N8nQueueAcceptanceTest(RealPlatform platform) {
    this.platform = platform;
    this.busy = new AcceptedTenant(platform, "busy");
    this.n8n = N8nPages.withQueue(busy.namespace());
  }

  @Test
  @Order(1)
  void an_operator_that_is_killed_in_the_middle_ends_what_it_has_begun() {
    busy.apply(N8N);
    Await.until("the database to be made", Duration.ofMinutes(2), () -> busy.hasDatabase("n8n"));

    platform.killOperator();

    busy.awaitReady();
    busy.pods().awaitReady(COMPONENTS);
  }

  @Test
  @Order(2)
  void a_worker_runs_what_the_process_for_webhooks_puts_into_the_queue() {
    String apiKey = n8n.apiKey(n8n.logIn(busy.secret("n8n-login")));
    n8n.echoAt(WEBHOOK, apiKey);
    n8n.awaitEchoAt(WEBHOOK);

    assertThat(busy.log("worker")).contains("Worker finished execution " + n8n.lastSuccess(apiKey));
  }

  @Test
  @Order(3)
  void a_newer_version_comes_to_all_processes_and_runs_the_workflow() {
    busy.apply(NEWER_N8N);
    busy.awaitReady();

    busy.pods().awaitReady(COMPONENTS);
    assertThat(busy.pods().images())
        .contains("n8nio/n8n:2.41.1")
        .doesNotContain("n8nio/n8n:2.40.7");
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(4)
  void after_a_suspension_redis_has_its_data_and_the_workflow_runs() {
    busy.execute(REDIS, "redis-cli", "RPUSH", LIST, "first", "second");

    busy.suspend();
    assertThat(busy.hasVolume()).as("the volume of Redis").isTrue();

    busy.resume();
    busy.pods().awaitReady(COMPONENTS);
    assertThat(busy.execute(REDIS, "redis-cli", "LRANGE", LIST, "0", "-1"))
        .isEqualTo("first\nsecond");
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(5)
  void a_confirmed_deletion_leaves_nothing() {
    busy.destroy();
    busy.assertNothingIsLeftOf("n8n");
  }
}
