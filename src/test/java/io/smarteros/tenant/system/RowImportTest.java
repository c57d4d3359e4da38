package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantSource;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.cluster.KubectlResult;
import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A customer signs up, and everything else follows. */
@PlatformTest
final class RowImportTest {
  private final Platform platform;

  RowImportTest(Platform platform) {
    this.platform = platform;
  }

  @Test
  void a_user_who_asks_for_a_tenant_has_one_until_the_row_is_deleted() {
    platform.whileStopped(
        () -> {
          try (OperatorProcess importing =
              platform.anotherOperator(
                  Map.of("ROW_IMPORT", "enabled", "ROW_IMPORT_SERVICES", "n8n"))) {
            importing.start();
            importing.awaitReady();
            fromSignUpToDeletion();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void fromSignUpToDeletion() throws SQLException {
    UUID charlie = platform.database().addUser("charlie@wonka.example", UserState.CONFIRMED);
    String row =
        ApiCaller.user(platform.database(), charlie)
            .call("select public.request_tenant('Wonka', 'wonka')")
            .getFirst();

    Await.until(
        "the Tenant to be made", Platform.PATIENCE, () -> platform.find("wonka").isPresent());
    Tenant ready = platform.awaitReady("wonka");
    assertThat(ready.getSpec().source()).isEqualTo(TenantSource.DATABASE);
    assertThat(ready.getSpec().rowId()).isEqualTo(row);
    assertThat(ready.getSpec().owner()).isEqualTo(new Owner(null, charlie.toString(), null));
    assertThat(ready.getSpec().administrator()).contains("charlie@wonka.example");
    assertThat(ready.getSpec().services().inSpec()).containsOnlyKeys(ServiceName.N8N);
    assertThat(ready.getStatus().tenantId()).isEqualTo(row);

    aSecondRowOfTheOwnerWaits(charlie);

    execute("update tenants set name = 'Wonka Ltd.' where slug = 'wonka'");
    platform.await(
        "wonka", "its new name", tenant -> tenant.getSpec().displayName().equals("Wonka Ltd."));
    theOperatorWritesNothingElseOfIt();

    execute("update tenants set status = 'suspended' where slug = 'wonka'");
    platform.awaitReason("wonka", "Ready", "SuspendedInDatabase");
    execute("update tenants set status = 'active' where slug = 'wonka'");
    platform.awaitReady("wonka");

    execute("update tenants set status = 'deleted' where slug = 'wonka'");
    Await.until("the Tenant to be gone", Platform.PATIENCE, () -> platform.find("wonka").isEmpty());
    assertThat(
            ApiCaller.service(platform.database())
                .call("select status from tenants where slug = 'wonka'"))
        .containsExactly("deleted");
  }

  private void aSecondRowOfTheOwnerWaits(UUID owner) throws SQLException {
    ApiCaller.service(platform.database())
        .call(
            "insert into tenants (name, slug, owner_id) values ('Wonka', 'wonka-two', '%s')"
                .formatted(owner));
    Await.until(
        "its owner to be told why it waits",
        Platform.PATIENCE,
        () -> messages(owner).contains("You have as many as you can have."));
    assertThat(platform.find("wonka-two")).isEmpty();
    execute("update tenants set status = 'deleted' where slug = 'wonka-two'");
    execute("delete from tenants where slug = 'wonka-two'");
  }

  private String messages(UUID owner) {
    try {
      return ApiCaller.user(platform.database(), owner)
          .call("select message from tenant_status")
          .toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void theOperatorWritesNothingElseOfIt() {
    assertThat(patch("{\"spec\": {\"suspended\": true}}").stderr())
        .contains("the operator never writes the spec");
    assertThat(patch("{\"spec\": {\"services\": {\"n8n\": {\"enabled\": false}}}}").stderr())
        .contains("the operator never writes the spec");
    assertThat(patch("{\"spec\": {\"services\": {\"odoo\": {}}}}").stderr()).isEmpty();
    assertThat(
            platform
                .cluster()
                .kubectlWithInput(
                    OperatorChart.user(),
                    """
                    apiVersion: smarteros.io/v1alpha1
                    kind: Tenant
                    metadata: {name: forged}
                    spec: {displayName: Forged}
                    """,
                    "create",
                    "--dry-run=server",
                    "--filename=-")
                .stderr())
        .contains("creates and deletes no Tenants but those that it makes of rows");
  }

  private KubectlResult patch(String patch) {
    return platform
        .cluster()
        .kubectl(
            OperatorChart.user(),
            "patch",
            "tenant",
            "wonka",
            "--type=merge",
            "--dry-run=server",
            "--patch=" + patch);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = platform.database().connect(platform.database().superuser());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
