package io.smarteros.tenant.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FreePortTest {

  /** What is picked is listened on only later. */
  @Test
  void two_get_no_port_that_is_the_same() {
    assertThat(IntStream.range(0, 500).mapToObj(_ -> FreePort.pick())).doesNotHaveDuplicates();
  }
}
