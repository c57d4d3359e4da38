package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.record.VolumeRecord;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What of a placement follows the class, and from when on it no longer does. */
final class PlacementsTest {
  private static final String WRONG_PORT =
      """
      baseDomain: tenants.example.com
      storageClassName: slow
      database: {host: db.example.com, port: 5433, adminSecret: admin}
      """;
  private static final String RIGHT_PORT =
      """
      baseDomain: tenants.example.com
      storageClassName: fast
      database: {host: db.example.com, port: 5432, adminSecret: other-admin}
      """;

  @Test
  void another_port_and_storage_class_count_while_nothing_was_made_there() {
    Placement placement = corrected(service -> service);

    assertThat(placement.databaseServer())
        .map(Placement.Server::address)
        .contains("db.example.com:5432");
    assertThat(placement.storageClassName()).contains("fast");
  }

  @Test
  void a_planned_database_keeps_the_server_and_leaves_the_storage_class_open() {
    Placement placement =
        corrected(
            service ->
                service.withDatabase(
                    DatabaseRecord.plan("db.example.com:5433", "t_acme_n8n", "incarnation-1")));

    assertThat(placement.databaseServer())
        .map(Placement.Server::address)
        .contains("db.example.com:5433");
    assertThat(placement.storageClassName()).contains("fast");
  }

  @Test
  void a_planned_volume_keeps_the_storage_class_and_leaves_the_server_open() {
    Placement placement =
        corrected(
            service -> service.withVolume("n8n-data", new VolumeRecord("5Gi", Stage.PLANNED)));

    assertThat(placement.storageClassName()).contains("slow");
    assertThat(placement.databaseServer())
        .map(Placement.Server::address)
        .contains("db.example.com:5432");
  }

  @Test
  void the_administrators_secret_follows_the_class_at_any_time() {
    TenantRecord record =
        record(
            RIGHT_PORT,
            service ->
                service.withDatabase(
                    DatabaseRecord.plan("db.example.com:5432", "t_acme_n8n", "incarnation-1")
                        .made()));

    Placement placement =
        Placements.refreshed(
            record,
            tenantClass("standard", RIGHT_PORT.replace("other-admin", "third-admin")).getSpec());

    assertThat(placement.databaseServer())
        .map(Placement.Server::adminSecret)
        .contains("third-admin");
  }

  /** The class was wrong at first contact and is right now. */
  private static Placement corrected(UnaryOperator<ServiceRecord> since) {
    return Placements.refreshed(
        record(WRONG_PORT, since), tenantClass("standard", RIGHT_PORT).getSpec());
  }

  private static TenantRecord record(String classSpec, UnaryOperator<ServiceRecord> since) {
    Placement first =
        Placements.first(tenant("acme", "displayName: Acme"), tenantClass("standard", classSpec));
    return TenantRecord.begin("acme-uid", first).withService(ServiceName.N8N, since);
  }
}
