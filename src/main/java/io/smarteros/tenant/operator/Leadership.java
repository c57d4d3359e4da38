package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.operator.configuration.Configuration.LeaderElection;
import io.smarteros.tenant.operator.configuration.Syntax;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replica acts, and how it stops. The election is our own, beside the SDK: the SDK's (5.3)
 * uses the client of all other requests, installs no shutdown hook, gives up the lease before its
 * reconciliations have ended, and its {@code System.exit} on a lost lease deadlocks inside a hook.
 */
public final class Leadership {
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  /** Less than the grace period of the pod, to which the chart gives 45 s. */
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final Optional<LeaderElection> election;
  private final String namespace;
  private final String instance;
  private final Runnable halt;
  private final LongSupplier nanoTime = System::nanoTime;
  private volatile boolean leading;
  private volatile boolean releasing;
  private volatile boolean ending;
  private volatile Runnable endElection = () -> {};

  /**
   * Takes part in an election, or leads from the start where there is none.
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
  }

  public boolean isLeading() {
    return leading;
  }

  /** Call it where the operator is built. */
  public void configure(ConfigurationServiceOverrider sdk) {
    sdk.withReconciliationTerminationTimeout(DRAIN);
    // what is closed afterwards still needs it
    sdk.withCloseClientOnStop(false);
  }

  /**
   * Lets this replica lead once it holds the lease.
   *
   * @param client for the lease alone, with a timeout per request of about a retry period
   * @param begin is called when it leads, and lets the reconciliations begin
   */
  public void start(KubernetesClient client, Runnable begin) {
    if (election.isEmpty()) {
      leading = true;
      begin.run();
    } else {
      start(client, election.get(), begin);
    }
  }

  private void start(KubernetesClient client, LeaderElection times, Runnable begin) {
    RenewalWatchdog watchdog = new RenewalWatchdog(times.renewDeadline(), nanoTime, this::lost);
    // the name alone is not enough: two processes on one machine would both hold the lease
    String identity = instance + "_" + UUID.randomUUID();
    boolean releaseOnCancel = true;
    LeaderElector elector =
        new LeaderElector(
            client,
            new LeaderElectionConfig(
                new OwnLease(namespace, Names.OPERATOR, identity, nanoTime, watchdog::renewed),
                times.leaseDuration(),
                times.renewDeadline(),
                times.retryPeriod(),
                new LeaderCallbacks(
                    () -> startedLeading(watchdog, begin), this::stoppedLeading, this::sawLeader),
                releaseOnCancel,
                Names.OPERATOR),
            // a virtual one would wait for processor time behind all reconciliations
            attempt -> Thread.ofPlatform().daemon().name("lease").start(attempt));
    Future<?> running = elector.start();
    endElection =
        () -> {
          running.cancel(true);
          watchdog.close();
        };
  }

  private void startedLeading(RenewalWatchdog watchdog, Runnable begin) {
    leading = true;
    watchdog.start();
    log.info("Became leader");
    begin.run();
  }

  private void sawLeader(String identity) {
    if (identity != null && !identity.isEmpty()) {
      log.info("The leader is {}", identity);
    }
  }

  private void stoppedLeading() {
    if (leading) {
      log.error("Lost the lease. Exiting at once; the pod will restart");
      lost();
    }
  }

  /** Another replica may act by now: no time for hooks that wait for reconciliations to end. */
  private void lost() {
    leading = false;
    if (!releasing) {
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

  /** From the moment on at which the process was asked to end. */
  boolean isEnding() {
    return ending;
  }

  /** The lease is renewed until all is still, and then given up, for the next replica to go on. */
  void shutDown(Operator operator, Runnable afterwards) {
    ending = true;
    log.info("Stopping. Waiting up to {} for running reconciliations", Syntax.text(DRAIN));
    try {
      operator.stop();
    } catch (RuntimeException e) {
      log.warn("Could not stop the reconciliations in order", e);
    }
    releasing = true;
    leading = false;
    endElection.run();
    afterwards.run();
    log.info("Stopped");
  }
}
