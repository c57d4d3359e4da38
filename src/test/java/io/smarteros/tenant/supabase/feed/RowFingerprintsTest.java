package io.smarteros.tenant.supabase.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.supabase.feed.RowFingerprints.Seen;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reconciliations and the feed look at a row side by side; the database decides which was later.
 */
class RowFingerprintsTest {
  private final RowFingerprints seen = new RowFingerprints();

  @BeforeEach
  void acmeIsKnown() {
    seen.noteWatch(true);
    seen.note("acme", "row", "old", seen.mark());
  }

  private Seen acme() {
    return Objects.requireNonNull(seen.all().get("acme"));
  }

  @Test
  void a_row_is_unchanged_until_the_feed_sees_another() {
    assertThat(seen.noteRow("acme", acme(), "old")).isFalse();
    assertThat(seen.isUnchanged("acme")).isTrue();

    assertThat(seen.noteRow("acme", acme(), "new")).isTrue();
    assertThat(seen.isUnchanged("acme")).isFalse();

    seen.note("acme", "row", "new", seen.mark());
    assertThat(seen.isUnchanged("acme")).isTrue();
  }

  @Test
  void a_change_that_is_seen_between_a_look_and_its_note_is_not_forgotten() {
    long mark = seen.mark();
    assertThat(seen.noteRow("acme", acme(), "new")).isTrue();
    seen.note("acme", "row", "old", mark);

    assertThat(seen.isUnchanged("acme")).isFalse();
  }

  @Test
  void what_a_reconciliation_wrote_meanwhile_is_no_change() {
    Seen before = acme();
    seen.note("acme", "row", "own", seen.mark());

    assertThat(seen.noteRow("acme", before, "own")).isFalse();
    assertThat(seen.isUnchanged("acme")).isTrue();
  }

  @Test
  void a_tenant_that_was_forgotten_meanwhile_stays_so() {
    Seen before = acme();
    seen.forget("acme");

    assertThat(seen.noteRow("acme", before, "new")).isFalse();
    assertThat(seen.all()).isEmpty();
  }

  @Test
  void while_nobody_watches_nothing_is_known() {
    seen.noteWatch(false);

    assertThat(seen.isUnchanged("acme")).isFalse();
  }
}
