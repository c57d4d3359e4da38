package io.smarteros.tenant.supabase.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.supabase.connection.RowSecurity;
import io.smarteros.tenant.supabase.connection.RowSecurity.Command;
import io.smarteros.tenant.supabase.connection.SchemaProbe;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.RowValues;
import io.smarteros.tenant.supabase.decision.RowWrite;
import io.smarteros.tenant.supabase.decision.RowWrite.Insert;
import io.smarteros.tenant.supabase.decision.RowWrite.Nothing;
import io.smarteros.tenant.supabase.decision.RowWrite.Update;
import io.smarteros.tenant.supabase.decision.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a tenant's rows in one transaction, and only if they are still as they were seen. What was
 * written is read back: triggers, rules and policies can change or discard it without an error.
 */
public final class RowWriter {
  private static final String TENANTS = "tenants";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  /** How a write ended. */
  public sealed interface Outcome {}

  /**
   * Written; the row has this fingerprint now.
   *
   * @param generation of the row now, where the table counts
   * @param notKept columns that hold something else than was written
   */
  public record Done(String fingerprint, Optional<Long> generation, List<String> notKept)
      implements Outcome {}

  /** Somebody else was faster: nothing was written, look again. */
  public record Overtaken() implements Outcome {}

  /**
   * A unique rule refuses it: nothing was written. Either somebody else was faster, which a look at
   * the rows shows, or the rule cannot be kept.
   */
  public record Collision(SQLException error) implements Outcome {}

  /** No user has the owner's id: nothing was written. */
  public record OwnerRefused() implements Outcome {}

  private final Connection connection;
  private final Schema schema;
  private final TenantTables tables;
  private final ServiceRowWriter services;

  public RowWriter(Connection connection, Schema schema) {
    this.connection = connection;
    this.schema = schema;
    this.tables = new TenantTables(connection, schema);
    this.services = new ServiceRowWriter(connection);
  }

  public Outcome write(RowWrite write) throws SQLException {
    return switch (write) {
      case Nothing _ -> throw new IllegalArgumentException("nothing to write");
      case Insert insert ->
          inTransaction(insert.values().ownerId().isPresent(), () -> insert(insert));
      case Update update -> inTransaction(update.givesOwner(), () -> update(update));
    };
  }

  private Outcome inTransaction(boolean givesOwner, Transaction.Work<Outcome> write)
      throws SQLException {
    try {
      return Transaction.run(
          connection,
          () -> {
            Outcome outcome = write.run();
            if (outcome instanceof Done) {
              connection.commit();
            }
            return outcome;
          });
    } catch (SQLException e) {
      if (SupabaseErrors.isOfServer(e, UNIQUE_VIOLATION)) {
        return new Collision(e);
      }
      if (givesOwner
          && SupabaseErrors.isOfServer(e, FOREIGN_KEY_VIOLATION)
          && TableRules.isOfOwner(SupabaseErrors.constraint(e), connection)) {
        return new OwnerRefused();
      }
      throw e;
    }
  }

  private Outcome insert(Insert insert) throws SQLException {
    SchemaProbe.requireFit(connection);
    if (insert.trace().isPresent() && !removeTrace(insert.trace().get())) {
      return new Overtaken();
    }
    RowValues values = insert.values();
    Assignments columns =
        new Assignments()
            .set("id", insert.id())
            .set("slug", values.slug())
            .set("name", values.name())
            .set("domain", values.domain())
            .set("owner_id", values.ownerId())
            .set("status", values.status().word())
            .set("metadata", object(insert.metadata()));
    if (schema.hasOwnerSubject()) {
      columns.set("owner_subject", values.ownerSubject());
    }
    if (columns.insertInto("public." + TENANTS, connection) != 1) {
      throw UnwrittenRow.discarded("insert into", TENANTS);
    }
    services.write(insert.id(), insert.services());
    return readBack(insert.id(), row -> NotKept.of(insert, row));
  }

  private boolean removeTrace(String id) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement(
                "delete from public.tenants where id = ?::uuid and status::text = 'deleted'");
        PreparedStatement left =
            connection.prepareStatement(
                "select from public.tenants where id = ?::uuid and status::text = 'deleted'")) {
      delete.setString(1, id);
      left.setString(1, id);
      if (delete.executeUpdate() == 1) {
        return true;
      }
      try (ResultSet row = left.executeQuery()) {
        if (row.next()) {
          throw RowSecurity.blocking(TENANTS, Command.DELETE, connection)
              .orElseGet(() -> UnwrittenRow.discarded("deletion from", TENANTS));
        }
        return false;
      }
    }
  }

  private Outcome update(Update update) throws SQLException {
    String id = update.basis().id();
    boolean locked = lock(id);
    String now = tables.row(id).map(ObservedRow::fingerprint).orElse("gone");
    if (!now.equals(update.basis().fingerprint())) {
      return new Overtaken();
    }
    if (!locked) {
      throw UnwrittenRow.cannotChange(TENANTS, connection);
    }
    if (update.services().stream().anyMatch(service -> service.rowId().isEmpty())) {
      SchemaProbe.requireFit(connection);
    }
    Assignments columns = changes(update);
    if (!columns.isEmpty()) {
      columns.compute("updated_at", "now()");
      if (columns.update("public." + TENANTS, "id = ?::uuid", List.of(id), connection) != 1) {
        throw UnwrittenRow.discarded("update of", TENANTS);
      }
    }
    services.write(id, update.services());
    return readBack(id, row -> NotKept.of(update, row));
  }

  private interface Comparison {
    List<String> with(ObservedRow row);
  }

  private Outcome readBack(String id, Comparison comparison) throws SQLException {
    Optional<ObservedRow> row = tables.row(id);
    if (row.isEmpty()) {
      SchemaProbe.requireFit(connection);
      throw UnwrittenRow.discarded("row of", TENANTS);
    }
    return new Done(row.get().fingerprint(), row.get().generation(), comparison.with(row.get()));
  }

  /**
   * Keeps others from the row and, since they refer to it, from adding services to it, until the
   * transaction ends.
   */
  private boolean lock(String id) throws SQLException {
    try (PreparedStatement tenant =
            connection.prepareStatement(
                "select id from public.tenants where id = ?::uuid for update");
        PreparedStatement services =
            connection.prepareStatement(
                "select id from public.tenant_services where tenant_id = ?::uuid for update")) {
      tenant.setString(1, id);
      services.setString(1, id);
      try (ResultSet row = tenant.executeQuery();
          ResultSet _ = services.executeQuery()) {
        return row.next();
      }
    }
  }

  private static Assignments changes(Update update) {
    RowValues before = update.basis().values();
    RowValues after = update.values();
    Assignments columns = new Assignments();
    if (!after.slug().equals(before.slug())) {
      columns.set("slug", after.slug());
    }
    if (!after.name().equals(before.name())) {
      columns.set("name", after.name());
    }
    if (!after.domain().equals(before.domain())) {
      columns.set("domain", after.domain());
    }
    if (!after.ownerId().equals(before.ownerId())) {
      columns.set("owner_id", after.ownerId());
    }
    if (!after.ownerSubject().equals(before.ownerSubject())) {
      columns.set("owner_subject", after.ownerSubject());
    }
    if (!after.status().equals(before.status())) {
      columns.set("status", after.status().word());
    }
    if (!update.metadata().isEmpty() || !update.removedMetadata().isEmpty()) {
      columns.changeKeys("metadata", update.removedMetadata(), object(update.metadata()));
    }
    return columns;
  }

  private static String object(Map<String, JsonNode> keys) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    keys.forEach(object::set);
    return object.toString();
  }
}
