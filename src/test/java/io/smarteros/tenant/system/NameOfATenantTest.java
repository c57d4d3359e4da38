package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a customer is called, on its way to where others read it. */
@SharedPlatformTest
final class NameOfATenantTest {
  private static final String TENANT = "odd-name";

  /** What a shell, a template, SQL, HTML or a file of options would take for its own. */
  private static final String NAME =
      "🚀 \"Ακμή\" & <b>Söhne</b>'; drop table tenants; -- \\ $(HOME) %s {{x}} # [options] "
          + "x".repeat(100);

  private static final JsonMapper JSON = new JsonMapper();

  private final Platform platform;
  private final Scene scene;

  NameOfATenantTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void whatever_its_characters_are_it_reaches_rows_and_applications_as_it_is()
      throws JsonProcessingException, SQLException {
    scene.tenantClass("naming", "podSecurity: baseline");
    scene.owns(TENANT);
    platform.applyTenant(
        TENANT,
        """
        className: naming
        displayName: %s
        adminEmail: it@odd-name.example
        services: {n8n: {}, botpress: {}, chatwoot: {}, odoo: {}}
        """
            .formatted(JSON.writeValueAsString(NAME)));
    platform.awaitReady(TENANT);

    assertThat(nameInRow()).isEqualTo(NAME);
    assertThat(platform.applications().chatwoot().accounts(namespace(TENANT)).values())
        .containsExactly(NAME);
    assertThat(JSON.readTree(scene.secret(TENANT, "odoo").get("wanted.json")).path("company"))
        .hasToString(JSON.writeValueAsString(NAME));
  }

  private String nameInRow() throws SQLException {
    try (Connection connection = platform.database().connect(platform.database().superuser());
        PreparedStatement query =
            connection.prepareStatement("select name from tenants where slug = ?")) {
      query.setString(1, TENANT);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
