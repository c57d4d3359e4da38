package io.smarteros.tenant.supabase.web;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs the tests of {@code src/test/javascript} on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaScriptTest {
  private NodePackage node;
  private SupabaseDatabase database;

  @BeforeAll
  void start() {
    node = NodePackage.prepare();
    database = SupabaseDatabase.start(Schema.HARDENED);
  }

  @AfterAll
  void stop() {
    if (database != null) {
      database.close();
      node.close();
    }
  }

  @Test
  void the_edge_function_hands_requests_on_as_their_user() {
    node.test("provision-tenant.test", environment());
  }

  /**
   * With {@code -Dgenerate=true} the page that it shows becomes the screenshot in the documents.
   */
  @Test
  void the_sample_page_shows_how_a_tenant_comes_up() {
    Map<String, String> environment = new HashMap<>(environment());
    if (Boolean.getBoolean("generate")) {
      environment.put("SCREENSHOT", Path.of("docs/status-page.png").toAbsolutePath().toString());
    }
    node.test("status-page.test", environment);
  }

  @Test
  void the_examples_of_the_contract_work() {
    node.test("contract-examples.test", environment());
  }

  private Map<String, String> environment() {
    return Map.of("DATABASE_URL", url(database.superuser()));
  }

  private String url(Login login) {
    return "postgresql://%s:%s@127.0.0.1:%d/postgres"
        .formatted(login.user(), login.password(), database.port());
  }
}
