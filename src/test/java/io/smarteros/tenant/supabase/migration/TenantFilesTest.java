package io.smarteros.tenant.supabase.migration;

import static io.smarteros.tenant.supabase.migration.TwoTenants.ALICES;
import static io.smarteros.tenant.supabase.migration.TwoTenants.CLERKS;
import static io.smarteros.tenant.supabase.migration.TwoTenants.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.ApiCaller;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The folders of tenants in Supabase Storage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantFilesTest {
  private TwoTenants project;

  @BeforeAll
  void start() {
    project = new TwoTenants();
    project.tables.run(
        """
        insert into storage.buckets (id, name)
        values ('logos', 'logos'), ('uploads', 'uploads'), ('invoices', 'invoices')
        """);
  }

  @BeforeEach
  void startOver() {
    project.tables.run("update tenants set status = 'active'");
    project.tables.run("delete from tenant_members");
    project.tables.run("delete from storage.objects");
    project.tables.run(
        "insert into storage.objects (bucket_id, name) values ('logos', ?), ('logos', ?)",
        ALICES + "/logo.png",
        CLERKS + "/logo.png");
  }

  @AfterAll
  void stop() {
    project.close();
  }

  @Test
  void each_owner_sees_the_folder_of_his_tenant_whoever_signed_him_in() throws SQLException {
    assertThat(files(project.alice)).containsExactly(ALICES + "/logo.png");
    assertThat(files(project.clerk)).containsExactly(CLERKS + "/logo.png");
    assertThat(files(project.bob)).isEmpty();
    assertThat(files(project.namesake)).isEmpty();
    assertThat(files(ApiCaller.anon(project.database))).isEmpty();
  }

  @Test
  void an_owner_writes_into_his_folder() throws SQLException {
    project.alice.call(insert("uploads", ALICES + "/a/b.pdf"));
    assertThat(project.alice.call(update(ALICES))).containsExactly(ALICES + "/new.png");
    assertThat(project.alice.call("delete from storage.objects returning 1")).hasSize(2);

    project.clerk.call(insert("logos", CLERKS + "/b.png"));
  }

  @ParameterizedTest
  @CsvSource({
    "uploads, 22222222-2222-4222-8222-222222222222/a.pdf",
    "uploads, a.pdf",
    "uploads, 11111111-1111-4111-8111-111111111111",
    "invoices, 11111111-1111-4111-8111-111111111111/a.pdf"
  })
  void an_owner_writes_nowhere_else(String bucket, String name) {
    assertRefused("42501", () -> project.alice.call(insert(bucket, name)));
  }

  @Test
  void a_file_cannot_be_moved_into_the_folder_of_another() {
    assertRefused(
        "42501",
        () ->
            project.alice.call("update storage.objects set name = '%s/new.png'".formatted(CLERKS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "deleted"})
  void without_an_active_tenant_files_are_only_read(String status) throws SQLException {
    project.tables.run("update tenants set status = ? where slug = 'acme'", status);

    assertThat(files(project.alice)).hasSize(1);
    assertRefused("42501", () -> project.alice.call(insert("uploads", ALICES + "/a.pdf")));
    assertThat(project.alice.call(update(ALICES))).isEmpty();
    assertThat(project.alice.call("delete from storage.objects returning 1")).isEmpty();

    project.tables.run("delete from tenants where slug = 'acme' and status = 'deleted'");
    project.tables.run(
        """
        insert into tenants (id, name, slug, owner_id)
        values (?::uuid, 'Acme', 'acme', ?) on conflict do nothing
        """,
        ALICES,
        project.aliceId);
  }

  @ParameterizedTest
  @CsvSource({"viewer, false", "admin, true", "owner, true"})
  void members_read_and_from_admin_on_write(String role, boolean writes) throws SQLException {
    project.tables.run(
        "insert into tenant_members (tenant_id, user_id, role) values (?::uuid, ?, ?)",
        ALICES,
        project.bobId,
        role);

    assertThat(files(project.bob)).containsExactly(ALICES + "/logo.png");
    if (writes) {
      project.bob.call(insert("uploads", ALICES + "/a.pdf"));
    } else {
      assertRefused("42501", () -> project.bob.call(insert("uploads", ALICES + "/a.pdf")));
    }
  }

  private static List<String> files(ApiCaller caller) throws SQLException {
    return caller.call("select name from storage.objects order by name");
  }

  private static String insert(String bucket, String name) {
    return "insert into storage.objects (bucket_id, name) values ('%s', '%s')"
        .formatted(bucket, name);
  }

  private static String update(String tenant) {
    return "update storage.objects set name = '%s/new.png' where name = '%s/logo.png' returning name"
        .formatted(tenant, tenant);
  }
}
