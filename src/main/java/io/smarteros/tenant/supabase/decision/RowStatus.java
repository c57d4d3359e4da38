package io.smarteros.tenant.supabase.decision;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The column {@code tenants.status}, with whatever somebody wrote there.
 *
 * @param word empty for null
 */
public record RowStatus(Optional<String> word) {
  public static final RowStatus ACTIVE = of("active");
  public static final RowStatus SUSPENDED = of("suspended");
  public static final RowStatus DELETED = of("deleted");

  private static final Set<RowStatus> KNOWN = Set.of(ACTIVE, SUSPENDED, DELETED);

  public static RowStatus of(@Nullable String word) {
    return new RowStatus(Optional.ofNullable(word));
  }

  /** Whether it is one of the three that mean something. */
  public boolean isKnown() {
    return KNOWN.contains(this);
  }

  @Override
  public String toString() {
    return word.map(text -> '"' + text + '"').orElse("empty");
  }
}
