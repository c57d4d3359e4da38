package io.smarteros.tenant.supabase.feed;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The rows that payloads of notifications name, each once. Whoever can log in to the database can
 * send payloads: what is no id is dropped, and of very many only those of tenants are kept.
 */
final class HintedRows {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int LENGTH_OF_ID = 36;

  /** More of them are compared with the rows of tenants before the next ones are taken. */
  private static final int MANY = 1_000;

  private final Supplier<Set<String>> rowsOfTenants;
  private final Set<String> ids = new HashSet<>();

  HintedRows(Supplier<Set<String>> rowsOfTenants) {
    this.rowsOfTenants = rowsOfTenants;
  }

  void add(Collection<String> payloads) {
    int before = ids.size();
    for (String payload : payloads) {
      if (payload.length() == LENGTH_OF_ID && ID.matcher(payload).matches()) {
        ids.add(payload);
      }
    }
    if (ids.size() > MANY && ids.size() > before) {
      ids.retainAll(rowsOfTenants.get());
    }
  }

  Set<String> ids() {
    return Set.copyOf(ids);
  }
}
