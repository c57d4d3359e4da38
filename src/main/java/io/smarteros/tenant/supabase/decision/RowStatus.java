package io.smarteros.tenant.supabase.decision;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The column {@code tenants.status}. */
public enum RowStatus {
  ACTIVE,
  SUSPENDED,
  DELETED;

  /** The seed's column may be null, which means active. */
  public static RowStatus of(@Nullable String text) {
    return switch (text) {
      case "suspended" -> SUSPENDED;
      case "deleted" -> DELETED;
      case null, default -> ACTIVE;
    };
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
