package io.smarteros.tenant.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
  @Test
  void a_cell_that_nobody_filled_is_empty() {
    MarkdownTable table = new MarkdownTable(List.of("cold", "at rest"));
    table.put("time, s", "cold", "10.4");
    table.put("writes", "at rest", "0");
    table.put("writes", "cold", "355");

    assertThat(table.toString())
        .isEqualTo(
            """
            | | cold | at rest |
            |---|--:|--:|
            | time, s | 10.4 |  |
            | writes | 355 | 0 |
            """);
  }
}
