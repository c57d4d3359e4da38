package io.smarteros.tenant.supabase;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The column {@code tenants.status}. */
enum RowStatus {
  ACTIVE,
  SUSPENDED,
  DELETED;

  /** The seed's column may be null, which means active. */
  static RowStatus of(@Nullable String text) {
    return switch (text) {
      case "suspended" -> SUSPENDED;
      case "deleted" -> DELETED;
      case null, default -> ACTIVE;
    };
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
