package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.supabase.FailingRecordSession.KilledException;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.testkit.ManualClock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

class RowSyncTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Nested
  class OnTheSeedsTables extends Behaviour {
    OnTheSeedsTables() {
      super(Schema.SEED);
    }

    @Test
    void of_two_rows_of_a_service_the_oldest_counts() {
      sync(acme);
      String first = tables.one("select id from tenant_services where tenant_id = ?", id());
      tables.run(
          """
          insert into tenant_services (tenant_id, service_name, enabled, created_at)
          values (?, 'n8n', false, now() + interval '1 hour')
          """,
          id());

      SyncResult result = sync(acme.with(ServiceName.N8N, false));

      assertThat(result.switchedOffInDatabase()).isEmpty();
      assertThat(
              tables.ask(
                  "select id, enabled from tenant_services where enabled and tenant_id = ?", id()))
          .isEmpty();
      assertThat(tables.one("select enabled from tenant_services where id = ?::uuid", first))
          .isEqualTo("f");
    }

    @Test
    void columns_that_the_seed_leaves_empty_are_no_difference() {
      sync(acme);
      tables.run("update tenants set metadata = null where slug = ?", slug);
      tables.run("update tenant_services set enabled = null where tenant_id = ?", id());
      int writes = recordSession.writes();

      assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);

      assertThat(recordSession.writes()).isEqualTo(writes);
      assertThat(tables.one("select metadata from tenants where slug = ?", slug)).isEmpty();
    }

    @Test
    void a_changed_slug_is_put_back() {
      sync(acme);
      tables.run("update tenants set slug = 'stolen' where slug = ?", slug);

      assertThat(sync(acme).corrections()).containsExactly("Reverted the slug to " + slug);
    }
  }

  @Nested
  class OnTheHardenedTables extends Behaviour {
    OnTheHardenedTables() {
      super(Schema.HARDENED);
    }

    @Test
    void what_the_table_itself_refuses_is_said_in_its_own_words() {
      SyncResult result = sync(acme.at("Not.A.Domain"));

      assertThat(result.reason()).isEqualTo(Reason.ROW_REFUSED);
      assertThat(result.message()).contains("23514").contains("is not a lower-case DNS name");
      assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
    }

    @Test
    void a_subject_stands_in_its_column_with_its_issuer() {
      sync(acme.ownedBy(new Owner(null, null, new Owner.Subject("https://clerk.example", "u-1"))));
      assertThat(owner()).isEqualTo("|u-1|https://clerk.example");

      sync(acme.ownedBy(new Owner(null, null, new Owner.Subject("https://other.example", "u-1"))));
      assertThat(owner()).isEqualTo("|u-1|https://other.example");

      UUID user = tables.addUser(slug + "@example.com", UserState.CONFIRMED);
      sync(acme.ownedBy(new Owner(null, user.toString(), null)));
      assertThat(owner()).isEqualTo(user + "||");
    }

    private String owner() {
      return tables.one(
          "select owner_id, owner_subject, owner_issuer from tenants where slug = ?", slug);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Behaviour {
    final Tables tables;
    private final ManualClock clock = new ManualClock();
    private SupabaseConnection connection;
    private RowSync rows;

    String slug = "";
    Wish acme = Wish.acme();
    InMemoryRecordSession recordSession = new InMemoryRecordSession();

    Behaviour(Schema schema) {
      tables = Tables.start(schema);
      connection = tables.connect();
      rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    }

    @BeforeEach
    void anotherTenant() {
      slug = "acme-" + NUMBER.incrementAndGet();
      acme = Wish.of(slug, "Acme S.A.").with(ServiceName.N8N, true);
      recordSession = new InMemoryRecordSession();
    }

    @AfterAll
    void stop() {
      connection.close();
      tables.database().close();
    }

    SyncResult sync(Wish wish) {
      return rows.sync(wish.row(), recordSession);
    }

    String idText() {
      return recordSession.read().row().orElseThrow().id();
    }

    UUID id() {
      return UUID.fromString(idText());
    }

    String row(String columns) {
      return tables.one("select %s from tenants where id = ?".formatted(columns), id());
    }

    String service(String columns) {
      return tables.one(
          "select %s from tenant_services where tenant_id = ? and service_name = 'n8n'"
              .formatted(columns),
          id());
    }

    private void killedAt(int update, boolean persisted, Wish wish) {
      assertThatThrownBy(
              () ->
                  rows.sync(wish.row(), new FailingRecordSession(recordSession, update, persisted)))
          .isInstanceOf(KilledException.class);
    }

    @Test
    void the_first_contact_writes_the_rows() {
      SyncResult result =
          sync(
              acme.at(slug + ".example.com")
                  .with("plan", "gold")
                  .with("seats", IntNode.valueOf(5)));

      assertThat(result.reason()).as(result.message()).isEqualTo(Reason.SYNCED);
      assertThat(result.tenantId()).contains(idText());
      assertThat(row("name, slug, domain, owner_id, status, metadata"))
          .isEqualTo(
              "Acme S.A.|%s|%s.example.com||active|{\"plan\": \"gold\", \"seats\": 5}"
                  .formatted(slug, slug));
      assertThat(service("enabled, service_id, config"))
          .isEqualTo("t||{\"url\": \"https://n8n.example\"}");
    }

    @Test
    void json_that_cannot_be_read_is_told_until_it_is_corrected() {
      sync(acme);
      tables.run("update tenants set metadata = '{\"seats\": 1e1500}' where id = ?", id());

      SyncResult result = sync(acme);

      assertThat(result.reason()).isEqualTo(Reason.ROW_REFUSED);
      assertThat(result.message()).contains("metadata");
      assertThat(rows.release(slug, DeletionPolicy.RETAIN, recordSession).reason())
          .isEqualTo(Reason.ROW_REFUSED);
      tables.run("update tenants set metadata = '{}' where id = ?", id());
      assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
    }

    @Test
    void at_rest_no_row_is_written_and_no_write_is_tried() {
      UUID user = tables.addUser(slug + "@example.com", UserState.CONFIRMED);
      Wish wish =
          acme.ownedBy(new Owner(null, user.toString(), null))
              .at(slug + ".example.com")
              .with("ratio", DoubleNode.valueOf(1.0))
              .with("big", DoubleNode.valueOf(1e20));
      sync(wish);
      int record = recordSession.writes();
      String before = tables.writesWhenSettled(connection::close);

      try (SupabaseConnection again = tables.connect()) {
        RowSync restarted = new RowSync(again, new RowFingerprints(), Brakes.open(), clock);
        for (int round = 0; round < 5; round++) {
          assertThat(restarted.sync(wish.row(), recordSession).reason()).isEqualTo(Reason.SYNCED);
        }
      }

      assertThat(tables.writesWhenSettled(() -> {})).isEqualTo(before);
      assertThat(recordSession.writes()).isEqualTo(record);
      connection = tables.connect();
      rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), clock);
    }

    @Test
    void foreign_edits_are_put_back_and_foreign_keys_stay_to_the_last_digit() {
      Wish wish = acme.at(slug + ".example.com").with("plan", "gold");
      sync(wish);
      tables.run(
          """
          update tenants
             set name = 'Evil', domain = null,
                 metadata = '{"plan": "free", "theirs": 1.100000000000000000000000000001}'
           where id = ?
          """,
          id());
      tables.run(
          "update tenant_services set config = '{\"url\": \"x\", \"theirs\": []}' where tenant_id = ?",
          id());

      SyncResult result = sync(wish);

      assertThat(result.corrections())
          .containsExactly(
              "Reverted the name to \"Acme S.A.\"",
              "Reverted the domain to %s.example.com".formatted(slug),
              "Reverted metadata key plan",
              "Reverted config key url of service n8n");
      assertThat(row("name, domain, metadata"))
          .isEqualTo(
              "Acme S.A.|%s.example.com|{\"plan\": \"gold\", \"theirs\": 1.100000000000000000000000000001}"
                  .formatted(slug));
      assertThat(service("config")).isEqualTo("{\"url\": \"https://n8n.example\", \"theirs\": []}");
    }

    @Test
    void what_is_not_in_force_any_more_leaves_config_and_the_keys_of_others_stay() {
      sync(acme);
      tables.run(
          "update tenant_services set config = config || '{\"theirs\": 1}' where tenant_id = ?",
          id());

      SyncResult result = sync(acme.withoutUrl(ServiceName.N8N));

      assertThat(result.reason()).as(result.message()).isEqualTo(Reason.SYNCED);
      assertThat(result.corrections()).isEmpty();
      assertThat(service("enabled, config")).isEqualTo("t|{\"theirs\": 1}");
    }

    @Test
    void an_address_that_was_removed_and_comes_back_is_no_correction() {
      sync(acme);
      killedAt(1, true, acme.withoutUrl(ServiceName.N8N));
      sync(acme.withoutUrl(ServiceName.N8N));

      SyncResult result = sync(acme);

      assertThat(result.corrections()).isEmpty();
      assertThat(service("config")).isEqualTo("{\"url\": \"https://n8n.example\"}");
    }

    @Test
    void a_key_that_leaves_the_spec_is_removed() {
      sync(acme.with("plan", "gold").with("it's, {odd} \\", "x"));
      tables.run("update tenants set metadata = metadata || '{\"theirs\": 1}' where id = ?", id());

      sync(acme);

      assertThat(row("metadata")).isEqualTo("{\"theirs\": 1}");
    }

    @Test
    void suspending_is_shared_and_each_side_lifts_its_own() {
      sync(acme);
      sync(acme.suspended(true));
      assertThat(row("status")).isEqualTo("suspended");
      sync(acme);
      assertThat(row("status")).isEqualTo("active");

      tables.run("update tenants set status = 'suspended' where id = ?", id());
      tables.run("update tenant_services set enabled = false where tenant_id = ?", id());
      SyncResult held = sync(acme);
      assertThat(held.suspendedInDatabase()).isTrue();
      assertThat(held.switchedOffInDatabase()).containsExactly(ServiceName.N8N);
      assertThat(row("status")).isEqualTo("suspended");

      String answer = String.join(",", held.decisions().stream().map(Decision::value).toList());
      SyncResult released = sync(acme.answering(Names.RELEASE_SUSPENSION_ANNOTATION, answer));
      assertThat(released.suspendedInDatabase()).isFalse();
      assertThat(released.switchedOffInDatabase()).isEmpty();
      assertThat(row("status")).isEqualTo("active");
      assertThat(service("enabled")).isEqualTo("t");
    }

    @Test
    void a_foreign_row_is_adopted_by_a_person_or_by_its_owner() {
      UUID user = tables.addUser(slug + "@example.com", UserState.CONFIRMED);
      tables.run("insert into tenants (name, slug, owner_id) values ('Old', ?, ?)", slug, user);
      String old = tables.one("select id from tenants where slug = ?", slug);

      SyncResult taken = sync(acme);
      assertThat(taken.reason()).isEqualTo(Reason.SLUG_TAKEN);
      assertThat(taken.decisions()).extracting(Decision::value).containsExactly(old);
      InMemoryRecordSession other = new InMemoryRecordSession();
      assertThat(rows.sync(acme.answering(Names.ADOPT_ROW_ANNOTATION, old).row(), other).tenantId())
          .contains(old);

      assertThat(sync(acme.ownedBy(new Owner(null, user.toString(), null))).tenantId())
          .contains(old);
      assertThat(row("name, owner_id")).isEqualTo("Acme S.A.|" + user);
    }

    @Test
    void a_taken_domain_keeps_nothing_else_from_following() {
      tables.run(
          "insert into tenants (name, slug, domain) values ('Other', ?, ?)",
          slug + "-x",
          slug + ".example.com");

      SyncResult result = sync(acme.at(slug + ".example.com"));

      assertThat(result.reason()).isEqualTo(Reason.DOMAIN_TAKEN);
      assertThat(result.message()).contains(slug + "-x");
      assertThat(row("name, domain")).isEqualTo("Acme S.A.|");
    }

    @Test
    void a_user_who_does_not_exist_is_refused_and_the_row_stays_in_step() {
      UUID nobody = UUID.randomUUID();
      Wish wish = acme.ownedBy(new Owner(null, nobody.toString(), null));

      SyncResult result = sync(wish);

      assertThat(result.reason()).isEqualTo(Reason.OWNER_UNKNOWN);
      assertThat(result.message()).contains(nobody.toString());
      assertThat(result.retryAfter()).isPresent();
      assertThat(row("name, owner_id")).isEqualTo("Acme S.A.|");
      int record = recordSession.writes();
      sync(wish);
      assertThat(recordSession.writes())
          .as("each try writes nothing to the record")
          .isEqualTo(record);

      assertThat(sync(wish.named("Acme Inc.")).reason()).isEqualTo(Reason.OWNER_UNKNOWN);
      assertThat(row("name")).isEqualTo("Acme Inc.");
      tables.addUser(nobody, slug + "@example.com");
      assertThat(sync(wish.named("Acme Inc.")).reason()).isEqualTo(Reason.SYNCED);
      assertThat(row("owner_id")).isEqualTo(nobody.toString());
    }

    @Test
    void a_row_marked_as_deleted_suspends_and_its_removal_brings_it_back() {
      sync(acme);
      String id = idText();
      tables.run("update tenants set status = 'deleted' where id = ?", id());

      SyncResult deleted = sync(acme);
      assertThat(deleted.reason()).isEqualTo(Reason.DELETED_IN_DATABASE);
      assertThat(deleted.suspendedInDatabase()).isTrue();

      tables.run("delete from tenants where id = ?", id());
      SyncResult back = sync(acme);
      assertThat(back.reason()).isEqualTo(Reason.SYNCED);
      assertThat(back.suspendedInDatabase()).isFalse();
      assertThat(back.corrections()).hasSize(1);
      assertThat(row("id, status")).isEqualTo(id + "|active");
      assertThat(service("enabled")).isEqualTo("t");
    }

    @Test
    void a_retained_row_is_suspended_and_its_tenant_may_resume() {
      sync(acme.with("plan", "gold"));

      assertThat(rows.release(slug, DeletionPolicy.RETAIN, recordSession).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(row("status, metadata")).isEqualTo("suspended|{\"plan\": \"gold\"}");
      int record = recordSession.writes();
      rows.release(slug, DeletionPolicy.RETAIN, recordSession);
      assertThat(recordSession.writes()).isEqualTo(record);

      assertThat(sync(acme.with("plan", "gold")).suspendedInDatabase()).isFalse();
      assertThat(row("status")).isEqualTo("active");
    }

    @Test
    void a_retained_row_shows_no_address_that_no_longer_leads_to_the_tenant() {
      sync(acme);
      tables.run("update tenant_services set config = config || '{\"theme\": \"dark\"}'");
      tables.run("update tenant_services set config = config || '{\"version\": \"1\"}'");

      rows.release(slug, DeletionPolicy.RETAIN, recordSession);

      assertThat(service("config")).isEqualTo("{\"theme\": \"dark\", \"version\": \"1\"}");
      int record = recordSession.writes();
      rows.release(slug, DeletionPolicy.RETAIN, recordSession);
      assertThat(recordSession.writes()).isEqualTo(record);
      assertThat(sync(acme).corrections()).as("of others").isEmpty();
      assertThat(service("config")).contains("https://n8n.example");
    }

    @Test
    void a_row_that_was_suspended_before_loses_its_address_when_it_is_retained() {
      sync(acme);
      tables.run("update tenants set status = 'suspended' where id = ?", id());
      sync(acme);

      rows.release(slug, DeletionPolicy.RETAIN, recordSession);

      assertThat(service("config")).isEqualTo("{}");
      assertThat(sync(acme).suspendedInDatabase()).as("by others, still").isTrue();
    }

    @Test
    void of_the_services_of_a_deleted_row_nothing_of_the_operator_is_left() {
      sync(
          acme.with(
              ServiceName.N8N,
              new DesiredService(
                  true,
                  Optional.of("7"),
                  JsonNodeFactory.instance.objectNode().put("version", "2").put("url", "u"))));
      tables.run("update tenant_services set config = config || '{\"theirs\": 1}'");
      UUID id = id();

      rows.release(slug, DeletionPolicy.DELETE, recordSession);

      assertThat(
              tables.one("select service_id, config from tenant_services where tenant_id = ?", id))
          .isEqualTo("|{\"theirs\": 1}");
    }

    @Test
    void a_deleted_row_is_a_bare_trace_and_the_next_tenant_starts_afresh() {
      UUID user = tables.addUser(slug + "@example.com", UserState.CONFIRMED);
      sync(
          acme.at(slug + ".example.com")
              .with("plan", "gold")
              .ownedBy(new Owner(null, user.toString(), null)));
      tables.run("update tenants set metadata = metadata || '{\"theirs\": 1}' where id = ?", id());
      UUID id = id();

      assertThat(rows.release(slug, DeletionPolicy.DELETE, recordSession).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(
              tables.one(
                  "select slug, domain, owner_id, status, metadata from tenants where id = ?", id))
          .isEqualTo(slug + "|||deleted|{}");
      assertThat(recordSession.read().row()).isEmpty();
      assertThat(rows.release(slug, DeletionPolicy.DELETE, recordSession).reason())
          .isEqualTo(Reason.SYNCED);

      assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
      assertThat(id()).isNotEqualTo(id);
      assertThat(tables.ask("select id from tenants where slug = ?", slug))
          .containsExactly(idText());
    }

    @Test
    void a_row_that_others_marked_as_deleted_is_left_so() {
      sync(acme.with("plan", "gold"));
      tables.run("update tenants set status = 'deleted' where id = ?", id());
      UUID id = id();

      rows.release(slug, DeletionPolicy.DELETE, recordSession);

      assertThat(tables.one("select status, metadata from tenants where id = ?", id))
          .isEqualTo("deleted|{\"plan\": \"gold\"}");
    }

    @Test
    void an_edit_between_look_and_write_is_not_lost() {
      sync(acme);
      RecordSession witnessed =
          new WitnessedRecordSession(
              recordSession,
              () -> {
                tables.run("update tenants set metadata = '{\"theirs\": 1}' where slug = ?", slug);
                tables.run("update tenant_services set enabled = false where tenant_id = ?", id());
              });

      SyncResult result = rows.sync(acme.named("Acme Inc.").with("plan", "gold").row(), witnessed);

      assertThat(result.reason()).isEqualTo(Reason.SYNCED);
      assertThat(result.switchedOffInDatabase()).containsExactly(ServiceName.N8N);
      assertThat(row("name, metadata")).isEqualTo("Acme Inc.|{\"plan\": \"gold\", \"theirs\": 1}");
      assertThat(service("enabled")).isEqualTo("f");
    }

    @Test
    void a_row_inserted_between_look_and_write_is_seen() {
      RecordSession witnessed =
          new WitnessedRecordSession(
              recordSession,
              () -> tables.run("insert into tenants (name, slug) values ('Fast', ?)", slug));

      assertThat(rows.sync(acme.row(), witnessed).reason()).isEqualTo(Reason.SLUG_TAKEN);
      assertThat(tables.one("select name from tenants where slug = ?", slug)).isEqualTo("Fast");
    }

    @Test
    void killed_at_any_point_the_next_pass_goes_on_with_one_row() {
      Wish first = acme.with("plan", "gold").suspended(true);
      killedAt(1, false, first);
      assertThat(recordSession.read().row()).isEmpty();
      killedAt(1, true, first);
      String id = idText();
      assertThat(tables.ask("select id from tenants where slug = ?", slug)).isEmpty();
      killedAt(2, false, first);
      assertThat(tables.ask("select id from tenants where slug = ?", slug)).containsExactly(id);

      SyncResult result = sync(first);
      assertThat(result.reason()).isEqualTo(Reason.SYNCED);
      assertThat(result.tenantId()).contains(id);
      assertThat(result.suspendedInDatabase()).as("it was the operator itself").isFalse();
      assertThat(result.corrections()).isEmpty();

      Wish second = acme.named("Acme Inc.");
      killedAt(1, true, second);
      killedAt(1, false, second);
      killedAt(2, true, second);
      assertThat(sync(second).corrections()).isEmpty();
      assertThat(row("name, status, metadata")).isEqualTo("Acme Inc.|active|{}");
      assertThat(tables.ask("select service_name from tenant_services where tenant_id = ?", id()))
          .containsExactly("n8n");
    }

    @Test
    void killed_while_releasing_the_next_try_goes_on() {
      sync(acme);
      for (DeletionPolicy policy : List.of(DeletionPolicy.RETAIN, DeletionPolicy.DELETE)) {
        assertThatThrownBy(
                () -> rows.release(slug, policy, new FailingRecordSession(recordSession, 1, false)))
            .isInstanceOf(KilledException.class);
        assertThat(rows.release(slug, policy, recordSession).reason()).isEqualTo(Reason.SYNCED);
      }
      assertThat(tables.one("select status from tenants where slug = ?", slug))
          .isEqualTo("deleted");
    }

    @Test
    void killed_once_the_row_is_released_the_next_try_remembers_whose_doing_it_was() {
      sync(acme);
      assertThatThrownBy(
              () ->
                  rows.release(
                      slug,
                      DeletionPolicy.RETAIN,
                      new FailingRecordSession(recordSession, 2, false)))
          .isInstanceOf(KilledException.class);
      assertThat(tables.one("select status from tenants where slug = ?", slug))
          .isEqualTo("suspended");

      rows.release(slug, DeletionPolicy.RETAIN, recordSession);

      RowRecord record = recordSession.read().row().orElseThrow();
      assertThat(record.intended()).isEmpty();
      assertThat(record.written().orElseThrow().suspendedByOperator()).isTrue();
    }
  }
}
