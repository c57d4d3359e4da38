package io.smarteros.tenant.supabase.decision;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rows that have to do with a tenant: its own, and others with its slug or its domain. Names
 * are compared as DNS does.
 */
public record ObservedRows(List<ObservedRow> rows) {

  public Optional<ObservedRow> withId(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  ObservedRows without(String id) {
    return new ObservedRows(rows.stream().filter(row -> !row.id().equals(id)).toList());
  }

  /**
   * Of several, which only a table that tells case apart can have, one that is no trace of a
   * deleted tenant, and one that is spelled like this.
   */
  public Optional<ObservedRow> withSlug(String slug) {
    return rows.stream()
        .filter(row -> DnsName.same(row.values().slug(), slug))
        .min(
            Comparator.comparing(ObservedRow::isDeleted)
                .thenComparing(row -> !row.values().slug().equals(slug)));
  }

  Optional<ObservedRow> withDomain(String domain) {
    return rows.stream()
        .filter(
            row -> row.values().domain().filter(there -> DnsName.same(there, domain)).isPresent())
        .findFirst();
  }
}
