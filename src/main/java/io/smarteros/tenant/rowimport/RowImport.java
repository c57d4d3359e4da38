package io.smarteros.tenant.rowimport;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.work.RepeatedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Makes Tenants of rows while this replica leads: at once of a row that a hint names, and every
 * half minute of what else changed or waits.
 */
public final class RowImport implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** After so long every row is looked at, and not only those that changed. */
  private static final Duration RESYNC = Duration.ofMinutes(10);

  private final RowImporter importer;
  private final BooleanSupplier leading;
  private final InstantSource steady;
  private final Set<String> hinted = ConcurrentHashMap.newKeySet();
  private final Semaphore wake = new Semaphore(0);
  private final RepeatedTask looks = new RepeatedTask("row-import", INTERVAL, this::lookAndWait);
  private Instant allAt = Instant.MIN;
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

  /** These rows may have changed. */
  public void hint(Set<String> rowIds) {
    hinted.addAll(rowIds);
    wake.release();
  }

  @Override
  public void close() {
    looks.close();
  }

  private Duration lookAndWait() {
    wake.drainPermits();
    List<String> ids = List.copyOf(hinted);
    hinted.removeAll(Set.copyOf(ids));
    Duration pause = leading.getAsBoolean() ? look(ids) : INTERVAL;
    try {
      wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Duration.ZERO;
  }

  /** The connection says in the log what is wrong with it. */
  private Duration look(List<String> ids) {
    Instant now = steady.instant();
    try {
      if (now.isBefore(allAt)) {
        importer.lookAt(ids);
      } else {
        lookAtAll(now);
      }
      return Duration.between(now, allAt);
    } catch (SyncFailureException e) {
      allAt = Instant.MIN;
      return e.failure().retryAfter();
    }
  }

  private void lookAtAll(Instant now) throws SyncFailureException {
    if (!now.isBefore(resyncAt)) {
      importer.forgetDecisions();
      resyncAt = now.plus(RESYNC);
    }
    importer.lookAtAll();
    allAt = now.plus(INTERVAL);
  }
}
