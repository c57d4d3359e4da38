package io.smarteros.tenant.supabase.feed;

import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.feed.RowFingerprints.Seen;
import io.smarteros.tenant.supabase.table.TenantTables;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices changes of the rows by others, with one statement for all tenants per interval. It
 * compares with what each tenant's last reconciliation saw, so that it misses nothing between two
 * polls or during an outage. Times of change would miss rows, because they are not in the order of
 * commits.
 */
public final class RowPoll implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RowPoll.class);

  private final SupabaseConnection connection;
  private final RowFingerprints seen;
  private final Consumer<String> changed;
  private final Duration interval;
  private Optional<Thread> thread = Optional.empty();

  /**
   * Polls nothing before {@link #start}.
   *
   * @param changed receives the name of each tenant whose rows differ, again and again until a
   *     reconciliation has read them
   */
  public RowPoll(
      SupabaseConnection connection,
      RowFingerprints seen,
      Consumer<String> changed,
      Duration interval) {
    this.connection = connection;
    this.seen = seen;
    this.changed = changed;
    this.interval = interval;
  }

  public synchronized void start() {
    if (thread.isEmpty()) {
      thread = Optional.of(Thread.ofVirtual().name("row-poll").start(this::run));
    }
  }

  @Override
  public synchronized void close() {
    thread.ifPresent(Thread::interrupt);
    thread = Optional.empty();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(pollSafely());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pollSafely() {
    try {
      return poll();
    } catch (RuntimeException e) {
      seen.noteWatch(false);
      LOG.error("Cannot see changes of rows at the moment", e);
      return interval;
    }
  }

  /** Polls once, and returns when to poll again: after an outage as soon as it may be over. */
  Duration poll() {
    Map<String, Seen> known = seen.all();
    if (known.isEmpty()) {
      return interval;
    }
    try {
      Map<String, String> now =
          connection.read(
              (session, schema) ->
                  new TenantTables(session, schema)
                      .fingerprints(known.values().stream().map(Seen::rowId).distinct().toList()));
      known.forEach(
          (tenant, row) -> {
            if (!row.fingerprint().equals(now.get(row.rowId()))) {
              seen.noteChange(tenant, row);
              changed.accept(tenant);
            }
          });
      seen.noteWatch(true);
      return interval;
    } catch (SyncFailureException e) {
      seen.noteWatch(false);
      return e.failure().retryAfter();
    }
  }
}
