package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Hints on the channel {@code tenant_changes}: which tenants to read again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantChangesTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final String LAST = "the last one";

  private TwoTenants project;
  private Connection listener;

  @BeforeAll
  void start() {
    project = new TwoTenants();
  }

  @BeforeEach
  void listen() throws SQLException {
    listener = project.database.connect(project.database.operator());
    try (Statement statement = listener.createStatement()) {
      statement.execute("listen tenant_changes");
    }
  }

  @AfterEach
  void hangUp() throws SQLException {
    listener.close();
  }

  @AfterAll
  void stop() {
    project.close();
  }

  @Test
  void a_transaction_gives_one_hint_for_each_tenant_that_it_changed() throws SQLException {
    project.asOperator(
        """
        begin;
        update tenants set name = 'A2' where slug = 'acme';
        update tenants set name = 'A3' where slug = 'acme';
        insert into tenant_services (tenant_id, service_name) values ('%s', 'n8n');
        update tenants set domain = 'globex.example' where slug = 'globex';
        commit
        """
            .formatted(TwoTenants.ALICES));

    assertThat(hints()).containsExactly(TwoTenants.ALICES, TwoTenants.CLERKS);
  }

  @Test
  void what_changes_nothing_or_is_rolled_back_gives_none() throws SQLException {
    project.asOperator("update tenants set name = name, updated_at = now()");
    project.asOperator("begin; update tenants set name = 'no'; rollback");

    assertThat(hints()).isEmpty();
  }

  @Test
  void a_service_that_changes_or_goes_is_a_change_of_its_tenant() throws SQLException {
    String service =
        "(select id from tenant_services where service_name = 'odoo' order by id limit 1)";
    project.asOperator(
        "insert into tenant_services (tenant_id, service_name) values ('%s', 'odoo')"
            .formatted(TwoTenants.ALICES));
    assertThat(hints()).containsExactly(TwoTenants.ALICES);

    project.asOperator(
        "update tenant_services set tenant_id = '%s' where id = %s"
            .formatted(TwoTenants.CLERKS, service));
    assertThat(hints()).as("both").containsExactly(TwoTenants.ALICES, TwoTenants.CLERKS);

    project.asOperator("delete from tenant_services where id = " + service);
    assertThat(hints()).containsExactly(TwoTenants.CLERKS);
  }

  @Test
  void a_tenant_that_comes_or_goes_is_one_too() throws SQLException {
    String id = UUID.randomUUID().toString();
    project.asOperator(
        "insert into tenants (id, name, slug, status) values ('%s', 'X', 'x', 'deleted')"
            .formatted(id));
    assertThat(hints()).containsExactly(id);

    project.asOperator("delete from tenants where slug = 'x'");
    assertThat(hints()).containsExactly(id);
  }

  /** What came until now. */
  private List<String> hints() throws SQLException {
    project.asOperator("select pg_notify('tenant_changes', '%s')".formatted(LAST));
    List<String> hints = new ArrayList<>();
    while (true) {
      PGNotification[] came =
          listener.unwrap(PGConnection.class).getNotifications((int) BOUND.toMillis());
      assertThat(came).as("notifications within %s", BOUND).isNotEmpty();
      for (PGNotification each : came) {
        if (each.getParameter().equals(LAST)) {
          return hints;
        }
        hints.add(each.getParameter());
      }
    }
  }
}
