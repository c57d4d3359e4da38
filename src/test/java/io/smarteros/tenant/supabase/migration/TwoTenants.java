package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.supabase.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A migrated project in which Alice has a tenant, and somebody whom Clerk signed in has another.
 */
final class TwoTenants implements AutoCloseable {
  static final String ALICES = "11111111-1111-4111-8111-111111111111";
  static final String CLERKS = "22222222-2222-4222-8222-222222222222";
  static final String CLERK = "https://clerk.example";

  final Tables tables = Tables.start(Schema.HARDENED);
  final SupabaseDatabase database = tables.database();
  final UUID aliceId = tables.addUser("alice@example.com", UserState.CONFIRMED);
  final UUID bobId = tables.addUser("bob@example.com", UserState.CONFIRMED);
  final ApiCaller alice = ApiCaller.user(database, aliceId);
  final ApiCaller bob = ApiCaller.user(database, bobId);
  final ApiCaller clerk = ApiCaller.subject(database, CLERK, "user_2a");

  /** The same subject, as another issuer that the project trusts calls it. */
  final ApiCaller namesake = ApiCaller.subject(database, "https://other.example", "user_2a");

  final ApiCaller service = ApiCaller.service(database);

  TwoTenants() {
    tables.run(
        "insert into tenants (id, name, slug, owner_id) values (?::uuid, 'Acme', 'acme', ?)",
        ALICES,
        aliceId);
    tables.run(
        """
        insert into tenants (id, name, slug, owner_subject, owner_issuer)
        values (?::uuid, 'Globex', 'globex', 'user_2a', ?)
        """,
        CLERKS,
        CLERK);
  }

  /** Returns how many rows it wrote. */
  int asOperator(String sql) throws SQLException {
    try (Connection connection = database.connect(database.operator());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return Math.max(statement.getUpdateCount(), 0);
    }
  }

  static void assertRefused(String state, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo(state));
  }

  @Override
  public void close() {
    database.close();
  }
}
