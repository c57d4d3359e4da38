package io.smarteros.tenant.supabase.migration;

import static io.smarteros.tenant.supabase.migration.TwoTenants.ALICES;
import static io.smarteros.tenant.supabase.migration.TwoTenants.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.ApiCaller;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantLoginTest {
  private static final String READ = "select public.tenant_login('%s', 'n8n')".formatted(ALICES);
  private static final String NOT_THERE = "PT404";
  private static final String OFF = "0A000";

  private TwoTenants project;

  @BeforeAll
  void start() {
    project = new TwoTenants();
  }

  @BeforeEach
  void startOver() {
    project.tables.run("update tenant_ops.settings set logins_enabled = true");
    project.tables.run("delete from tenant_ops.login_offers");
    project.tables.run("delete from tenant_ops.login_audit");
    project.tables.run("delete from tenant_members");
  }

  @AfterAll
  void stop() {
    project.close();
  }

  @Test
  void its_owner_reads_it_once_and_it_is_gone() throws SQLException {
    offer("s3cret");

    assertThat(project.alice.call(READ)).containsExactly("s3cret");

    assertRefused(NOT_THERE, () -> project.alice.call(READ));
    assertThat(vault()).isEmpty();
    assertThat(
            project.tables.ask(
                "select service, what, subject from tenant_ops.login_audit order by id"))
        .containsExactly("n8n|offered|tenant_operator", "n8n|read|" + project.aliceId);
  }

  @Test
  void of_two_who_read_it_at_once_one_gets_it() throws SQLException {
    offer("s3cret");

    assertRefused(
        NOT_THERE, AtOnce.of(project.tables, project.alice, READ, () -> project.alice.call(READ)));

    assertThat(project.tables.ask("select what from tenant_ops.login_audit where what = 'read'"))
        .hasSize(1);
  }

  @Test
  void others_do_not_learn_that_there_is_one() throws SQLException {
    offer("s3cret");
    project.tables.run(
        "insert into tenant_members (tenant_id, user_id, role) values (?::uuid, ?, 'admin')",
        ALICES,
        project.bobId);

    assertRefused(NOT_THERE, () -> project.bob.call(READ));
    assertRefused(NOT_THERE, () -> project.clerk.call(READ));
    assertRefused("42501", () -> ApiCaller.anon(project.database).call(READ));
    assertRefused("42501", () -> project.service.call(READ));
    assertThat(project.alice.call(READ)).containsExactly("s3cret");
  }

  @Test
  void a_member_who_is_an_owner_reads_it() throws SQLException {
    offer("s3cret");
    project.tables.run(
        "insert into tenant_members (tenant_id, user_id, role) values (?::uuid, ?, 'owner')",
        ALICES,
        project.bobId);

    assertThat(project.bob.call(READ)).containsExactly("s3cret");
  }

  @Test
  void a_newer_offer_replaces_the_one_before() throws SQLException {
    offer("first");
    offer("second");

    assertThat(vault()).hasSize(1);
    assertThat(project.alice.call(READ)).containsExactly("second");
  }

  @Test
  void it_is_off_until_somebody_switches_it_on() throws SQLException {
    offer("s3cret");
    project.tables.run("update tenant_ops.settings set logins_enabled = default");

    assertRefused(OFF, () -> offer("other"));
    assertRefused(NOT_THERE, () -> project.alice.call(READ));
  }

  @Test
  void without_a_vault_nothing_is_offered() {
    project.tables.run("alter schema vault rename to elsewhere");
    try {
      assertRefused(OFF, () -> offer("s3cret"));
      assertThat(project.tables.ask("select * from tenant_ops.login_offers")).isEmpty();
    } finally {
      project.tables.run("alter schema elsewhere rename to vault");
    }
  }

  @Test
  void only_the_operator_offers_one() {
    String offer = "select tenant_ops.offer_login('%s', 'n8n', 'x')".formatted(ALICES);

    assertRefused("42501", () -> project.alice.call(offer));
    assertRefused("42501", () -> project.service.call(offer));
  }

  @Test
  void the_operator_cannot_read_what_it_offered() {
    assertRefused("42501", () -> project.asOperator("select * from vault.decrypted_secrets"));
    assertRefused("42501", () -> project.asOperator("select * from tenant_ops.login_offers"));
    assertRefused(
        "42501",
        () -> project.asOperator("select tenant_ops.login('%s', 'n8n')".formatted(ALICES)));
  }

  @Test
  void what_nobody_read_goes_with_the_tenant() throws SQLException {
    String id = UUID.randomUUID().toString();
    project.tables.run("insert into tenants (id, name, slug) values (?::uuid, 'Gone', 'gone')", id);
    project.asOperator("select tenant_ops.offer_login('%s', 'n8n', 'x')".formatted(id));

    project.tables.run("update tenants set status = 'deleted' where slug = 'gone'");
    project.tables.run("delete from tenants where slug = 'gone'");

    assertThat(vault()).isEmpty();
  }

  private void offer(String secret) throws SQLException {
    project.asOperator(
        "select tenant_ops.offer_login('%s', 'n8n', '%s')".formatted(ALICES, secret));
  }

  private List<String> vault() {
    return project.tables.ask("select name from vault.secrets");
  }
}
