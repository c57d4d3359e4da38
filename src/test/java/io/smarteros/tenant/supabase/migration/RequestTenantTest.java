package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.supabase.Tables;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestTenantTest {
  private static final String CLERK = "https://clerk.example";

  private Tables tables;
  private SupabaseDatabase database;
  private ApiCaller alice;
  private ApiCaller bob;

  @BeforeAll
  void start() {
    tables = Tables.start(Schema.HARDENED);
    database = tables.database();
    alice = user("alice@example.com", UserState.CONFIRMED);
    bob = user("bob@example.com", UserState.CONFIRMED);
  }

  @AfterEach
  void startOver() {
    tables.run("update tenants set status = 'deleted'");
    tables.run("delete from tenants");
    tables.run("delete from tenant_ops.settings");
    tables.run("insert into tenant_ops.settings default values");
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @Test
  void a_signed_in_user_gets_a_tenant_and_no_more_than_that() throws SQLException {
    String id = request(alice, "acme");

    assertThat(tables.ask("select id, name, slug, domain, status, owner_subject from tenants"))
        .containsExactly(id + "|Acme|acme||active|");
    assertThat(alice.call("select slug from tenants")).containsExactly("acme");
    assertThat(bob.call("select slug from tenants")).isEmpty();
    assertThat(tables.one("select count(*) from tenant_services")).isEqualTo("0");
  }

  @Test
  void an_owner_gets_as_many_as_the_settings_say() throws SQLException {
    request(alice, "one");
    assertRefused("PT403", "too_many_tenants", () -> request(alice, "two"));

    tables.run("update tenant_ops.settings set tenants_per_owner = 2");
    request(alice, "two");
    assertRefused("PT403", "too_many_tenants", () -> request(alice, "three"));

    tables.run("update tenants set status = 'deleted' where slug = 'one'");
    request(alice, "three");
    request(bob, "four");
  }

  @Test
  void a_subject_belongs_to_its_issuer() throws SQLException {
    ApiCaller clerk = ApiCaller.subject(database, CLERK, "user_2a");
    ApiCaller namesake = ApiCaller.subject(database, "https://other.example", "user_2a");

    request(clerk, "acme");

    assertThat(tables.ask("select owner_id, owner_subject, owner_issuer from tenants"))
        .containsExactly("|user_2a|" + CLERK);
    assertThat(clerk.call("select slug from tenants")).containsExactly("acme");
    assertThat(namesake.call("select slug from tenants")).isEmpty();
    assertRefused("PT403", "too_many_tenants", () -> request(clerk, "two"));
    request(namesake, "two");
  }

  @Test
  void a_subject_that_looks_like_a_user_of_supabase_is_none() throws SQLException {
    ApiCaller keycloak =
        ApiCaller.subject(database, "https://kc.example", UUID.randomUUID().toString());

    request(keycloak, "acme");

    assertThat(tables.one("select owner_id, owner_subject is not null from tenants"))
        .isEqualTo("|t");
    assertThat(keycloak.call("select slug from tenants")).containsExactly("acme");
  }

  @Test
  void who_is_nobody_gets_none() {
    UUID someone = tables.addUser("someone@example.com", UserState.CONFIRMED);
    assertRefused("42501", "", () -> request(ApiCaller.anon(database), "acme"));
    assertRefused(
        "42501", "not_signed_in", () -> request(ApiCaller.signedIn(database, "{}"), "acme"));
    assertRefused(
        "42501",
        "anonymous_user",
        () ->
            request(
                ApiCaller.signedIn(
                    database, "{\"sub\": \"%s\", \"is_anonymous\": true}".formatted(someone)),
                "acme"));
    ApiCaller banned = user("banned@example.com", UserState.BANNED);
    assertRefused("42501", "user_banned", () -> request(banned, "acme"));
    assertRefused("42501", "", () -> request(ApiCaller.service(database), "acme"));
  }

  @ParameterizedTest
  @CsvSource({
    "kube-system, 23514, slug_not_allowed",
    "Acme, 23514, slug_not_allowed",
    "a--b, 23514, slug_not_allowed",
    "admin, 23514, slug_not_allowed",
    "support, 23514, slug_reserved",
    "taken, 23505, slug_taken",
    "old-customer, 23505, slug_taken",
    "'', 23514, slug_not_allowed"
  })
  void a_slug_is_refused_for_one_reason(String slug, String state, String reason) {
    tables.run("insert into tenants (name, slug) values ('Taken', 'taken')");
    tables.run("alter table tenants disable trigger a_guard");
    tables.run("insert into tenants (name, slug) values ('Old', 'Old-Customer')");
    tables.run("alter table tenants enable trigger a_guard");

    assertRefused(state, reason, () -> request(alice, slug));
  }

  @Test
  void a_domain_is_refused_unless_the_settings_allow_it() throws SQLException {
    assertRefused("23514", "domain_not_allowed", () -> request(alice, "acme", "acme.example"));

    tables.run(
        """
        update tenant_ops.settings
           set owners_may_ask_for_domains = true, reserved_domains = '{ours.example}'
        """);
    tables.run("insert into tenants (name, slug, domain) values ('T', 't-co', 'taken.example')");
    assertRefused("23514", "domain_reserved", () -> request(alice, "acme", "ours.example"));
    assertRefused("23514", "domain_reserved", () -> request(alice, "acme", "a.ours.example"));
    assertRefused("23514", "domain_not_allowed", () -> request(alice, "acme", "Acme.Example"));
    assertRefused("23505", "domain_taken", () -> request(alice, "acme", "taken.example"));
    request(alice, "acme", "notours.example");
    assertThat(alice.call("select domain from tenants")).containsExactly("notours.example");
  }

  @Test
  void without_a_name_there_is_no_tenant() {
    assertRefused(
        "23502",
        "name_or_slug_missing",
        () -> alice.call("select public.request_tenant(null, 'acme')"));
    assertRefused(
        "23514", "name_not_allowed", () -> alice.call("select public.request_tenant(' ', 'acme')"));
  }

  @Test
  void of_two_requests_for_a_slug_at_once_one_gets_it() throws SQLException {
    assertRefused("23505", "slug_taken", atOnce(alice, "acme", () -> request(bob, "acme")));

    assertThat(tables.ask("select slug from tenants")).containsExactly("acme");
  }

  @Test
  void two_requests_of_an_owner_at_once_do_not_exceed_the_limit() throws SQLException {
    assertRefused("PT403", "too_many_tenants", atOnce(alice, "one", () -> request(alice, "two")));

    assertThat(tables.ask("select slug from tenants")).containsExactly("one");
  }

  @Test
  void a_user_is_one_owner_whatever_address_his_tokens_name() throws SQLException {
    UUID id = tables.addUser("carol@example.com", UserState.CONFIRMED);
    ApiCaller carol = ApiCaller.user(database, id);
    ApiCaller byOwnDomain =
        ApiCaller.subject(database, "https://auth.example/auth/v1", id.toString());

    assertRefused(
        "PT403", "too_many_tenants", atOnce(carol, "one", () -> request(byOwnDomain, "two")));
  }

  @Test
  void users_reach_nothing_else_of_the_schema() {
    for (String attempt :
        List.of(
            "select tenant_ops.request_tenant('A', 'acme')",
            "select * from tenant_ops.settings",
            "update tenant_ops.settings set tenants_per_owner = 9",
            "select tenant_ops.find_owner('bob@example.com')")) {
      assertRefused("42501", "", () -> alice.call(attempt));
    }
  }

  private ApiCaller user(String email, UserState state) {
    return ApiCaller.user(database, tables.addUser(email, state));
  }

  private static String request(ApiCaller caller, String slug) throws SQLException {
    return caller.call("select public.request_tenant('Acme', '%s')".formatted(slug)).getFirst();
  }

  private static void request(ApiCaller caller, String slug, String domain) throws SQLException {
    caller.call(
        "select public.request_tenant(name => 'Acme', slug => '%s', domain => '%s')"
            .formatted(slug, domain));
  }

  /** What becomes of a second request that has to wait for the first one. */
  private ThrowingCallable atOnce(ApiCaller first, String slug, ThrowingCallable second)
      throws SQLException {
    return AtOnce.of(
        tables, first, "select public.request_tenant('Acme', '%s')".formatted(slug), second);
  }

  /** With the word for programs that the Data API hands on. */
  private static void assertRefused(String state, String word, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            PSQLException.class,
            refusal -> {
              assertThat(refusal.getSQLState()).isEqualTo(state);
              assertThat(refusal.getServerErrorMessage())
                  .extracting(ServerErrorMessage::getDetail)
                  .isEqualTo(word.isEmpty() ? null : word);
            });
  }
}
