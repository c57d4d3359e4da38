package io.smarteros.tenant.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FreePortTest {

  /** What is picked is listened on only later. */
  @Test
  void two_get_no_port_that_is_the_same() {
    assertThat(IntStream.range(0, 500).mapToObj(_ -> FreePort.pick())).doesNotHaveDuplicates();
  }

  /** A process holds for a moment what its parent had open when it was started. */
  @Test
  void a_port_can_be_had_while_processes_are_started() {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> starting =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                startOne();
              }
            });
    try {
      assertThatCode(
              () -> IntStream.range(0, 5_000).forEach(_ -> FreePort.require(FreePort.pick())))
          .doesNotThrowAnyException();
    } finally {
      done.set(true);
      starting.join();
    }
  }

  private static void startOne() {
    try {
      new ProcessBuilder("true").start().waitFor();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
