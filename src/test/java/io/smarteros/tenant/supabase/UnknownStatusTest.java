package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.supabase.decision.SyncResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A status that is none of the three words starts nothing and stops nothing. */
final class UnknownStatusTest extends OnNewTables {

  @BeforeEach
  void any_word_is_allowed() {
    tables.alter("alter table public.tenants drop constraint tenants_status_check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'frozen'", "'Suspended'", "' active'", "''", "null"})
  void a_tenant_that_runs_goes_on(String status) {
    sync(acme);
    tables.run("update tenants set status = " + status);
    String versions = versions();

    SyncResult result = sync(acme);

    assertThat(result.reason()).isEqualTo(Reason.STATUS_UNKNOWN);
    assertThat(result.message())
        .contains(status.equals("null") ? "empty" : status.replace("'", "\""));
    assertThat(result.suspendedInDatabase()).isFalse();
    assertThat(result.retryAfter()).isPresent();
    assertThat(versions()).as("nobody decides about it").isEqualTo(versions);

    assertThat(sync(acme.named("Acme Inc.")).suspendedInDatabase()).isFalse();
    assertThat(row("name")).as("the rest follows").isEqualTo("Acme Inc.");
    assertThat(row("coalesce(quote_literal(status), 'null')")).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'frozen'", "null"})
  void a_tenant_that_is_new_is_not_started_until_the_status_is_one_of_the_three(String status) {
    tables.run(
        "insert into tenants (name, slug, status) values ('x', 'acme', %s)".formatted(status));
    String id = row("id");
    var adopting = acme.answering(Names.ADOPT_ROW_ANNOTATION, id);

    SyncResult result = sync(adopting);

    assertThat(result.reason()).isEqualTo(Reason.STATUS_UNKNOWN);
    assertThat(result.suspendedInDatabase()).isTrue();
    assertThat(sync(adopting).suspendedInDatabase()).as("and stays so").isTrue();

    tables.run("update tenants set status = 'active'");
    assertThat(sync(adopting).suspendedInDatabase()).isFalse();
  }

  @Test
  void a_tenant_that_is_suspended_stays_so() {
    sync(acme);
    tables.run("update tenants set status = 'suspended'");
    sync(acme);
    tables.run("update tenants set status = 'frozen'");

    assertThat(sync(acme).suspendedInDatabase()).isTrue();
  }

  @Test
  void a_tenant_that_its_manifest_suspended_is_not_started_by_it() {
    sync(acme.suspended(true));
    tables.run("update tenants set status = 'frozen'");

    assertThat(sync(acme.suspended(true)).reason()).isEqualTo(Reason.STATUS_UNKNOWN);
    SyncResult resumed = sync(acme);
    assertThat(resumed.suspendedInDatabase()).isTrue();

    String answer = resumed.decisions().stream().map(Decision::value).findFirst().orElseThrow();
    SyncResult lifted = sync(acme.answering(Names.RELEASE_SUSPENSION_ANNOTATION, answer));
    assertThat(lifted.suspendedInDatabase()).isFalse();
    assertThat(row("status")).isEqualTo("active");
  }

  @Test
  void its_deletion_leaves_a_known_word() {
    sync(acme);
    tables.run("update tenants set status = 'frozen'");

    assertThat(release(DeletionPolicy.RETAIN).reason()).isEqualTo(Reason.SYNCED);

    assertThat(row("status")).isEqualTo("suspended");
  }
}
