package io.smarteros.tenant.local.n8n;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.local.database.PostgresServer;
import io.smarteros.tenant.local.process.FreePort;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class N8nPostgresLoginTest {
  private static final PostgresServer POSTGRES = new PostgresServer(FreePort.pick());

  private final N8nPostgresLogin login = new N8nPostgresLogin();

  @BeforeAll
  static void start() throws SQLException {
    POSTGRES.start("postgres");
    run("create role acme_n8n login password 'secret'");
  }

  @AfterAll
  static void stop() {
    POSTGRES.close();
  }

  @Test
  void a_database_that_was_made_again_is_another_one() throws SQLException {
    run("create database again owner acme_n8n");
    String before = login.identityOf(environment("again", "acme_n8n"));
    assertThat(login.identityOf(environment("again", "acme_n8n"))).isEqualTo(before);

    run("drop database again");
    run("create database again owner acme_n8n");

    assertThat(login.identityOf(environment("again", "acme_n8n"))).isNotEqualTo(before);
  }

  @Test
  void a_missing_database_or_role_is_refused() {
    assertThatThrownBy(() -> login.identityOf(environment("nowhere", "acme_n8n")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("\"nowhere\" does not exist");
    assertThatThrownBy(() -> login.identityOf(environment("postgres", "nobody")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("nobody");
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(POSTGRES.port()),
                "postgres",
                "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Map<String, String> environment(String database, String user) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DB_POSTGRESDB_HOST", "127.0.0.1");
    environment.put("DB_POSTGRESDB_PORT", String.valueOf(POSTGRES.port()));
    environment.put("DB_POSTGRESDB_DATABASE", database);
    environment.put("DB_POSTGRESDB_USER", user);
    environment.put("DB_POSTGRESDB_PASSWORD", "secret");
    return environment;
  }
}
