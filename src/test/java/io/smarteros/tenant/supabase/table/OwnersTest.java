package io.smarteros.tenant.supabase.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.RowSync;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

class OwnersTest {
  @Nested
  class ByTheFunctionOfTheHardenedSchema extends Behaviour {
    ByTheFunctionOfTheHardenedSchema() {
      super(Schema.HARDENED);
    }
  }

  @Nested
  class ByDirectLookup extends Behaviour {
    ByDirectLookup() {
      super(Schema.SEED);
      tables.run("grant usage on schema auth to tenant_operator");
      tables.run("grant select on auth.users to tenant_operator");
      tables.run("create policy lookup on auth.users for select to tenant_operator using (true)");
    }
  }

  @Nested
  class WithoutTheRight {
    @Test
    void an_owner_is_not_unknown_but_cannot_be_looked_up() {
      Tables tables = Tables.start(Schema.SEED);
      try (SupabaseConnection connection = tables.connect()) {
        tables.addUser("owner@example.com", UserState.CONFIRMED);
        RowSync rows =
            new RowSync(connection, new RowFingerprints(), Brakes.open(), InstantSource.system());
        InMemoryRecordSession recordSession = new InMemoryRecordSession();
        Wish wish = Wish.acme().ownedBy("owner@example.com");

        SyncResult result = rows.sync(wish.row(), recordSession);
        assertThat(result.reason()).isEqualTo(Reason.OWNER_LOOKUP_UNAVAILABLE);
        assertThat(result.message()).contains("spec.owner.userId");
        assertThat(tables.one("select name, owner_id from tenants where slug = 'acme'"))
            .isEqualTo("Acme S.A.|");

        tables.run("grant usage on schema auth to tenant_operator");
        tables.run("grant select on auth.users to tenant_operator");
        assertThat(rows.sync(wish.row(), recordSession).reason())
            .as("row level security hides all users, which says nothing about one")
            .isEqualTo(Reason.OWNER_LOOKUP_UNAVAILABLE);

        tables.run("create policy lookup on auth.users for select to tenant_operator using (true)");
        assertThat(rows.sync(wish.row(), recordSession).reason()).isEqualTo(Reason.SYNCED);
      } finally {
        tables.database().close();
      }
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Behaviour {
    final Tables tables;
    private final SupabaseConnection connection;
    private final RowSync rows;

    Behaviour(Schema schema) {
      tables = Tables.start(schema);
      connection = tables.connect();
      rows = new RowSync(connection, new RowFingerprints(), Brakes.open(), InstantSource.system());
    }

    @AfterAll
    void stop() {
      connection.close();
      tables.database().close();
    }

    private String ownerOf(String slug) {
      return tables.one("select owner_id from tenants where slug = ?", slug);
    }

    private SyncResult sync(String slug, String email, InMemoryRecordSession recordSession) {
      return rows.sync(Wish.of(slug, slug).ownedBy(email).row(), recordSession);
    }

    @Test
    void a_confirmed_user_is_found_whatever_the_case_and_pinned() {
      UUID first = tables.addUser("first@example.com", UserState.CONFIRMED);
      UUID second = tables.addUser("second@example.com", UserState.CONFIRMED);
      InMemoryRecordSession recordSession = new InMemoryRecordSession();

      assertThat(sync("pinned", " First@Example.com", recordSession).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(ownerOf("pinned")).isEqualTo(first.toString());

      tables.run("update auth.users set email = 'renamed@example.com' where id = ?", first);
      assertThat(sync("pinned", "first@example.com", recordSession).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(ownerOf("pinned")).isEqualTo(first.toString());

      assertThat(sync("pinned", "second@example.com", recordSession).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(ownerOf("pinned")).isEqualTo(second.toString());
    }

    @Test
    void who_may_not_own_is_unknown_until_he_may() {
      InMemoryRecordSession recordSession = new InMemoryRecordSession();
      assertUnknown(sync("later", "later@example.com", recordSession), "Let the owner sign up");
      assertThat(ownerOf("later")).isEmpty();

      UUID user = tables.addUser("later@example.com", UserState.UNCONFIRMED);
      assertUnknown(sync("later", "later@example.com", recordSession), "has not confirmed");

      tables.run(
          "update auth.users set email_confirmed_at = now(), banned_until = 'infinity' where id = ?",
          user);
      assertUnknown(sync("later", "later@example.com", recordSession), "is banned");

      tables.run("update auth.users set banned_until = null where id = ?", user);
      int record = recordSession.writes();
      assertThat(sync("later", "later@example.com", recordSession).reason())
          .isEqualTo(Reason.SYNCED);
      assertThat(ownerOf("later")).isEqualTo(user.toString());
      assertThat(recordSession.writes()).as("one write settles it").isLessThanOrEqualTo(record + 2);
    }

    private void assertUnknown(SyncResult result, String words) {
      assertThat(result.reason()).isEqualTo(Reason.OWNER_UNKNOWN);
      assertThat(result.message()).contains(words);
      assertThat(result.retryAfter()).contains(RowSituation.LOOK_AGAIN);
    }

    @Test
    void deleted_anonymous_and_single_sign_on_users_own_nothing() {
      InMemoryRecordSession recordSession = new InMemoryRecordSession();
      for (String oddity :
          new String[] {"deleted_at = now()", "is_anonymous = true", "is_sso_user = true"}) {
        UUID user = tables.addUser("odd@example.com", UserState.CONFIRMED);
        tables.run("update auth.users set " + oddity + " where id = ?", user);
        assertThat(sync("odd", "odd@example.com", recordSession).reason())
            .as(oddity)
            .isEqualTo(Reason.OWNER_UNKNOWN);
        tables.run("delete from auth.users where id = ?", user);
      }
    }
  }
}
