package io.smarteros.tenant.system.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import io.smarteros.tenant.testkit.Kstatus;
import io.smarteros.tenant.testkit.platform.OwnPlatformTest;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Whatever is wrong with Supabase, tenants come up, and their rows follow when they can. The
 * applications' databases are on another server.
 */
@OwnPlatformTest
@ResourceLock(OwnPlatformTest.ONE_AT_A_TIME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SupabaseTroubleTest {
  private static final String N8N = "services: {n8n: {}}";
  private static final String SUPABASE_SYNCED = "SupabaseSynced";

  private final Platform platform;
  private final Scene scene;
  private final SupabaseDatabase supabase = SupabaseDatabase.start(Schema.HARDENED);
  private final OperatorProcess operator;

  SupabaseTroubleTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.operator = operatorWith(supabase.operator().password());
  }

  @BeforeAll
  void another_operator_takes_over() {
    platform.operator().stop();
    operator.restart();
  }

  @AfterAll
  void end() {
    operator.close();
    supabase.close();
  }

  @Test
  void a_database_that_is_down_keeps_no_tenant_from_coming_up() {
    supabase.stop();
    try {
      scene.tenant("while-down", N8N);
      assertReadyBut("while-down", Reason.SUPABASE_UNREACHABLE);
    } finally {
      supabase.startAgain();
    }
    platform.awaitReason("while-down", SUPABASE_SYNCED, Reason.SYNCED.id());
    assertThat(row("while-down")).isEqualTo("active");
    assertThat(shown("while-down")).isEqualTo("ready");
  }

  @Test
  void a_table_for_pages_that_takes_nothing_keeps_no_tenant_from_coming_up() {
    administrator().run("revoke all on tenant_status from tenant_operator");
    try {
      scene.tenant("not-shown", N8N);
      assertReadyBut("not-shown", Reason.GRANT_MISSING);
      assertThat(row("not-shown")).isEqualTo("active");
    } finally {
      administrator()
          .run("grant select, insert, update, delete on tenant_status to tenant_operator");
    }
    platform.lookAgain("not-shown");
    platform.awaitReason("not-shown", SUPABASE_SYNCED, Reason.SYNCED.id());
    assertThat(shown("not-shown")).isEqualTo("ready");
  }

  /** A refused log-in is not repeated for minutes, since it would ban the address. */
  @Test
  void a_wrong_password_keeps_no_tenant_from_coming_up() {
    operator.stop();
    try (OperatorProcess mistaken = operatorWith("not-the-password")) {
      mistaken.restart();
      scene.tenant("mistaken", N8N);
      assertReadyBut("mistaken", Reason.SUPABASE_LOGIN_REFUSED);
    } finally {
      operator.restart();
    }
    platform.awaitReason("mistaken", SUPABASE_SYNCED, Reason.SYNCED.id());
    assertThat(row("mistaken")).isEqualTo("active");
  }

  /** Nothing else looks at the row: there is no poll while notifications come, and no resync. */
  @Test
  void an_edit_of_a_row_reaches_the_tenant_by_its_notification() {
    scene.tenant("told", N8N);
    platform.awaitReady("told");
    operator.stop();
    try (OperatorProcess patient =
        operatorWith(supabase.operator().password(), Map.of("RESYNC_INTERVAL", "1h"))) {
      patient.restart();
      Await.until(
          "the operator to listen",
          Platform.PATIENCE,
          () -> patient.metrics().contains("supabase_feed{state=\"listening\"} 1.0"));
      administrator().run("update tenants set status = 'suspended' where slug = 'told'");
      platform.awaitReason("told", "Ready", Reason.SUSPENDED_IN_DATABASE.id());

      administrator().run("update tenants set status = 'active' where slug = 'told'");
      platform.awaitReady("told");
    } finally {
      operator.restart();
    }
  }

  @Test
  void a_database_that_is_read_only_keeps_no_tenant_from_coming_up() {
    readOnly("on");
    try {
      scene.tenant("while-read-only", N8N);
      assertReadyBut("while-read-only", Reason.READ_ONLY);
    } finally {
      readOnly("off");
    }
    platform.awaitReason("while-read-only", SUPABASE_SYNCED, Reason.SYNCED.id());
    assertThat(row("while-read-only")).isEqualTo("active");
  }

  @Test
  void an_owner_whom_nobody_knows_keeps_no_tenant_from_being_ready() {
    scene.tenant("whose", "owner: {email: nobody@nowhere.example}", N8N);

    assertReadyBut("whose", Reason.OWNER_UNKNOWN);
  }

  @Test
  void a_slug_of_somebody_else_is_left_alone() {
    administrator().run("insert into tenants (name, slug) values ('Theirs', 'squatted')");
    scene.tenant("squatted", "owner: {email: other@nowhere.example}", N8N);

    assertReadyBut("squatted", Reason.SLUG_TAKEN);
    assertThat(text("select name from tenants where slug = 'squatted'")).isEqualTo("Theirs");
  }

  @Test
  void a_deletion_waits_for_the_row_until_a_person_gives_it_up() {
    scene.tenant("unreachable", N8N);
    platform.awaitReady("unreachable");
    supabase.stop();
    try {
      platform.kubectl("delete", "tenant", "unreachable", "--wait=false");
      Tenant blocked = platform.awaitReason("unreachable", "Stalled", Reason.DELETION_BLOCKED.id());
      assertThat(blocked.getStatus().condition("Stalled").orElseThrow().message())
          .contains("smarteros.io/abandon", "row");

      scene.annotate("unreachable", "abandon", "row");
      Await.until(
          "the Tenant to go", Platform.PATIENCE, () -> platform.find("unreachable").isEmpty());
    } finally {
      supabase.startAgain();
    }
  }

  @Test
  void a_destroyed_tenant_leaves_a_trace_without_a_name_to_it() throws SQLException {
    supabase.addUser("owner@erased.example", UserState.CONFIRMED);
    scene.tenantClass("with-domains", "allow: {customDomains: true}");
    scene.tenant(
        "erased",
        "className: with-domains",
        "domain: erased.example",
        "owner: {email: owner@erased.example}",
        "deletionPolicy: Delete",
        "rowMetadata: {plan: gold}",
        N8N);
    platform.awaitReady("erased");
    platform.awaitReason("erased", SUPABASE_SYNCED, Reason.SYNCED.id());
    String identity = "select concat(domain, owner_id) from tenants where slug = 'erased'";
    assertThat(text(identity)).startsWith("erased.example").hasSizeGreaterThan(36);
    platform.confirmDeletion("erased");

    platform.deleteTenant("erased");

    assertThat(row("erased")).isEqualTo("deleted");
    assertThat(text(identity)).isEmpty();
    assertThat(text("select metadata ->> 'plan' from tenants where slug = 'erased'"))
        .isEqualTo("nothing");
  }

  private void assertReadyBut(String tenant, Reason reason) {
    platform.awaitReason(tenant, SUPABASE_SYNCED, reason.id());
    Tenant ready = platform.awaitReady(tenant);

    assertThat(ready.getStatus().condition(SUPABASE_SYNCED).orElseThrow().reason())
        .isEqualTo(reason.id());
    assertThat(Kstatus.of(ready)).isEqualTo(Kstatus.CURRENT);
  }

  /** Sessions that are open keep what they were told when they began. */
  private void readOnly(String onOrOff) {
    administrator().run("alter system set default_transaction_read_only = " + onOrOff);
    supabase.stop();
    supabase.startAgain();
  }

  private OperatorProcess operatorWith(String password) {
    return operatorWith(password, Map.of());
  }

  private OperatorProcess operatorWith(String password, Map<String, String> more) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "SUPABASE_DB_URL", supabase.jdbcUrl(),
                "SUPABASE_DB_USER", supabase.operator().user(),
                "SUPABASE_DB_PASSWORD", password));
    environment.putAll(more);
    return platform.anotherOperator(environment);
  }

  private DatabaseAdministrator administrator() {
    return new DatabaseAdministrator(supabase);
  }

  /** What pages show of the tenant as a whole. */
  private String shown(String slug) {
    return text(
        """
        select s.state from tenant_status s join tenants t on t.id = s.tenant_id
         where s.service = 'tenant' and t.slug = '%s'
        """
            .formatted(slug));
  }

  private String row(String slug) {
    return text("select status from tenants where slug = '%s'".formatted(slug));
  }

  private String text(String query) {
    try (Connection connection = supabase.connect(supabase.superuser());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).as(query).isTrue();
      String value = result.getString(1);
      return value == null ? "nothing" : value;
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }
}
