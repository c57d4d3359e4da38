package io.smarteros.tenant.system.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.system.fault.Cast.Kind;
import io.smarteros.tenant.testkit.platform.EndState;
import io.smarteros.tenant.testkit.platform.OperatorRequests;
import io.smarteros.tenant.testkit.platform.OwnPlatformTest;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.RecordHistory;
import io.smarteros.tenant.testkit.platform.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
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
@OwnPlatformTest
@TestInstance(Lifecycle.PER_CLASS)
final class CrashTest {
  private static final int KILLS_OF_BEGINNINGS = 20;
  private static final int KILLS_OF_LAST_STEPS = 36;

  private static final int MANY_WRITES = 40;

  /** How long the writes are waited for once there was one: there may be fewer to do. */
  private static final Duration LIFE = Duration.ofSeconds(1);

  private static final int KILLS_OF_LEADERS = 3;
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Map<String, String> ELECTION =
      Map.of(
          "LEADER_ELECTION", "true",
          "LEADER_ELECTION_LEASE_DURATION", "3s",
          "LEADER_ELECTION_RENEW_DEADLINE", "2s",
          "LEADER_ELECTION_RETRY_PERIOD", "500ms");

  private final Platform platform;
  private final Scene scene;
  private final OperatorRequests requests;
  private final Random random;
  private Map<String, String> undisturbed = Map.of();

  CrashTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.requests = platform.requests();
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("To have the same again: -Dcrash.seed=" + seed);
    this.random = new Random(seed);
  }

  @BeforeAll
  void an_undisturbed_run() {
    scene.tenantClass(
        Cast.CLASS_WITH_ROOT,
        "podSecurity: baseline",
        "allow: {versions: {chatwoot: [v4.16.1-ce, v4.16.2-ce]}}");
    new Cast(platform, "calm").finish();
    requests.awaitRest(REST, () -> "");
    undisturbed = EndState.of(platform, "calm");
    delete("calm");
    // it ends in order: the many next ones start with the archive of its classes
    platform.operator().restart();
  }

  @AfterAll
  void the_operator_runs_as_before() {
    if (!platform.operator().isRunning()) {
      platform.operator().restart();
    }
    delete("crash");
    delete("election");
    scene.close();
  }

  @Test
  void many_kills_change_nothing_about_the_end() {
    Cast cast = new Cast(platform, "crash");
    var kills = new Kills(cast);
    try (RecordHistory history = RecordHistory.begin(platform)) {
      platform.operator().kill();
      cast.oneGoesOn(random);
      for (int kill = 0; kill < KILLS_OF_BEGINNINGS; kill++) {
        cast.begin(random);
        kills.next(MANY_WRITES);
      }
      restart();
      cast.comeToLastSteps();
      platform.operator().kill();
      for (int kill = 0; kill < KILLS_OF_LAST_STEPS; kill++) {
        // the first kill comes before the step can be done, the next ones at any point of it
        boolean stepIsTaken = kill % 2 == 0;
        if (stepIsTaken) {
          cast.oneGoesOn(random);
        }
        kills.next(stepIsTaken ? 1 : MANY_WRITES);
      }
      restart();
      cast.finish();
      requests.awaitRest(REST, () -> "");

      System.out.println(kills);
      kills.assertThatAllKindsWereMet();
      assertSameEnd("crash");
      assertNothingElseGeneratedAgain(history, cast);
    }
  }

  /** Of n8n too, which forgets how often it was logged in to: otherwise that takes a minute. */
  private void restart() {
    platform.applications().n8n().restart();
    platform.operator().restart();
  }

  @Test
  void a_killed_leader_is_followed_by_one_that_goes_on() {
    platform.whileStopped(this::killLeaders);
  }

  private void killLeaders() {
    Cast cast = new Cast(platform, "election");
    List<OperatorProcess> replicas = new ArrayList<>();
    try (RecordHistory history = RecordHistory.begin(platform)) {
      replicas.add(replica());
      replicas.add(replica());
      for (int kill = 0; kill < KILLS_OF_LEADERS; kill++) {
        OperatorProcess leader = awaitLeader(replicas);
        cast.goOn();
        pause(Duration.ofMillis(random.nextInt(1500)));
        leader.kill();
        leader.start();
      }
      awaitLeader(replicas);
      cast.finish(() -> startThoseThatEnded(replicas));
      requests.awaitRest(REST, () -> "");

      assertSameEnd("election");
      assertNothingElseGeneratedAgain(history, cast);
      assertLeaseHasAClientOfItsOwn();
    } finally {
      replicas.forEach(OperatorProcess::close);
    }
  }

  /** So that what hangs on another request does not hang on the lease. */
  private void assertLeaseHasAClientOfItsOwn() {
    assertThat(requests.all())
        .filteredOn(entry -> entry.isWrite() && entry.resource().equals("leases"))
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.userAgent()).endsWith("/leader-election"));
  }

  /** What somebody wanted replaced was replaced once, however often the operator began anew. */
  private static void assertNothingElseGeneratedAgain(RecordHistory history, Cast cast) {
    assertThat(history.size()).as("generated values that were seen").isPositive();
    assertThat(history.changed())
        .as("generated values that were generated again")
        .isEqualTo(cast.replaced());
  }

  /** The kills of the operator, and what they met. */
  private final class Kills {
    private final Cast cast;
    private final Map<Kind, Integer> met = new EnumMap<>(Kind.class);
    private int all;
    private int inTheMidst;

    Kills(Cast cast) {
      this.cast = cast;
    }

    /** Starts the operator, which then has something to do, and kills it again. */
    void next(int mostWrites) {
      cast.loseSomething(random);
      long mark = requests.mark();
      platform.operator().start();
      boolean whileItStarts = random.nextInt(5) == 0;
      if (whileItStarts) {
        pause(Duration.ofMillis(random.nextInt(3000)));
      } else {
        awaitWrites(mark, 1 + random.nextInt(mostWrites));
      }
      platform.operator().kill();
      all++;
      inTheMidst += requests.writesSince(mark).isEmpty() ? 0 : 1;
      cast.pending().forEach(kind -> met.merge(kind, 1, Integer::sum));
    }

    private void awaitWrites(long mark, int writes) {
      Await.until(
          "the operator to write what was lost",
          Platform.PATIENCE,
          () -> !requests.writesSince(mark).isEmpty());
      long end = System.nanoTime() + LIFE.toNanos();
      Await.until(
          "the operator to write more",
          Platform.PATIENCE,
          () -> requests.writesSince(mark).size() >= writes || System.nanoTime() - end > 0);
    }

    void assertThatAllKindsWereMet() {
      assertThat(met).as("steps in the midst of which kills came").containsOnlyKeys(Kind.values());
      assertThat(inTheMidst).as("kills in the midst of work").isGreaterThan(all / 2);
    }

    @Override
    public String toString() {
      return "Of %d kills %d met an operator that had written, and these steps: %s"
          .formatted(all, inTheMidst, met);
    }
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
        () -> {
          startThoseThatEnded(replicas);
          return replicas.stream().filter(OperatorProcess::leads).count() == 1;
        });
    return replicas.stream().filter(OperatorProcess::leads).findFirst().orElseThrow();
  }

  /** As the kubelet does. On a busy machine a replica loses this short lease, and ends. */
  private static void startThoseThatEnded(List<OperatorProcess> replicas) {
    replicas.stream().filter(replica -> !replica.isRunning()).forEach(OperatorProcess::start);
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
