package io.smarteros.tenant.supabase.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HintedRowsTest {
  private static final String ACME = UUID.randomUUID().toString();
  private static final String STRANGER = UUID.randomUUID().toString();

  private final HintedRows rows = new HintedRows(() -> Set.of(ACME));

  @Test
  void each_row_is_named_once() {
    rows.add(List.of(ACME, STRANGER, ACME));
    rows.add(List.of(STRANGER));

    assertThat(rows.ids()).containsExactlyInAnyOrder(ACME, STRANGER);
  }

  @Test
  void what_is_no_id_names_no_row() {
    rows.add(
        List.of("", "1-1-1-1-1", ACME + " ", "x".repeat(36), "x".repeat(7999), "'); drop table x"));

    assertThat(rows.ids()).isEmpty();
  }

  @Test
  void of_a_flood_only_rows_of_tenants_are_kept() {
    for (int batch = 0; batch < 100; batch++) {
      rows.add(IntStream.range(0, 1_100).mapToObj(_ -> UUID.randomUUID().toString()).toList());
      rows.add(List.of(ACME));
    }

    assertThat(rows.ids()).contains(ACME).hasSizeLessThanOrEqualTo(1_000);
  }
}
