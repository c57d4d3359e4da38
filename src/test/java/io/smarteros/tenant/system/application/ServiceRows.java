package io.smarteros.tenant.system.application;

import io.smarteros.tenant.testkit.platform.Platform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What stands in Supabase of a tenant's services. */
record ServiceRows(Platform platform) {
  private static final String SERVICE_IDS =
      """
      select s.service_id
        from tenant_services s
        join tenants t on t.id = s.tenant_id
       where t.slug = ?""";

  /** Of all its services: the ids by which the applications know the tenant. */
  List<String> serviceIds(String tenant) {
    List<String> ids = new ArrayList<>();
    try (Connection connection = platform.database().connect(platform.database().superuser());
        PreparedStatement query = connection.prepareStatement(SERVICE_IDS)) {
      query.setString(1, tenant);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw new AssertionError(SERVICE_IDS, e);
    }
  }
}
