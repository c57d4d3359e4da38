package io.smarteros.tenant.supabase.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Owner.Subject;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowDecisionTest {
  private static final Wish ACME = Wish.acme();
  private static final Wish WITHOUT_URL = ACME.withoutUrl(ServiceName.N8N);
  private static final String OWNER = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String SOMEBODY = "bbbbbbbb-0000-4000-8000-000000000002";

  private final ModelTenant tenant = new ModelTenant();

  @Nested
  class WhatTheTenantDecides {
    @Test
    void the_first_contact_writes_the_row_and_a_service() {
      SyncResult result = tenant.sync(ACME.at("acme.example.com").with("plan", "gold"));

      assertThat(result.reason()).isEqualTo(Reason.SYNCED);
      assertThat(result.tenantId()).contains(tenant.row().id());
      assertThat(result.corrections()).isEmpty();
      assertThat(tenant.row().values())
          .isEqualTo(
              new RowValues(
                  "acme",
                  "Acme S.A.",
                  Optional.of("acme.example.com"),
                  Optional.empty(),
                  Optional.empty(),
                  RowStatus.ACTIVE));
      assertThat(tenant.row().metadata()).isEqualTo(object("plan", "gold"));
      assertThat(tenant.service("n8n"))
          .isEqualTo(
              new ObservedService(
                  "service-n8n", true, Optional.empty(), object("url", "https://n8n.example")));
    }

    @Test
    void at_rest_nothing_is_written() {
      tenant.sync(ACME);
      int database = tenant.database.writes();
      int record = tenant.recordSession.writes();

      tenant.sync(ACME);

      assertThat(tenant.database.writes()).isEqualTo(database);
      assertThat(tenant.recordSession.writes()).isEqualTo(record);
    }

    @Test
    void foreign_edits_are_put_back_and_named() {
      tenant.sync(ACME.at("acme.example.com").with("plan", "gold"));
      tenant.edit(Edits.name("Evil"));
      tenant.edit(Edits.domain("evil.example"));
      tenant.edit(Edits.slug("evil"));
      tenant.edit(Edits.metadata("plan", new TextNode("free")));
      int record = tenant.recordSession.writes();

      SyncResult result = tenant.sync(ACME.at("acme.example.com").with("plan", "gold"));

      assertThat(result.corrections())
          .containsExactly(
              "Reverted the slug to acme",
              "Reverted the name to \"Acme S.A.\"",
              "Reverted the domain to acme.example.com",
              "Reverted metadata key plan");
      assertThat(tenant.row().values().name()).isEqualTo("Acme S.A.");
      assertThat(tenant.row().metadata()).isEqualTo(object("plan", "gold"));
      assertThat(tenant.recordSession.writes()).as("the record knew it all").isEqualTo(record);
    }

    @Test
    void a_change_of_the_tenant_is_no_correction() {
      tenant.sync(ACME.with("plan", "gold"));

      SyncResult result = tenant.sync(ACME.named("Acme Inc.").with("plan", "free"));

      assertThat(result.corrections()).isEmpty();
      assertThat(tenant.row().values().name()).isEqualTo("Acme Inc.");
      assertThat(tenant.row().metadata()).isEqualTo(object("plan", "free"));
    }

    @Test
    void a_key_that_leaves_the_spec_is_removed_and_keys_of_others_stay() {
      tenant.sync(ACME.with("plan", "gold").with("seats", IntNode.valueOf(5)));
      tenant.edit(Edits.metadata("colour", new TextNode("blue")));

      tenant.sync(ACME.with("seats", IntNode.valueOf(5)));

      assertThat(tenant.row().metadata()).isEqualTo(object("colour", "blue").put("seats", 5));
    }

    @Test
    void a_hardened_table_keeps_a_slug_that_its_administrator_changed() {
      tenant.sync(ACME);
      tenant.schema = new Schema("database-1", false, true, true, false);
      tenant.edit(Edits.slug("repaired"));
      int writes = tenant.database.writes();

      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.SYNCED);

      assertThat(tenant.database.writes()).isEqualTo(writes);
    }

    @Test
    void a_taken_domain_is_left_out_and_the_rest_follows() {
      tenant.sync(ACME);
      tenant.database.add(Edits.domain("acme.example.com").apply(Edits.row("other", "other-co")));

      SyncResult result = tenant.sync(ACME.named("Acme Inc.").at("acme.example.com"));

      assertThat(result.reason()).isEqualTo(Reason.DOMAIN_TAKEN);
      assertThat(result.message()).contains("acme.example.com").contains("other-co");
      assertThat(result.retryAfter()).isPresent();
      assertThat(tenant.row().values().name()).isEqualTo("Acme Inc.");
      assertThat(tenant.row().values().domain()).isEmpty();

      tenant.database.remove("other");
      assertThat(tenant.sync(ACME.named("Acme Inc.").at("acme.example.com")).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(tenant.row().values().domain()).contains("acme.example.com");
    }
  }

  @Nested
  class Owners {
    @Test
    void an_owner_is_written_and_put_back() {
      tenant.owner = ModelTenant.known(OWNER);
      tenant.sync(ACME);
      tenant.edit(Edits.owner(SOMEBODY));

      SyncResult result = tenant.sync(ACME);

      assertThat(result.corrections()).containsExactly("Reverted the owner");
      assertThat(tenant.row().values().ownerId()).contains(OWNER);
    }

    @Test
    void an_unknown_owner_leaves_the_row_without_one_until_he_is_known() {
      tenant.owner = new OwnerAnswer.Unknown("No user has the e-mail address x");

      SyncResult result = tenant.sync(ACME);

      assertThat(result.reason()).isEqualTo(Reason.OWNER_UNKNOWN);
      assertThat(result.retryAfter()).isPresent();
      assertThat(tenant.row().values().ownerId()).isEmpty();

      tenant.owner = ModelTenant.known(OWNER);
      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.SYNCED);
      assertThat(tenant.row().values().ownerId()).contains(OWNER);
    }

    @Test
    void an_owner_is_never_overwritten_with_nothing() {
      tenant.owner = ModelTenant.known(OWNER);
      tenant.sync(ACME);

      tenant.owner = new OwnerAnswer.NotAsked();
      tenant.sync(ACME);
      assertThat(tenant.row().values().ownerId()).contains(OWNER);

      tenant.owner = new OwnerAnswer.Unavailable("The operator cannot see users");
      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.OWNER_LOOKUP_UNAVAILABLE);
      assertThat(tenant.row().values().ownerId()).contains(OWNER);
    }

    @Test
    void without_a_wish_an_owner_may_be_set_by_others() {
      tenant.sync(ACME);
      tenant.edit(Edits.owner(SOMEBODY));

      SyncResult result = tenant.sync(ACME);

      assertThat(result.corrections()).isEmpty();
      assertThat(tenant.row().values().ownerId()).contains(SOMEBODY);
    }

    @Test
    void a_subject_stands_in_metadata_and_in_its_column_where_there_is_one() {
      tenant.owner = ModelTenant.known(OWNER);
      tenant.sync(ACME);

      tenant.owner = subject("user_2b7");
      tenant.sync(ACME);
      assertThat(tenant.row().values().ownerId()).isEmpty();
      assertThat(tenant.row().values().ownerSubject()).isEmpty();
      assertThat(tenant.row().metadata().path("owner_subject"))
          .isEqualTo(object("issuer", "https://clerk.example").put("id", "user_2b7"));

      tenant.schema = new Schema("database-1", true, true, true, false);
      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.SYNCED);
      assertThat(tenant.row().values().ownerSubject()).contains("user_2b7");

      tenant.owner = new OwnerAnswer.NotAsked();
      tenant.sync(ACME);
      assertThat(tenant.row().values().ownerSubject()).contains("user_2b7");
      assertThat(tenant.row().metadata().has("owner_subject")).isTrue();

      tenant.owner = ModelTenant.known(OWNER);
      tenant.sync(ACME);
      assertThat(tenant.row().values().ownerSubject()).isEmpty();
      assertThat(tenant.row().metadata().has("owner_subject")).isFalse();
    }

    private OwnerAnswer subject(String id) {
      return new OwnerAnswer.Known(
          new ResolvedOwner(
              "subject " + id, RowOwner.subject(new Subject("https://clerk.example", id))));
    }
  }

  @Nested
  class TheStricterSide {
    @Test
    void the_tenant_suspends_and_resumes() {
      tenant.sync(ACME);
      tenant.sync(ACME.suspended(true));
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.SUSPENDED);

      SyncResult result = tenant.sync(ACME);

      assertThat(result.suspendedInDatabase()).isFalse();
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.ACTIVE);
    }

    @Test
    void nobody_else_lifts_the_tenants_own_suspension() {
      tenant.sync(ACME.suspended(true));
      tenant.edit(Edits.status(RowStatus.ACTIVE));

      SyncResult result = tenant.sync(ACME.suspended(true));

      assertThat(result.corrections())
          .containsExactly("Reverted the status to suspended, as the Tenant says");
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.SUSPENDED);
    }

    @Test
    void a_foreign_suspension_holds_until_who_made_it_lifts_it() {
      tenant.sync(ACME);
      tenant.edit(Edits.status(RowStatus.SUSPENDED));

      assertThat(tenant.sync(ACME).suspendedInDatabase()).isTrue();
      assertThat(tenant.sync(ACME.suspended(true)).suspendedInDatabase()).isTrue();
      assertThat(tenant.sync(ACME).suspendedInDatabase()).isTrue();
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.SUSPENDED);

      tenant.edit(Edits.status(RowStatus.ACTIVE));
      assertThat(tenant.sync(ACME).suspendedInDatabase()).isFalse();
    }

    @Test
    void a_person_releases_a_foreign_suspension_once() {
      tenant.sync(ACME);
      tenant.edit(Edits.status(RowStatus.SUSPENDED));
      Decision decision = tenant.sync(ACME).decisions().getFirst();
      assertThat(decision.annotation()).isEqualTo(Names.RELEASE_SUSPENSION_ANNOTATION);
      Wish answering = ACME.answering(decision.annotation(), decision.value());

      SyncResult result = tenant.sync(answering);

      assertThat(result.suspendedInDatabase()).isFalse();
      assertThat(result.decisions()).isEmpty();
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.ACTIVE);
      assertThat(tenant.recordSession.read().usedDecisions()).contains(decision.value());

      tenant.edit(Edits.status(RowStatus.SUSPENDED));
      assertThat(tenant.sync(answering).suspendedInDatabase())
          .as("the answer was for the first incident")
          .isTrue();
    }

    @Test
    void a_service_that_others_switched_off_stays_off_until_released() {
      tenant.sync(ACME.with(ServiceName.ODOO, true));
      tenant.edit(Edits.enabled("n8n", false));

      SyncResult held = tenant.sync(ACME.with(ServiceName.ODOO, true));
      assertThat(held.switchedOffInDatabase()).containsExactly(ServiceName.N8N);
      assertThat(held.suspendedInDatabase()).isFalse();
      Decision decision = held.decisions().getFirst();

      SyncResult result =
          tenant.sync(
              ACME.with(ServiceName.ODOO, true)
                  .answering(decision.annotation(), "something, " + decision.value()));

      assertThat(result.switchedOffInDatabase()).isEmpty();
      assertThat(tenant.service("n8n").enabled()).isTrue();
    }

    @Test
    void a_service_that_leaves_the_spec_is_switched_off_and_comes_back() {
      tenant.sync(ACME);

      tenant.sync(ACME.without(ServiceName.N8N));
      assertThat(tenant.service("n8n").enabled()).isFalse();
      tenant.edit(Edits.enabled("n8n", true));
      assertThat(tenant.sync(ACME.without(ServiceName.N8N)).corrections())
          .containsExactly("Switched service n8n off again, as the Tenant says");

      assertThat(tenant.sync(ACME).switchedOffInDatabase()).isEmpty();
      assertThat(tenant.service("n8n").enabled()).isTrue();
    }

    @Test
    void rows_of_services_that_the_operator_never_wrote_are_not_touched() {
      tenant.sync(ACME);
      tenant.edit(Edits.enabled("odoo", true));
      tenant.edit(Edits.enabled("analytics", false));
      ObservedRow before = tenant.row();

      tenant.sync(ACME);

      assertThat(tenant.row()).isEqualTo(before);
    }

    @Test
    void what_the_operator_wrote_of_a_service_is_put_back_and_the_rest_of_config_stays() {
      DesiredService known =
          new DesiredService(true, Optional.of("account-7"), object("url", "https://n8n.example"));
      Wish wish = ACME.with(ServiceName.N8N, known);
      tenant.sync(wish);
      tenant.edit(
          Edits.service(
              "n8n",
              old ->
                  new ObservedService(
                      old.id(),
                      old.enabled(),
                      Optional.of("account-8"),
                      object("url", "https://evil.example").put("theme", "dark"))));

      SyncResult result = tenant.sync(wish);

      assertThat(result.corrections())
          .containsExactly("Reverted service_id of n8n", "Reverted config key url of service n8n");
      assertThat(tenant.service("n8n").serviceId()).contains("account-7");
      assertThat(tenant.service("n8n").config())
          .isEqualTo(object("url", "https://n8n.example").put("theme", "dark"));
    }

    @Test
    void the_id_of_an_account_that_is_gone_is_removed() {
      tenant.sync(ACME.with(ServiceName.N8N, account("account-7")));

      SyncResult result = tenant.sync(ACME);

      assertThat(tenant.service("n8n").serviceId()).isEmpty();
      assertThat(result.corrections()).isEmpty();
      tenant.sync(ACME.with(ServiceName.N8N, account("account-9")));
      assertThat(tenant.service("n8n").serviceId()).contains("account-9");
    }

    @Test
    void the_id_of_a_service_that_left_the_spec_is_removed() {
      tenant.sync(ACME.with(ServiceName.N8N, account("account-7")));

      tenant.sync(ACME.without(ServiceName.N8N));

      assertThat(tenant.service("n8n").serviceId()).isEmpty();
    }

    @Test
    void an_id_that_the_operator_did_not_write_stays() {
      tenant.sync(ACME);
      tenant.edit(
          Edits.service(
              "n8n",
              old ->
                  new ObservedService(
                      old.id(), old.enabled(), Optional.of("account-8"), old.config())));

      tenant.sync(ACME);

      assertThat(tenant.service("n8n").serviceId()).contains("account-8");
    }

    @ParameterizedTest
    @EnumSource
    void the_id_is_removed_wherever_a_reconciliation_is_cut_short(ModelTenant.Crash crash) {
      tenant.sync(ACME.with(ServiceName.N8N, account("account-7")));
      tenant.sync(ACME, crash);

      tenant.sync(ACME);

      assertThat(tenant.service("n8n").serviceId()).isEmpty();
    }

    private static DesiredService account(String id) {
      return new DesiredService(true, Optional.of(id), object("url", "https://n8n.example"));
    }

    @Test
    void a_key_of_config_that_is_not_in_force_any_more_is_removed() {
      tenant.sync(ACME);
      tenant.edit(Edits.config("n8n", object("url", "https://n8n.example").put("theme", "dark")));

      SyncResult result = tenant.sync(WITHOUT_URL);

      assertThat(tenant.service("n8n").config()).isEqualTo(object("theme", "dark"));
      assertThat(result.corrections()).isEmpty();
      assertThat(tenant.sync(ACME).corrections()).as("once it is in force again").isEmpty();
      assertThat(tenant.service("n8n").config().path("url").asText())
          .isEqualTo("https://n8n.example");
    }

    @Test
    void a_key_of_config_that_somebody_sets_though_it_is_not_in_force_is_removed_again() {
      tenant.sync(ACME);
      tenant.sync(WITHOUT_URL);
      tenant.edit(Edits.config("n8n", object("url", "https://evil.example")));

      assertThat(tenant.sync(WITHOUT_URL).corrections())
          .containsExactly("Reverted config key url of service n8n");
      assertThat(tenant.service("n8n").config()).isEmpty();
    }

    @Test
    void a_key_of_config_that_the_operator_never_wrote_stays() {
      tenant.sync(WITHOUT_URL);
      tenant.edit(Edits.config("n8n", object("url", "https://by.hand.example")));

      tenant.sync(WITHOUT_URL);

      assertThat(tenant.service("n8n").config())
          .isEqualTo(object("url", "https://by.hand.example"));
    }

    @Test
    void a_service_that_left_the_spec_is_not_said_to_be_anywhere() {
      tenant.sync(ACME);

      tenant.sync(ACME.without(ServiceName.N8N));

      assertThat(tenant.service("n8n").enabled()).isFalse();
      assertThat(tenant.service("n8n").config()).isEmpty();
    }

    @Test
    void a_service_row_that_vanished_is_written_again() {
      tenant.sync(ACME);
      tenant.edit(Edits.withoutService("n8n"));

      assertThat(tenant.sync(ACME).corrections())
          .containsExactly("Wrote the row of service n8n again");
      assertThat(tenant.row().services()).containsKey("n8n");
    }
  }

  @Nested
  class WhoseRowItIs {
    @Test
    void a_row_of_the_tenants_owner_is_taken() {
      tenant.database.add(Edits.owner(OWNER).apply(Edits.row("theirs", "acme")));
      tenant.owner = ModelTenant.known(OWNER);

      SyncResult result = tenant.sync(ACME);

      assertThat(result.reason()).isEqualTo(Reason.SYNCED);
      assertThat(result.corrections()).isEmpty();
      assertThat(tenant.row().id()).isEqualTo("theirs");
      assertThat(tenant.row().values().name()).isEqualTo("Acme S.A.");
      assertThat(tenant.record().bound()).isTrue();
    }

    @Test
    void anybody_elses_row_is_taken_only_when_a_person_says_so() {
      tenant.database.add(Edits.owner(SOMEBODY).apply(Edits.row("theirs", "acme")));
      tenant.owner = ModelTenant.known(OWNER);

      SyncResult result = tenant.sync(ACME);

      assertThat(result.reason()).isEqualTo(Reason.SLUG_TAKEN);
      assertThat(result.tenantId()).isEmpty();
      assertThat(result.decisions())
          .extracting(Decision::annotation, Decision::value)
          .containsExactly(tuple(Names.ADOPT_ROW_ANNOTATION, "theirs"));
      assertThat(tenant.database.writes()).isZero();

      assertThat(tenant.sync(ACME.answering(Names.ADOPT_ROW_ANNOTATION, "theirs")).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(tenant.row().id()).isEqualTo("theirs");
      assertThat(tenant.row().values().ownerId()).contains(OWNER);
    }

    @Test
    void a_question_stays_readable_however_long_the_name_of_the_other_row_is() {
      tenant.database.add(
          Edits.name("\ud83d\ude00".repeat(10_000)).apply(Edits.row("theirs", "acme")));

      assertThat(tenant.sync(ACME).decisions())
          .singleElement()
          .satisfies(
              asked ->
                  assertThat(asked.message())
                      .hasSizeLessThan(1000)
                      .endsWith("\ud83d\ude00…\" with slug acme for this Tenant?"));
    }

    @Test
    void no_owner_equals_no_owner_proves_nothing() {
      tenant.database.add(Edits.row("theirs", "acme"));

      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.SLUG_TAKEN);
    }

    @Test
    void a_row_made_in_place_of_a_bound_one_is_not_taken_by_itself() {
      tenant.owner = ModelTenant.known(OWNER);
      tenant.sync(ACME);
      tenant.database.remove(tenant.record().id());
      tenant.database.add(Edits.owner(OWNER).apply(Edits.row("new", "acme")));

      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.SLUG_TAKEN);
    }

    @Test
    void a_suspended_row_that_is_taken_stays_suspended() {
      tenant.database.add(
          Edits.owner(OWNER)
              .andThen(Edits.status(RowStatus.SUSPENDED))
              .apply(Edits.row("theirs", "acme")));
      tenant.owner = ModelTenant.known(OWNER);

      assertThat(tenant.sync(ACME).suspendedInDatabase()).isTrue();
    }

    @Test
    void a_vanished_row_is_written_again_with_the_same_id_and_what_others_held() {
      tenant.sync(ACME);
      tenant.edit(Edits.status(RowStatus.SUSPENDED));
      tenant.sync(ACME);
      String id = tenant.row().id();
      tenant.database.remove(id);

      SyncResult result = tenant.sync(ACME);

      assertThat(result.corrections())
          .containsExactly("Wrote the row again, which was gone from the database");
      assertThat(result.suspendedInDatabase()).isTrue();
      assertThat(tenant.row().id()).isEqualTo(id);
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.SUSPENDED);
    }

    @Test
    void a_vanished_row_is_not_written_into_another_database_unless_a_person_says_so() {
      tenant.sync(ACME);
      tenant.database.remove(tenant.record().id());
      tenant.schema = new Schema("database-2", false, false, true, false);
      int writes = tenant.database.writes();

      SyncResult result = tenant.sync(ACME);

      assertThat(result.reason()).isEqualTo(Reason.OTHER_DATABASE);
      assertThat(tenant.database.writes()).isEqualTo(writes);

      Decision decision = result.decisions().getFirst();
      tenant.sync(ACME.answering(decision.annotation(), decision.value()));
      assertThat(tenant.hasRow()).isTrue();
    }

    @Test
    void a_database_that_changed_its_identity_but_has_the_row_is_gone_on_with() {
      tenant.sync(ACME);
      tenant.schema = new Schema("database-2", false, false, true, false);

      assertThat(tenant.sync(ACME).reason()).isEqualTo(Reason.SYNCED);
      assertThat(tenant.record().databaseIdentity()).contains("database-2");
    }

    @Test
    void a_row_marked_as_deleted_suspends_and_its_removal_brings_it_back() {
      tenant.sync(ACME);
      String id = tenant.row().id();
      tenant.edit(Edits.status(RowStatus.DELETED));
      int writes = tenant.database.writes();

      SyncResult result = tenant.sync(ACME);

      assertThat(result.reason()).isEqualTo(Reason.DELETED_IN_DATABASE);
      assertThat(result.suspendedInDatabase()).isTrue();
      assertThat(result.message()).contains("delete the Tenant").contains("delete the row");
      assertThat(tenant.database.writes()).isEqualTo(writes);

      tenant.database.remove(id);
      result = tenant.sync(ACME);
      assertThat(result.reason()).isEqualTo(Reason.SYNCED);
      assertThat(result.suspendedInDatabase()).isFalse();
      assertThat(tenant.row().id()).isEqualTo(id);
      assertThat(tenant.row().values().status()).isEqualTo(RowStatus.ACTIVE);
    }

    @Test
    void the_trace_of_a_deleted_tenant_gives_way_to_a_fresh_row() {
      tenant.database.add(
          Edits.status(RowStatus.DELETED)
              .andThen(Edits.domain("acme.example.com"))
              .apply(Edits.row("trace", "acme")));

      SyncResult result = tenant.sync(ACME.at("acme.example.com"));

      assertThat(result.reason()).isEqualTo(Reason.SYNCED);
      assertThat(tenant.row().id()).isNotEqualTo("trace");
      assertThat(tenant.row().values().domain()).contains("acme.example.com");
      assertThat(tenant.database.rows().withId("trace")).isEmpty();
    }

    @Test
    void our_row_under_another_slug_is_kept_in_step_when_our_slug_was_taken() {
      tenant.sync(ACME);
      tenant.edit(Edits.slug("elsewhere"));
      tenant.database.add(Edits.row("theirs", "acme"));

      SyncResult result = tenant.sync(ACME.named("Acme Inc."));

      assertThat(result.reason()).isEqualTo(Reason.SLUG_TAKEN);
      assertThat(tenant.row().values().name()).isEqualTo("Acme Inc.");
      assertThat(tenant.row().values().slug()).isEqualTo("elsewhere");
    }
  }

  private static ObjectNode object(String key, String value) {
    return JsonNodeFactory.instance.objectNode().put(key, value);
  }
}
