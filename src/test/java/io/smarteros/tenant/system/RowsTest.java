package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rows in Supabase, by what a person sees of them. */
@SharedPlatformTest
final class RowsTest {
  private static final String N8N =
      """
      displayName: Initech
      adminEmail: it@initech.example
      owner: {email: bill@initech.example}
      rowMetadata: {plan: gold}
      services: {n8n: {}}
      """;

  private final Platform platform;

  RowsTest(Platform platform) {
    this.platform = platform;
  }

  @Test
  void the_rows_follow_the_tenant_from_its_first_day_to_its_last() throws SQLException {
    UUID owner = platform.database().addUser("bill@initech.example", UserState.CONFIRMED);
    platform.applyTenant("initech", N8N);
    Tenant ready = platform.awaitReady("initech");

    assertThat(row("initech")).isEqualTo("Initech active " + owner + " {\"plan\": \"gold\"}");
    assertThat(ready.getStatus().tenantId())
        .isEqualTo(text("select id from tenants where slug = 'initech'"));

    platform.kubectl("delete", "tenant", "initech", "--timeout=120s");

    assertThat(row("initech")).startsWith("Initech suspended");
  }

  @Test
  void a_foreign_edit_of_a_name_is_put_back_and_told() throws SQLException {
    platform.applyTenant("umbrella", N8N.replace("Initech", "Umbrella").replace("bill@", "al@"));
    platform.awaitReady("umbrella");

    execute(
        "update tenants set name = 'Hacked', metadata = '{\"theme\": \"dark\"}' where slug = 'umbrella'");

    Await.until(
        "the name in the row to be put back",
        Platform.PATIENCE,
        () -> row("umbrella").startsWith("Umbrella active"));
    assertThat(row("umbrella"))
        .as("keys that the spec does not have belong to others")
        .contains("\"theme\": \"dark\"", "\"plan\": \"gold\"");
    Await.until(
        "an Event that tells of it",
        Platform.PATIENCE,
        () ->
            platform
                .kubectl(
                    "get",
                    "events.v1.events.k8s.io",
                    "--namespace=default",
                    "--field-selector=reason=RowRestored,regarding.name=umbrella",
                    "--output=name")
                .contains("umbrella"));
    platform.deleteTenant("umbrella");
  }

  @Test
  void a_suspension_in_the_row_holds_until_the_row_or_the_answer_lifts_it() throws SQLException {
    platform.applyTenant("hooli", N8N.replace("Initech", "Hooli").replace("bill@", "gavin@"));
    platform.awaitReady("hooli");

    execute("update tenants set status = 'suspended' where slug = 'hooli'");
    Tenant suspended = platform.awaitReason("hooli", "Ready", "SuspendedInDatabase");

    assertThat(suspended.getStatus().servicesReady()).isEqualTo("0/1");
    platform.answer("hooli", suspended.getStatus().decisions().getFirst());
    platform.awaitReady("hooli");
    assertThat(row("hooli")).startsWith("Hooli active");
    platform.deleteTenant("hooli");
  }

  private String row(String slug) {
    return text(
        "select concat_ws(' ', name, status, owner_id, metadata) from tenants where slug = '%s'"
            .formatted(slug));
  }

  private String text(String query) {
    try (Connection connection = platform.database().connect(platform.database().superuser());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getString(1) : "no row";
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  private void execute(String change) throws SQLException {
    try (Connection connection = platform.database().connect(platform.database().superuser());
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(change)).as(change).isEqualTo(1);
    }
  }
}
