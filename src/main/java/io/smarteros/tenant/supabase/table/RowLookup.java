package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.supabase.connection.SchemaProbe;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.ObservedRows;
import io.smarteros.tenant.supabase.decision.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for the rows that have to do with a tenant. Where one is missing that was there, all rows
 * are known to be visible: it fails otherwise. Policies cannot change between the two, since a
 * transaction that has read keeps the tables from being altered.
 */
public final class RowLookup {
  private final Connection connection;
  private final TenantTables tables;

  public RowLookup(Connection connection, Schema schema) {
    this.connection = connection;
    this.tables = new TenantTables(connection, schema);
  }

  /** The tenant's row, or one that could become it, and others with its slug or domain. */
  public ObservedRows lookUp(DesiredRow desired, Optional<RowRecord> record) throws SQLException {
    return Transaction.run(
        connection,
        () -> {
          Optional<ObservedRow> own = own(record);
          List<ObservedRow> rows = new ArrayList<>();
          own.ifPresent(rows::add);
          if (own.filter(row -> row.values().slug().equals(desired.slug())).isEmpty()) {
            rows.addAll(tables.withSlug(desired.slug()));
          }
          if (desired.domain().isPresent()) {
            rows.addAll(tables.withDomain(desired.domain().get()));
          }
          Map<String, ObservedRow> byId = new LinkedHashMap<>();
          rows.forEach(row -> byId.putIfAbsent(row.id(), row));
          if (own.isEmpty()) {
            completeNamesake(desired.slug(), byId);
          }
          return new ObservedRows(List.copyOf(byId.values()));
        });
  }

  /** The row of this record. */
  public Optional<ObservedRow> find(RowRecord record) throws SQLException {
    return Transaction.run(
        connection,
        () -> {
          Optional<ObservedRow> row = tables.row(record.id());
          if (row.isEmpty()) {
            SchemaProbe.requireFit(connection);
          }
          return row;
        });
  }

  private Optional<ObservedRow> own(Optional<RowRecord> record) throws SQLException {
    if (record.isEmpty()) {
      return Optional.empty();
    }
    Optional<ObservedRow> own = tables.row(record.get().id());
    if (isLess(own, record.get())) {
      SchemaProbe.requireFit(connection);
    }
    return own;
  }

  private static boolean isLess(Optional<ObservedRow> own, RowRecord record) {
    Set<String> services =
        record.written().map(Written::services).map(Map::keySet).orElseGet(Set::of);
    return own.isEmpty()
        ? record.bound() || record.intended().isPresent()
        : !own.get().services().keySet().containsAll(services);
  }

  /** It may be adopted, and then all of it counts. */
  private void completeNamesake(String slug, Map<String, ObservedRow> byId) throws SQLException {
    Optional<String> id =
        new ObservedRows(List.copyOf(byId.values())).withSlug(slug).map(ObservedRow::id);
    if (id.isPresent()) {
      tables.row(id.get()).ifPresent(row -> byId.put(row.id(), row));
    }
  }
}
