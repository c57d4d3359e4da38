package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What is secret stands in Secrets and nowhere else. */
@PlatformTest
@TestInstance(Lifecycle.PER_CLASS)
final class SecretsStayInSecretsTest {
  private static final String PLANTED = "planted-4fT9vQ2xLw7mKe";
  private static final String WRONG_PASSWORD = "wrong-R8yUzB3nHc6pJd";

  private final Platform platform;
  private Map<String, String> secrets = Map.of();

  SecretsStayInSecretsTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeAll
  void tenants_that_do_well_and_badly() {
    platform.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: wrong-admin
          namespace: smarteros-system
          labels: {smarteros.io/class-secret: "true"}
        type: kubernetes.io/basic-auth
        stringData: {username: tenant_admin, password: %s}
        """
            .formatted(WRONG_PASSWORD));
    platform.apply(
        Platform.standardClass(platform.database().port())
            .replace("  name: standard\n", "  name: wrong\n")
            .replace("\"true\"", "\"false\"")
            .replace("postgres-admin", "wrong-admin"));
    platform.applyTenant(
        "discreet",
        """
        displayName: Discreet
        adminEmail: it@discreet.example
        rowMetadata: {plan: gold}
        services:
          n8n:
            env: [{name: N8N_SMTP_PASS, secretRef: {name: smtp, key: password}}]
        """);
    platform.applyTenant(
        "discreet-wrong",
        """
        displayName: Discreet
        className: wrong
        adminEmail: it@discreet.example
        services: {n8n: {}}
        """);
    platform.awaitReason("discreet", "N8nReady", "TenantSecretNotFound");
    platform.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: smtp
          namespace: tenant-discreet
          labels: {smarteros.io/env: "true"}
        stringData: {password: %s}
        """
            .formatted(PLANTED));
    platform.lookAgain("discreet");
    platform.awaitReady("discreet");
    platform.awaitReason("discreet-wrong", "N8nReady", "DatabaseUnreachable");
    secrets = secrets();
  }

  @AfterAll
  void delete_tenants() {
    platform.deleteTenant("discreet");
    platform.deleteTenant("discreet-wrong");
    platform.kubectl("delete", "tenantclass", "wrong", "--wait=false");
  }

  @Test
  void none_is_in_another_object_of_the_cluster() {
    String kinds =
        Arrays.stream(
                platform.kubectl("api-resources", "--verbs=list", "--output=name").split("\\s+"))
            .filter(kind -> !kind.equals("secrets"))
            .collect(Collectors.joining(","));
    String objects =
        platform.kubectl(
            "get", kinds, "--all-namespaces", "--output=yaml", "--show-managed-fields");

    assertThat(objects).contains("discreet", "kind: Event", "kind: Tenant");
    assertThat(foundIn(objects)).isEmpty();
  }

  @Test
  void none_is_in_the_operators_log() {
    assertThat(platform.operator().log()).contains("[discreet]");
    assertThat(foundIn(platform.operator().log())).isEmpty();
  }

  @Test
  void none_is_in_the_metrics() {
    assertThat(platform.operator().metrics()).contains("tenant_operator_");
    assertThat(foundIn(platform.operator().metrics())).isEmpty();
  }

  @Test
  void none_is_in_the_rows() throws SQLException {
    assertThat(foundIn(rows())).isEmpty();
  }

  @Test
  void none_is_on_a_command_line() {
    String lines =
        ProcessHandle.allProcesses()
            .flatMap(process -> process.info().commandLine().stream())
            .collect(Collectors.joining("\n"));

    assertThat(foundIn(lines)).isEmpty();
  }

  /** Names of the secrets that stand in the text, as they are or as a Secret would have them. */
  private List<String> foundIn(String text) {
    List<String> found = new ArrayList<>();
    secrets.forEach(
        (name, value) -> {
          String base64 =
              Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
          if (text.contains(value) || text.contains(base64)) {
            found.add(name);
          }
        });
    return found;
  }

  private Map<String, String> secrets() {
    Map<String, String> known = new TreeMap<>();
    known.put("planted", PLANTED);
    known.put("wrong password", WRONG_PASSWORD);
    known.put("database administrator", platform.database().applications().password());
    known.put("Supabase", platform.database().operator().password());
    for (String tenant : List.of("discreet", "discreet-wrong")) {
      for (Map.Entry<String, JsonNode> secret :
          platform.records().read(tenant).at("/services/n8n/secrets").properties()) {
        known.put(tenant + " " + secret.getKey(), secret.getValue().asText());
      }
    }
    assertThat(known)
        .hasSizeGreaterThan(9)
        .allSatisfy((_, value) -> assertThat(value).hasSizeGreaterThan(15));
    return known;
  }

  /** All tables that are not PostgreSQL's own. */
  private String rows() throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection = platform.database().connect(platform.database().superuser());
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery(
              """
              select format('%I.%I', schemaname, tablename) from pg_tables
              where schemaname not in ('pg_catalog', 'information_schema')
              """)) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      assertThat(tables).contains("public.tenants", "public.tenant_services");
      for (String table : tables) {
        try (ResultSet rows =
            statement.executeQuery("select t::text from %s as t".formatted(table))) {
          while (rows.next()) {
            all.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return all.toString();
  }
}
