package io.smarteros.tenant.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports on 127.0.0.1. */
public final class FreePort {
  /**
   * Below the ports that systems give to outgoing connections: such a one would block a restart.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final Duration GIVEN_UP = Duration.ofSeconds(3);

  /** One after the other: by chance two would get the same one before either listens on it. */
  private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(FIRST, LAST));

  private FreePort() {}

  /** One that nothing listened on a moment ago, and that nobody in this process got lately. */
  public static int pick() {
    int port = next();
    while (!isFree(port)) {
      port = next();
    }
    return port;
  }

  private static int next() {
    return NEXT.getAndUpdate(port -> port + 1 < LAST ? port + 1 : FIRST);
  }

  /**
   * Throws IllegalStateException in one line when something listens on the port, and goes on doing
   * so: a process that is just being started holds what this one had open for a moment, and so a
   * port that was tried then.
   */
  public static void require(int port) {
    try {
      Await.until("127.0.0.1:" + port, GIVEN_UP, () -> isFree(port));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "127.0.0.1:%d is taken by another program; end that one first".formatted(port), e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
