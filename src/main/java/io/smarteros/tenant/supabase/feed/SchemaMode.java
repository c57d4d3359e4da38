package io.smarteros.tenant.supabase.feed;

import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;

/** What the operator can do with the tables as they are. */
public enum SchemaMode {
  /** Nothing was found out yet, or not since the database went away. */
  UNKNOWN,
  HARDENED,
  /** As the product's first migration left them. */
  SEED,
  READ_ONLY,
  /** Row level security hides rows: that a row is missing says nothing. */
  BLIND;

  static SchemaMode of(Schema schema) {
    return schema.slugIsFixed() ? HARDENED : SEED;
  }

  static SchemaMode of(SyncFailure failure) {
    return switch (failure.reason()) {
      case READ_ONLY -> READ_ONLY;
      case ROWS_HIDDEN -> BLIND;
      default -> UNKNOWN;
    };
  }

  String words() {
    return switch (this) {
      case UNKNOWN -> "cannot be used";
      case HARDENED -> "are hardened";
      case SEED -> "are as the product's first migration left them";
      case READ_ONLY -> "are read-only";
      case BLIND -> "hide rows from the operator, so no row's absence means anything";
    };
  }
}
