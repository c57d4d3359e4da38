package io.smarteros.tenant.testkit;

import java.util.concurrent.atomic.AtomicBoolean;

/** Takes all the processor time that virtual threads have, until it is closed. */
public final class BusyVirtualThreads implements AutoCloseable {
  private final AtomicBoolean busy = new AtomicBoolean(true);

  /** Begins at once. */
  public BusyVirtualThreads() {
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      Thread.startVirtualThread(this::work);
    }
  }

  private void work() {
    while (busy.get()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    busy.set(false);
  }
}
