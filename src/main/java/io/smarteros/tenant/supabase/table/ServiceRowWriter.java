package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Writes the rows of a tenant's services, in the transaction of its own row. */
final class ServiceRowWriter {
  private static final String SERVICES = "tenant_services";

  /** The type of the id is that of the table. */
  private static final String IS_ROW = "tenant_id = ?::uuid and id::text = ?";

  private final Connection connection;

  ServiceRowWriter(Connection connection) {
    this.connection = connection;
  }

  void write(String tenantId, List<ServiceWrite> services) throws SQLException {
    for (ServiceWrite service : services) {
      if (service.rowId().isPresent()) {
        update(service, List.of(tenantId, service.rowId().get()));
      } else {
        insert(tenantId, service);
      }
    }
  }

  private void insert(String tenantId, ServiceWrite service) throws SQLException {
    Assignments columns =
        columns(service)
            .set("tenant_id", tenantId)
            .set("service_name", service.name())
            .set("config", service.config().toString());
    if (columns.insertInto("public." + SERVICES, connection) != 1) {
      throw UnwrittenRow.discarded("insert into", SERVICES);
    }
  }

  private void update(ServiceWrite service, List<String> keys) throws SQLException {
    Assignments columns = columns(service);
    if (!service.config().isEmpty() || !service.removedConfig().isEmpty()) {
      columns.changeKeys("config", service.removedConfig(), service.config().toString());
    }
    if (columns.update("public." + SERVICES, IS_ROW, keys, connection) != 1) {
      throw isLockable(keys)
          ? UnwrittenRow.discarded("update of", SERVICES)
          : UnwrittenRow.cannotChange(SERVICES, connection);
    }
  }

  private static Assignments columns(ServiceWrite service) {
    Assignments columns = new Assignments().set("enabled", service.enabled());
    if (service.serviceId().isPresent() || service.removesServiceId()) {
      columns.set("service_id", service.serviceId());
    }
    return columns;
  }

  private boolean isLockable(List<String> keys) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select id from public.tenant_services where %s for update".formatted(IS_ROW))) {
      query.setString(1, keys.get(0));
      query.setString(2, keys.get(1));
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }
}
