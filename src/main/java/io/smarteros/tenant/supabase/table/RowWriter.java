package io.smarteros.tenant.supabase.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.connection.SchemaProbe;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.RowValues;
import io.smarteros.tenant.supabase.decision.RowWrite;
import io.smarteros.tenant.supabase.decision.RowWrite.Insert;
import io.smarteros.tenant.supabase.decision.RowWrite.Nothing;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import io.smarteros.tenant.supabase.decision.RowWrite.Update;
import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes a tenant's rows in one transaction, and only if they are still as they were seen. */
public final class RowWriter {
  private static final String TENANTS = "public.tenants";
  private static final String SERVICES = "public.tenant_services";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  /** What is in the column stays, key by key; what is no object there counts as an empty one. */
  private static final String KEYS_OF =
      "(case when jsonb_typeof(%1$s) = 'object' then %1$s else '{}' end)";

  /** How a write ended. */
  public sealed interface Outcome {}

  /** Written; the row has this fingerprint now. */
  public record Done(String fingerprint) implements Outcome {}

  /** Somebody else was faster: nothing was written, look again. */
  public record Overtaken() implements Outcome {}

  /** No user has the owner's id: nothing was written. */
  public record OwnerRefused() implements Outcome {}

  private final Connection connection;
  private final Schema schema;

  public RowWriter(Connection connection, Schema schema) {
    this.connection = connection;
    this.schema = schema;
  }

  public Outcome write(RowWrite write) throws SQLException {
    return switch (write) {
      case Nothing _ -> throw new IllegalArgumentException("nothing to write");
      case Insert insert ->
          inTransaction(insert.values().ownerId().isPresent(), () -> insert(insert));
      case Update update -> inTransaction(update.givesOwner(), () -> update(update));
    };
  }

  private interface Step {
    Outcome run() throws SQLException;
  }

  private Outcome inTransaction(boolean givesOwner, Step step) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Outcome outcome = step.run();
      if (outcome instanceof Done) {
        connection.commit();
      }
      return outcome;
    } catch (SQLException e) {
      if (SupabaseErrors.state(e).equals(UNIQUE_VIOLATION)) {
        return new Overtaken();
      }
      if (SupabaseErrors.state(e).equals(FOREIGN_KEY_VIOLATION) && givesOwner) {
        return new OwnerRefused();
      }
      throw e;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
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
            .set("id", "uuid", insert.id())
            .set("slug", "text", values.slug())
            .set("name", "text", values.name())
            .set("domain", "text", values.domain())
            .set("owner_id", "uuid", values.ownerId())
            .set("status", "text", values.status().text())
            .set("metadata", "jsonb", object(insert.metadata()));
    if (schema.hasOwnerSubject()) {
      columns.set("owner_subject", "text", values.ownerSubject());
    }
    columns.insertInto(TENANTS, connection);
    writeServices(insert.id(), insert.services());
    return new Done(fingerprint(insert.id()));
  }

  private boolean removeTrace(String id) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from public.tenants where id = ?::uuid and status = 'deleted'")) {
      delete.setString(1, id);
      return delete.executeUpdate() == 1;
    }
  }

  private Outcome update(Update update) throws SQLException {
    String id = update.basis().id();
    boolean locked = lock(id);
    String now = fingerprint(id);
    if (!now.equals(update.basis().fingerprint())) {
      return new Overtaken();
    }
    if (!locked) {
      throw cannotChange(TENANTS);
    }
    Assignments columns = changes(update);
    if (!columns.isEmpty()) {
      columns.compute("updated_at", "now()");
      if (columns.update(TENANTS, id, connection) != 1) {
        throw cannotChange(TENANTS);
      }
    }
    writeServices(id, update.services());
    return new Done(fingerprint(id));
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

  private Assignments changes(Update update) {
    RowValues before = update.basis().values();
    RowValues after = update.values();
    Assignments columns = new Assignments();
    if (!after.slug().equals(before.slug())) {
      columns.set("slug", "text", after.slug());
    }
    if (!after.name().equals(before.name())) {
      columns.set("name", "text", after.name());
    }
    if (!after.domain().equals(before.domain())) {
      columns.set("domain", "text", after.domain());
    }
    if (!after.ownerId().equals(before.ownerId())) {
      columns.set("owner_id", "uuid", after.ownerId());
    }
    if (!after.ownerSubject().equals(before.ownerSubject())) {
      columns.set("owner_subject", "text", after.ownerSubject());
    }
    if (after.status() != before.status()) {
      columns.set("status", "text", after.status().text());
    }
    if (!update.metadata().isEmpty() || !update.removedMetadata().isEmpty()) {
      columns.compute(
          "metadata",
          KEYS_OF.formatted("metadata") + " - ?::text[] || ?::jsonb",
          update.removedMetadata().toArray(String[]::new),
          object(update.metadata()));
    }
    return columns;
  }

  private void writeServices(String tenantId, List<ServiceWrite> services) throws SQLException {
    for (ServiceWrite service : services) {
      Assignments columns = new Assignments().set("enabled", "boolean", service.enabled());
      if (service.serviceId().isPresent()) {
        columns.set("service_id", "text", service.serviceId());
      }
      if (service.rowId().isEmpty()) {
        columns
            .set("tenant_id", "uuid", tenantId)
            .set("service_name", "text", service.name())
            .set("config", "jsonb", service.config().toString())
            .insertInto(SERVICES, connection);
        continue;
      }
      if (!service.config().isEmpty()) {
        columns.compute(
            "config", KEYS_OF.formatted("config") + " || ?::jsonb", service.config().toString());
      }
      if (columns.update(SERVICES, service.rowId().get(), connection) != 1) {
        throw cannotChange(SERVICES);
      }
    }
  }

  private String fingerprint(String id) throws SQLException {
    return Objects.requireNonNullElse(
        TenantTables.fingerprints(connection, List.of(id)).get(id), "gone");
  }

  /** A policy may let a row be seen and not changed: then nothing happens, without an error. */
  private static SyncFailureException cannotChange(String table) {
    return new SyncFailureException(
        new SyncFailure(
            Reason.GRANT_MISSING,
            """
            Row level security lets the operator see rows of %s but not change them. Give its role \
            a policy for all commands, using (true) with check (true)"""
                .formatted(table),
            RowSituation.LOOK_AGAIN));
  }

  private static String object(Map<String, JsonNode> keys) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    keys.forEach(object::set);
    return object.toString();
  }
}
