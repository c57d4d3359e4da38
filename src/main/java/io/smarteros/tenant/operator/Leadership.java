package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.operator.configuration.Configuration.LeaderElection;
import io.smarteros.tenant.operator.configuration.Syntax;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replica acts, and how it stops. The SDK's own way (5.3) installs no shutdown hook under
 * leader election, and its {@code System.exit} on a lost lease deadlocks inside a hook.
 */
public final class Leadership {
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  /** Less than the grace period of the pod, to which the chart gives 45 s. */
  private static final Duration DRAIN_WITHOUT_ELECTION = Duration.ofSeconds(20);

  private final Optional<LeaderElection> election;
  private final String namespace;
  private final String instance;
  private final Runnable halt;
  private volatile boolean leading;
  private volatile boolean shuttingDown;

  /**
   * Takes part in an election, or leads at once where there is none.
   *
   * @param namespace of the lease
   * @param instance the name of this replica
   * @param halt ends the process at once, without shutdown hooks
   */
  public Leadership(
      Optional<LeaderElection> election, String namespace, String instance, Runnable halt) {
    this.election = election;
    this.namespace = namespace;
    this.instance = instance;
    this.halt = halt;
    this.leading = election.isEmpty();
  }

  public boolean isLeading() {
    return leading;
  }

  /** Call it where the operator is built. */
  public void configure(ConfigurationServiceOverrider sdk) {
    sdk.withReconciliationTerminationTimeout(drain());
    // what is closed afterwards still needs it
    sdk.withCloseClientOnStop(false);
    election.map(this::leaderElection).ifPresent(sdk::withLeaderElectionConfiguration);
  }

  /**
   * How long a stopping operator waits for its reconciliations. The SDK stops renewing the lease
   * when it starts to wait, so all must be still before the lease runs out and another replica
   * acts.
   */
  private Duration drain() {
    return election.map(LeaderElection::renewDeadline).orElse(DRAIN_WITHOUT_ELECTION);
  }

  // the one way in 5.3 to say that the SDK shall not exit: its builder refuses to
  @SuppressWarnings("deprecation")
  private LeaderElectionConfiguration leaderElection(LeaderElection times) {
    boolean exitOnStopLeading = false;
    // the name alone is not enough: two processes on one machine would both hold the lease
    String identity = instance + "_" + UUID.randomUUID();
    return new LeaderElectionConfiguration(
        Names.OPERATOR,
        namespace,
        times.leaseDuration(),
        times.renewDeadline(),
        times.retryPeriod(),
        identity,
        new LeaderCallbacks(this::startedLeading, this::stoppedLeading, this::sawLeader),
        exitOnStopLeading);
  }

  private void startedLeading() {
    leading = true;
    log.info("Became leader");
  }

  private void sawLeader(String identity) {
    log.info("The leader is {}", identity);
  }

  private void stoppedLeading() {
    if (!leading) {
      return;
    }
    leading = false;
    if (!shuttingDown) {
      // another replica may act by now: no time for hooks that wait for reconciliations to end
      log.error("Lost the lease. Exiting at once; the pod will restart");
      halt.run();
    }
  }

  /**
   * Stops the operator when the process is asked to end.
   *
   * @param afterwards closes what the reconciliations needed
   */
  public void installShutdownHook(Operator operator, Runnable afterwards) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("shutdown").unstarted(() -> shutDown(operator, afterwards)));
  }

  void shutDown(Operator operator, Runnable afterwards) {
    shuttingDown = true;
    log.info("Stopping. Waiting up to {} for running reconciliations", Syntax.text(drain()));
    try {
      operator.stop();
    } catch (RuntimeException e) {
      log.warn("Could not stop the reconciliations in order", e);
    }
    afterwards.run();
    log.info("Stopped");
  }
}
