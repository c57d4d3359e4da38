package io.smarteros.tenant.supabase.web;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
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

  private Map<String, String> environment() {
    return Map.of("DATABASE_URL", url(database.superuser()));
  }

  private String url(Login login) {
    return "postgresql://%s:%s@127.0.0.1:%d/postgres"
        .formatted(login.user(), login.password(), database.port());
  }
}
