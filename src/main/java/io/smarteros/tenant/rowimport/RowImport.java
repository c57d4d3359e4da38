package io.smarteros.tenant.rowimport;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.work.RepeatedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Makes Tenants of rows while this replica leads: at once when a row changes, and every half minute
 * for what waits.
 */
public final class RowImport implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** After so long every row is looked at, and not only those that changed. */
  private static final Duration RESYNC = Duration.ofMinutes(10);

  /** A burst of hints is one look. */
  private static final Duration SHORTEST = Duration.ofMillis(250);

  private final RowImporter importer;
  private final BooleanSupplier leading;
  private final InstantSource steady;
  private final Semaphore hints = new Semaphore(0);
  private final RepeatedTask looks = new RepeatedTask("row-import", INTERVAL, this::lookAndWait);
  private Instant resyncAt = Instant.MIN;

  /**
   * Does nothing before {@link #start}.
   *
   * @param leading whether this replica may write
   * @param clock the one of the world: it is compared with times of creation
   * @param steady for intervals: the other one may be set
   */
  public RowImport(
      ImportSource source,
      ImportPolicy policy,
      ImportingCluster cluster,
      KubernetesClient client,
      RowBrake brake,
      BooleanSupplier leading,
      InstantSource clock,
      InstantSource steady) {
    this.importer =
        new RowImporter(source, policy, cluster, new ImportedTenants(client), brake, clock);
    this.leading = leading;
    this.steady = steady;
  }

  /** To be called once. */
  public void start() {
    looks.start();
  }

  /** Some row has changed. */
  public void hint() {
    hints.release();
  }

  @Override
  public void close() {
    looks.close();
  }

  private Duration lookAndWait() {
    hints.drainPermits();
    Duration pause = leading.getAsBoolean() ? look() : INTERVAL;
    try {
      return hints.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS) ? SHORTEST : Duration.ZERO;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Duration.ZERO;
    }
  }

  /** The connection says in the log what is wrong with it. */
  private Duration look() {
    try {
      if (!steady.instant().isBefore(resyncAt)) {
        importer.forgetDecisions();
        resyncAt = steady.instant().plus(RESYNC);
      }
      importer.look();
      return INTERVAL;
    } catch (SyncFailureException e) {
      return e.failure().retryAfter();
    }
  }
}
