package io.smarteros.tenant.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessSampleTest {
  @Test
  void processor_time_is_found_behind_a_name_with_blanks() {
    String stat =
        "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 900 0 3 0 250 50 7 8 20 0 12 0 99 1000 200";

    assertThat(ProcessSample.ticks(stat)).containsExactly("250", "50", "7", "8");
  }

  @Test
  void memory_is_in_bytes() {
    String status = "Name:\tjava\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n";

    assertThat(ProcessSample.kilobytes(status, "VmRSS:")).isEqualTo(200 * 1024);
    assertThat(ProcessSample.kilobytes(status, "VmSwap:")).isZero();
  }
}
