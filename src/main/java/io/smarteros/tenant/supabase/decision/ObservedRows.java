package io.smarteros.tenant.supabase.decision;

import java.util.List;
import java.util.Optional;

/** The rows that have to do with a tenant: its own, and others with its slug or its domain. */
public record ObservedRows(List<ObservedRow> rows) {

  public Optional<ObservedRow> withId(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  ObservedRows without(String id) {
    return new ObservedRows(rows.stream().filter(row -> !row.id().equals(id)).toList());
  }

  Optional<ObservedRow> withSlug(String slug) {
    return rows.stream().filter(row -> row.values().slug().equals(slug)).findFirst();
  }

  Optional<ObservedRow> withDomain(String domain) {
    return rows.stream()
        .filter(row -> row.values().domain().equals(Optional.of(domain)))
        .findFirst();
  }
}
