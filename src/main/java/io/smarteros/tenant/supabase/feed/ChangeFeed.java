package io.smarteros.tenant.supabase.feed;

import io.smarteros.tenant.supabase.connection.Notifications;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import io.smarteros.tenant.work.RepeatedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Notices changes of the rows by others. It compares all rows, and then those that notifications
 * name: a notification is a hint that anybody may send, and those that are sent while the
 * connection is away are lost. Without triggers that send them, or behind a pooler that does not
 * pass them on, it compares all rows more often.
 */
public final class ChangeFeed implements AutoCloseable {
  private static final String UNHEARD =
      """
      polled every %s s, since the operator's own notification does not come back. Behind a pooler of \
      transactions none does: use the direct connection or the session pooler""";

  /** Of an interval, in percent: operators of many clusters do not all come at once. */
  private static final int JITTER = 20;

  private final SupabaseConnection connection;
  private final RowFingerprints seen;
  private final RowComparison comparison;
  private final FeedListeners listeners;
  private final FeedStatus status;
  private final FeedTiming timing;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final RepeatedTask task;
  private Instant listenAgain = Instant.MIN;

  /**
   * Watches nothing before {@link #start}.
   *
   * @param clock that nobody sets
   */
  public ChangeFeed(
      SupabaseConnection connection,
      RowFingerprints seen,
      FeedListeners listeners,
      FeedStatus status,
      FeedTiming timing,
      InstantSource clock,
      RandomGenerator random) {
    this.connection = connection;
    this.seen = seen;
    this.comparison = new RowComparison(connection, seen, listeners);
    this.listeners = listeners;
    this.status = status;
    this.timing = timing;
    this.clock = clock;
    this.random = random;
    this.task = new RepeatedTask("change-feed", timing.poll(), this::watchOrFail);
  }

  /** Watches until closed. To be called once. */
  public void start() {
    task.start();
  }

  @Override
  public void close() {
    task.close();
  }

  private Duration watchOrFail() {
    try {
      return watch();
    } catch (RuntimeException e) {
      seen.noteWatch(false);
      throw e;
    }
  }

  /** Looks once, and then for as long as notifications come. Returns when to go on. */
  Duration watch() {
    try {
      Schema schema = compareAll();
      if (!schema.notifies()) {
        return poll("polled every %s s, since no triggers send notifications");
      }
    } catch (SyncFailureException e) {
      status.found(SchemaMode.of(e.failure()));
      return cannot(Watch.NONE, "not watched. %s", e.failure());
    }
    return clock.instant().isBefore(listenAgain) ? poll(UNHEARD) : listen();
  }

  private Duration listen() {
    try (Notifications notifications = connection.listen()) {
      if (!hearsItself(notifications)) {
        listenAgain = clock.instant().plus(jittered(timing.fullCompare()));
        return poll(UNHEARD);
      }
      compareAll();
      status.watches(Watch.LISTENING, "seen by notifications");
      follow(notifications);
      return Duration.ZERO;
    } catch (SyncFailureException e) {
      status.lost();
      return cannot(Watch.POLLING, "polled until notifications come again. %s", e.failure());
    }
  }

  private Duration poll(String how) {
    status.watches(Watch.POLLING, how.formatted(timing.poll().toSeconds()));
    return timing.poll();
  }

  /** Asking again costs no request while it is known that it fails. */
  private Duration cannot(Watch instead, String how, SyncFailure failure) {
    comparison.forgetVersions();
    seen.noteWatch(false);
    boolean closed = Thread.currentThread().isInterrupted();
    if (!closed) {
      status.watches(instead, how.formatted(failure.message()));
    }
    return shorter(failure.retryAfter(), timing.poll());
  }

  /** A pooler may take LISTEN and pass nothing on. */
  private boolean hearsItself(Notifications notifications) throws SyncFailureException {
    String own = "self-test " + UUID.randomUUID();
    connection.send(own);
    Instant end = clock.instant().plus(timing.ownNotification());
    for (Duration left = timing.ownNotification();
        left.isPositive();
        left = Duration.between(clock.instant(), end)) {
      if (notifications.await(left).contains(own)) {
        return true;
      }
    }
    return false;
  }

  /** Returns when the triggers are gone. */
  private void follow(Notifications notifications) throws SyncFailureException {
    do {
      Instant fullCompare = clock.instant().plus(jittered(timing.fullCompare()));
      for (Duration left = Duration.between(clock.instant(), fullCompare);
          left.isPositive();
          left = Duration.between(clock.instant(), fullCompare)) {
        List<String> payloads = notifications.await(shorter(left, timing.silence()));
        if (payloads.isEmpty()) {
          notifications.requireAnswer(timing.answer());
        } else {
          Set<String> ids = fold(payloads, notifications).ids();
          listeners.hinted().accept(ids);
          comparison.of(ids);
        }
      }
    } while (compareAll().notifies());
  }

  private HintedRows fold(List<String> first, Notifications notifications)
      throws SyncFailureException {
    HintedRows rows = new HintedRows(comparison::rowIds);
    Instant end = clock.instant().plus(timing.longestFold());
    List<String> payloads = first;
    do {
      status.heard(payloads.size());
      rows.add(payloads);
      payloads = notifications.await(timing.quiet());
    } while (!payloads.isEmpty() && clock.instant().isBefore(end));
    status.heard(payloads.size());
    rows.add(payloads);
    return rows;
  }

  private Schema compareAll() throws SyncFailureException {
    comparison.all();
    // afterwards, so that tenants whose rows are hidden by now find that out as well
    Schema schema = connection.probe();
    seen.noteWatch(true);
    status.found(SchemaMode.of(schema));
    status.compared();
    return schema;
  }

  private Duration jittered(Duration interval) {
    return interval.multipliedBy(100 - JITTER + random.nextInt(2 * JITTER + 1)).dividedBy(100);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
