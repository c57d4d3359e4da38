package io.smarteros.tenant.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slugs and domains become names in DNS, which knows no case. */
final class NamesakesTest extends OnNewTables {
  private static final String CITEXT =
      """
      create extension if not exists citext with schema public;
      alter table public.tenants alter column domain type citext, alter column slug type citext
      """;

  @ParameterizedTest
  @ValueSource(strings = {"", "create unique index on public.tenants (lower(domain))", CITEXT})
  void the_same_domain_in_capitals_is_taken(String rule) {
    tables.alter(
        """
        insert into public.tenants (id, name, slug, domain)
               values (gen_random_uuid(), 'Globex old', 'globex-old', 'Globex.Example')
        """);
    tables.run("select 1 " + (rule.isEmpty() ? "" : ";" + rule));
    restart();

    assertTaken(sync(globex), "globex-old");
    assertThat(tables.one("select domain from tenants where slug = 'globex'")).isEmpty();

    tables.run("delete from tenants where slug = 'globex-old'");
    assertThat(sync(globex).reason()).isEqualTo(Reason.SYNCED);
  }

  @ParameterizedTest
  @CsvSource({
    "GLOBEX.EXAMPLE., globex.example",
    "globex.example., globex.example",
    "xn--mller-kva.example, müller.example",
    "müller.example, xn--mller-kva.example",
    "XN--MLLER-KVA.Example, müller.example",
    "MÜLLER.Example, xn--mller-kva.example",
    "mÜllEr.Example., müller.example"
  })
  void the_same_domain_in_another_spelling_is_taken(String there, String wanted) {
    tables.run("insert into tenants (name, slug, domain) values ('Old', 'old', ?)", there);

    assertTaken(sync(globex.at(wanted)), "old");
  }

  @ParameterizedTest
  @CsvSource({"mäller.example, müller.example", "globex-example, globex.example"})
  void another_domain_that_looks_like_it_is_no_namesake(String there, String wanted) {
    tables.run("insert into tenants (name, slug, domain) values ('Old', 'old', ?)", there);

    assertThat(sync(globex.at(wanted)).reason()).isEqualTo(Reason.SYNCED);
  }

  @Test
  void a_domain_that_somebody_takes_in_capitals_later_is_told() {
    sync(globex);
    tables.run("insert into tenants (name, slug, domain) values ('X', 'late', 'GLOBEX.example')");

    assertTaken(sync(globex), "late");
    assertThat(tables.one("select domain from tenants where slug = 'globex'"))
        .isEqualTo("globex.example");
  }

  @Test
  void the_tenants_own_domain_may_be_spelled_otherwise() {
    sync(globex);
    tables.run("update tenants set domain = 'Globex.Example.'");
    String versions = versions();

    assertThat(sync(globex).reason()).isEqualTo(Reason.SYNCED);
    assertThat(versions()).isEqualTo(versions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", CITEXT})
  void the_same_slug_in_capitals_is_taken(String rule) {
    tables.run("insert into tenants (name, slug) values ('Acme before', 'ACME')");
    tables.run("select 1 " + (rule.isEmpty() ? "" : ";" + rule));
    restart();

    SyncResult result = sync(acme);

    assertThat(result.reason()).as(result.message()).isEqualTo(Reason.SLUG_TAKEN);
    assertThat(result.message()).contains("ACME");
    assertThat(tables.ask("select slug from tenants")).containsExactly("ACME");
  }

  @Test
  void a_trace_in_capitals_makes_room() {
    tables.run("select 1; " + CITEXT);
    tables.run("insert into tenants (name, slug, status) values ('Gone', 'ACME', 'deleted')");
    restart();

    assertThat(sync(acme).reason()).isEqualTo(Reason.SYNCED);
    assertThat(tables.ask("select slug from tenants")).containsExactly("acme");
  }

  @Test
  void many_rows_with_names_like_it_are_no_burden() {
    for (int bits = 0; bits < 64; bits++) {
      StringBuilder slug = new StringBuilder("acmeacme");
      for (int letter = 0; letter < 6; letter++) {
        if ((bits >> letter & 1) == 1) {
          slug.setCharAt(letter, Character.toUpperCase(slug.charAt(letter)));
        }
      }
      tables.run("insert into tenants (name, slug) values ('x', ?)", slug.toString());
    }

    assertThat(rows.sync(Wish.of("acmeacme", "A").row(), new InMemoryRecordSession()).reason())
        .isEqualTo(Reason.SLUG_TAKEN);
  }

  private static void assertTaken(SyncResult result, String slug) {
    assertThat(result.reason()).as(result.message()).isEqualTo(Reason.DOMAIN_TAKEN);
    assertThat(result.message()).contains(slug);
  }
}
