package io.smarteros.tenant.supabase.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How changes of rows are noticed at the moment: for metrics, and told in the log when it changes.
 */
public final class FeedStatus {
  private static final Logger LOG = LoggerFactory.getLogger(FeedStatus.class);

  /** How changes are noticed. */
  public enum Watch {
    /** Not at all: this replica does not lead, or the database cannot be used. */
    NONE,
    POLLING,
    LISTENING
  }

  private final InstantSource clock;
  private final AtomicLong hints = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();
  private volatile SchemaMode mode = SchemaMode.UNKNOWN;
  private volatile Watch watch = Watch.NONE;
  private volatile Optional<Instant> lastFullCompare = Optional.empty();
  private String lastLogged = "";

  /**
   * Nobody watches yet.
   *
   * @param clock that nobody sets
   */
  public FeedStatus(InstantSource clock) {
    this.clock = clock;
  }

  public SchemaMode mode() {
    return mode;
  }

  public Watch watch() {
    return watch;
  }

  /** Since all rows were compared; empty before the first time. */
  public Optional<Duration> sinceFullCompare() {
    return lastFullCompare.map(last -> Duration.between(last, clock.instant()));
  }

  /** Notifications since the start, whoever sent them. */
  public long hints() {
    return hints.get();
  }

  /** How often the connection for notifications was lost since the start. */
  public long reconnects() {
    return reconnects.get();
  }

  void found(SchemaMode found) {
    mode = found;
  }

  void compared() {
    lastFullCompare = Optional.of(clock.instant());
  }

  void heard(int notifications) {
    hints.addAndGet(notifications);
  }

  /** Call it before it is said how changes are noticed instead. */
  void lost() {
    if (watch == Watch.LISTENING) {
      reconnects.incrementAndGet();
    }
  }

  /**
   * Sets how changes are noticed from now on.
   *
   * @param how completes "changes of rows are …"
   */
  synchronized void watches(Watch now, String how) {
    watch = now;
    String line = "The tables in Supabase %s; changes of rows are %s".formatted(mode.words(), how);
    if (!line.equals(lastLogged)) {
      lastLogged = line;
      LOG.info(line);
    }
  }
}
