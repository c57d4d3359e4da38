package io.smarteros.tenant.supabase.customer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The words of the column {@code tenant_status.state}. */
public enum CustomerState {
  /** It was never ready, or comes back after a suspension. */
  SETTING_UP,
  READY,
  /** It was ready, and comes back by itself. */
  DEGRADED,
  SUSPENDED,
  /** It waits for a person. What runs goes on. */
  BLOCKED,
  OFF;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a word of another version of the table. */
  public static Optional<CustomerState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }
}
