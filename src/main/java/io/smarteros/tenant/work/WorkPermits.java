package io.smarteros.tenant.work;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much is worked on at the same time. Whoever works holds a permit, and gives it back while
 * waiting for a server that is not the API server, so that a slow one delays nobody else. Work that
 * an event asked for comes before work that a timer asked for, and before the first look at each
 * tenant after a start. Those two get at least every fourth permit, in turn.
 */
public final class WorkPermits {
  private static final int EVENTS_IN_A_ROW = 3;

  /** Bounds the memory of those that wait for foreign servers. */
  private static final int IN_FLIGHT_PER_PERMIT = 32;

  private final int permits;
  private final int mostInFlight;
  private final Line events = new Line();
  private final Line timers = new Line();

  /** What was submitted before {@link #open}: after a start all tenants, changed or not. */
  private final Line firsts = new Line();

  private final ScopedValue<Line> submitting = ScopedValue.newInstance();
  private final ScopedValue<Worker> current = ScopedValue.newInstance();
  private int free;
  private int eventsInARow;
  private boolean firstsNext;
  private boolean opened;
  private boolean closed;

  /**
   * Nobody works before {@link #open}.
   *
   * @param permits how many may work at once
   */
  public WorkPermits(int permits) {
    this.permits = permits;
    this.mostInFlight = permits * IN_FLIGHT_PER_PERMIT;
  }

  /** Lets work begin, also what was submitted before. */
  public synchronized void open() {
    opened = true;
    free = permits;
    handOut();
  }

  /** Begins no further task. Those that have begun go on. */
  synchronized void close() {
    closed = true;
    events.starting.clear();
    timers.starting.clear();
    firsts.starting.clear();
  }

  /**
   * Waits for a foreign server. The permit is given back meanwhile. Not to be called with a lock in
   * hand: whoever waits for that lock keeps a permit.
   */
  public <T> T whileWaiting(Supplier<T> call) {
    if (!current.isBound() || !current.get().holdsPermit) {
      return call.get();
    }
    Worker worker = current.get();
    giveBack(worker);
    try {
      return call.get();
    } finally {
      take(worker);
    }
  }

  /** A part of the current work, for another thread: it takes a permit of its own. */
  public <T> Supplier<T> forked(Supplier<T> part) {
    Line line = current.isBound() ? current.get().line : events;
    return () -> {
      Worker worker = new Worker(line);
      take(worker);
      try {
        return ScopedValue.where(current, worker).call(part::get);
      } finally {
        giveBack(worker);
      }
    };
  }

  /** Runs the task on one of the threads when its turn has come. */
  synchronized void start(Runnable task, Executor threads) {
    if (closed) {
      throw new RejectedExecutionException("The operator is shutting down");
    }
    Line line = submitting.orElse(opened ? events : firsts);
    line.starting.add(() -> threads.execute(() -> run(new Worker(line), task)));
    handOut();
  }

  /**
   * Waits until few tasks of timers wait for their turn, and lets a timer submit another. An event
   * for one of them then needs to wait for few others.
   */
  void submitOfTimer(Runnable submission) throws InterruptedException {
    synchronized (this) {
      while (timers.starting.size() >= permits) {
        wait();
      }
    }
    ScopedValue.where(submitting, timers).run(submission);
  }

  private void run(Worker worker, Runnable task) {
    worker.holdsPermit = true;
    try {
      ScopedValue.where(current, worker).run(task);
    } finally {
      ended(worker);
    }
  }

  private synchronized void ended(Worker worker) {
    worker.line.inFlight--;
    giveBack(worker);
  }

  private synchronized void giveBack(Worker worker) {
    worker.holdsPermit = false;
    free++;
    handOut();
  }

  private void take(Worker worker) {
    CountDownLatch turn = new CountDownLatch(1);
    synchronized (this) {
      worker.line.returning.add(turn::countDown);
      handOut();
    }
    awaitUninterruptibly(turn);
    worker.holdsPermit = true;
  }

  private static void awaitUninterruptibly(CountDownLatch turn) {
    boolean interrupted = false;
    while (true) {
      try {
        turn.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void handOut() {
    for (Runnable next = next(); next != null; next = next()) {
      free--;
      next.run();
    }
  }

  private @Nullable Runnable next() {
    if (free == 0) {
      return null;
    }
    boolean timersFirst = eventsInARow >= EVENTS_IN_A_ROW;
    Runnable next = timersFirst ? nextOfOthers() : nextOfEvents();
    if (next == null) {
      next = timersFirst ? nextOfEvents() : nextOfOthers();
    }
    return next;
  }

  private @Nullable Runnable nextOfEvents() {
    Runnable next = events.next(events.inFlight + othersInFlight() < mostInFlight);
    if (next != null) {
      eventsInARow++;
    }
    return next;
  }

  private @Nullable Runnable nextOfOthers() {
    boolean mayStart = othersInFlight() < mostInFlight / 2;
    Runnable next = (firstsNext ? firsts : timers).next(mayStart);
    if (next == null) {
      next = (firstsNext ? timers : firsts).next(mayStart);
    }
    if (next != null) {
      eventsInARow = 0;
      firstsNext = !firstsNext;
      notifyAll();
    }
    return next;
  }

  private int othersInFlight() {
    return timers.inFlight + firsts.inFlight;
  }

  /** Those that wait for a permit, in the order in which they came. */
  private static final class Line {
    final Queue<Runnable> returning = new ArrayDeque<>();
    final Queue<Runnable> starting = new ArrayDeque<>();
    int inFlight;

    @Nullable Runnable next(boolean mayStart) {
      Runnable next = returning.poll();
      if (next == null && mayStart) {
        next = starting.poll();
        inFlight += next == null ? 0 : 1;
      }
      return next;
    }
  }

  private static final class Worker {
    final Line line;
    boolean holdsPermit;

    Worker(Line line) {
      this.line = line;
    }
  }
}
