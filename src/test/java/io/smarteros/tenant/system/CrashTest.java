package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.Await;
import io.smarteros.tenant.local.OperatorProcess;
import io.smarteros.tenant.testkit.EndState;
import io.smarteros.tenant.testkit.OperatorRequests;
import io.smarteros.tenant.testkit.Platform;
import io.smarteros.tenant.testkit.PlatformTest;
import io.smarteros.tenant.testkit.RecordHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * However often and whenever the operator is killed, things come to the same end as if it had not
 * been, apart from what is generated; and of that, what first stood in the record stays.
 */
@PlatformTest
@TestInstance(Lifecycle.PER_CLASS)
final class CrashTest {
  private static final int KILLS = 50;
  private static final int KILLS_OF_LEADERS = 3;
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Map<String, String> ELECTION =
      Map.of(
          "LEADER_ELECTION", "true",
          "LEADER_ELECTION_LEASE_DURATION", "3s",
          "LEADER_ELECTION_RENEW_DEADLINE", "2s",
          "LEADER_ELECTION_RETRY_PERIOD", "500ms");

  private final Platform platform;
  private final OperatorRequests requests;
  private final Random random;
  private Map<String, String> undisturbed = Map.of();

  CrashTest(Platform platform) {
    this.platform = platform;
    this.requests = platform.requests();
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("To have the same again: -Dcrash.seed=" + seed);
    this.random = new Random(seed);
  }

  @BeforeAll
  void an_undisturbed_run() {
    new Cast(platform, "calm").finish();
    requests.awaitRest(REST, () -> "");
    undisturbed = EndState.of(platform, "calm");
    delete("calm");
  }

  @AfterAll
  void the_operator_runs_as_before() {
    if (!platform.operator().isRunning()) {
      platform.operator().restart();
    }
    delete("crash");
    delete("election");
  }

  @Test
  void fifty_kills_change_nothing_about_the_end() {
    Cast cast = new Cast(platform, "crash");
    OperatorProcess operator = platform.operator();
    int inTheMidst = 0;
    try (RecordHistory history = RecordHistory.begin(platform)) {
      operator.kill();
      for (int kill = 0; kill < KILLS; kill++) {
        cast.goOn(() -> random.nextInt(3) == 0);
        cast.loseSomething(random);
        long mark = requests.mark();
        operator.start();
        boolean whileItStarts = random.nextInt(5) == 0;
        if (whileItStarts) {
          pause(Duration.ofMillis(random.nextInt(3000)));
        } else {
          awaitWrite(mark);
          pause(Duration.ofMillis(random.nextInt(800)));
        }
        operator.kill();
        inTheMidst += requests.writesSince(mark).isEmpty() ? 0 : 1;
      }
      operator.restart();
      cast.finish();
      requests.awaitRest(REST, () -> "");

      System.out.printf("Of %d kills %d met an operator that had written%n", KILLS, inTheMidst);
      assertThat(inTheMidst).as("kills in the midst of work").isGreaterThan(KILLS / 2);
      assertSameEnd("crash");
      assertThat(history.size()).isPositive();
      assertThat(history.changed()).as("generated values that were generated again").isEmpty();
    }
  }

  @Test
  void a_killed_leader_is_followed_by_one_that_goes_on() {
    platform.operator().stop();
    Cast cast = new Cast(platform, "election");
    List<OperatorProcess> replicas = new ArrayList<>();
    try (RecordHistory history = RecordHistory.begin(platform)) {
      replicas.add(replica());
      replicas.add(replica());
      for (int kill = 0; kill < KILLS_OF_LEADERS; kill++) {
        OperatorProcess leader = awaitLeader(replicas);
        cast.goOn(() -> true);
        pause(Duration.ofMillis(random.nextInt(1500)));
        leader.kill();
        leader.start();
      }
      awaitLeader(replicas);
      cast.finish();
      requests.awaitRest(REST, () -> "");

      assertSameEnd("election");
      assertThat(history.changed()).as("generated values that were generated again").isEmpty();
    } finally {
      replicas.forEach(OperatorProcess::close);
    }
    platform.operator().restart();
  }

  private void awaitWrite(long mark) {
    Await.until(
        "the operator to write what was lost",
        Platform.PATIENCE,
        () -> !requests.writesSince(mark).isEmpty());
  }

  private OperatorProcess replica() {
    OperatorProcess replica = platform.anotherOperator(ELECTION);
    replica.start();
    return replica;
  }

  private static OperatorProcess awaitLeader(List<OperatorProcess> replicas) {
    Await.until(
        "one replica to lead",
        Platform.PATIENCE,
        () -> replicas.stream().filter(OperatorProcess::leads).count() == 1);
    return replicas.stream().filter(OperatorProcess::leads).findFirst().orElseThrow();
  }

  private void assertSameEnd(String group) {
    Map<String, String> end = EndState.of(platform, group);
    assertThat(end.keySet()).as("what there is").isEqualTo(undisturbed.keySet());
    Map<String, String> differences = new TreeMap<>();
    end.forEach(
        (what, is) -> {
          String undisturbedIs = undisturbed.getOrDefault(what, "");
          if (!is.equals(undisturbedIs)) {
            differences.put(what, "%n%s%ninstead of%n%s%n".formatted(is, undisturbedIs));
          }
        });
    assertThat(differences).isEmpty();
  }

  private void delete(String group) {
    platform.client().resources(Tenant.class).list().getItems().stream()
        .map(tenant -> tenant.getMetadata().getName())
        .filter(name -> name.startsWith(group + "-"))
        .forEach(platform::deleteTenant);
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted between two kills", e);
    }
  }
}
