package io.smarteros.tenant.supabase.migration;

import static io.smarteros.tenant.supabase.migration.TwoTenants.ALICES;
import static io.smarteros.tenant.supabase.migration.TwoTenants.CLERK;
import static io.smarteros.tenant.supabase.migration.TwoTenants.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.ApiCaller;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantMembersTableTest {
  private TwoTenants project;

  @BeforeAll
  void start() throws SQLException {
    project = new TwoTenants();
    project.tables.run(
        "insert into tenant_services (tenant_id, service_name) values (?::uuid, 'n8n')", ALICES);
    project.asOperator(
        "insert into tenant_status (tenant_id, service, state) values ('%s', 'n8n', 'ready')"
            .formatted(ALICES));
  }

  @AfterEach
  void nobodyIsAMember() {
    project.tables.run("delete from tenant_members");
  }

  @AfterAll
  void stop() {
    project.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"owner", "admin", "viewer"})
  void a_member_sees_the_tenant_its_services_and_its_state(String role) throws SQLException {
    assertThat(project.bob.call("select slug from tenants")).isEmpty();

    addBob(role);

    assertThat(project.bob.call("select slug from tenants")).containsExactly("acme");
    assertThat(project.bob.call("select service_name from tenant_services")).containsExactly("n8n");
    assertThat(project.bob.call("select state from tenant_status")).containsExactly("ready");
    assertThat(project.bob.call("select role from tenant_members")).containsExactly(role);
    assertThat(project.alice.call("select role from tenant_members")).containsExactly(role);
    assertThat(project.clerk.call("select role from tenant_members")).isEmpty();
  }

  @Test
  void a_member_of_another_issuer_is_no_namesake_of_it() throws SQLException {
    project.service.call(
        "insert into tenant_members (tenant_id, subject, issuer, role) values ('%s', 'user_2a', '%s', 'viewer')"
            .formatted(ALICES, CLERK));

    assertThat(project.clerk.call("select slug from tenants order by slug"))
        .containsExactly("acme", "globex");
    assertThat(project.namesake.call("select slug from tenants")).isEmpty();
  }

  @Test
  void nobody_makes_himself_a_member() {
    String insert =
        "insert into tenant_members (tenant_id, user_id, role) values ('%s', '%s', 'owner')"
            .formatted(ALICES, project.bobId);
    assertRefused("42501", () -> project.bob.call(insert));
    assertRefused("42501", () -> project.alice.call(insert));
    assertRefused("42501", () -> project.asOperator(insert));
    assertRefused(
        "42501", () -> ApiCaller.anon(project.database).call("select * from tenant_members"));
  }

  @Test
  void a_person_is_a_member_once() throws SQLException {
    addBob("viewer");

    assertRefused("23505", () -> addBob("admin"));
  }

  @Test
  void a_member_has_one_identity() {
    assertRefused(
        "23514",
        () ->
            project.service.call(
                "insert into tenant_members (tenant_id, role) values ('%s', 'viewer')"
                    .formatted(ALICES)));
  }

  private void addBob(String role) throws SQLException {
    project.service.call(
        "insert into tenant_members (tenant_id, user_id, role) values ('%s', '%s', '%s')"
            .formatted(ALICES, project.bobId, role));
  }
}
