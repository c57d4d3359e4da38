package io.smarteros.tenant.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.hosts.HostClaim.Strength;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HostClaimsTest {
  private static final String HOST = "n8n.acme.example";
  private static final String DOMAIN = "acme.example";
  private static final String MONDAY = "2026-11-16T08:00:00Z";
  private static final String TUESDAY = "2026-11-17T08:00:00Z";
  private static final String WEDNESDAY = "2026-11-18T08:00:00Z";

  private final HostClaims claims = new HostClaims();

  // Who has a host.

  @Test
  void of_two_that_have_none_yet_the_older_one_has_the_host() {
    claim("young", TUESDAY, wanted(HOST));
    claim("old", MONDAY, wanted(HOST));

    assertThat(holderFor("young", HOST)).contains("old");
    assertThat(holderFor("old", HOST)).isEmpty();
  }

  @Test
  void a_host_that_was_given_stays_whoever_is_older() {
    claim("young", TUESDAY, given(HOST));
    claim("old", MONDAY, wanted(HOST));

    assertThat(holderFor("old", HOST)).contains("young");
    assertThat(holderFor("young", HOST)).isEmpty();
  }

  @Test
  void the_host_that_the_pattern_gives_one_tenant_is_not_another_ones_to_choose() {
    claim("bravo", TUESDAY, byPattern("n8n-bravo.example.com"));
    claim("old", MONDAY, wanted("n8n-bravo.example.com"));

    assertThat(holderFor("old", "n8n-bravo.example.com")).contains("bravo");
  }

  @Test
  void a_host_that_was_given_is_not_taken_back_for_a_pattern() {
    claim("old", MONDAY, given("n8n-bravo.example.com"));
    claim("bravo", TUESDAY, byPattern("n8n-bravo.example.com"));

    assertThat(holderFor("bravo", "n8n-bravo.example.com")).contains("old");
  }

  @Test
  void a_tenant_made_again_is_as_young_as_it_is() {
    claim("acme", MONDAY, wanted(HOST));
    claim("globex", TUESDAY, wanted(HOST));
    claim("acme", WEDNESDAY, wanted(HOST));

    assertThat(holderFor("acme", HOST)).contains("globex");
  }

  @Test
  void what_is_released_is_free() {
    claim("acme", MONDAY, given(HOST), givenDomain(DOMAIN));
    claims.release("acme");

    assertThat(holderFor("globex", HOST)).isEmpty();
  }

  // Domains.

  @Test
  void a_domain_belongs_to_one_tenant_with_all_that_is_below_it() {
    claim("acme", TUESDAY, givenDomain(DOMAIN));
    claim("old", MONDAY, wanted("odoo.acme.example"), wantedDomain("shop.acme.example"));

    assertThat(holderFor("old", "odoo.acme.example")).contains("acme");
    assertThat(holderFor("old", "a.b.acme.example")).contains("acme");
    assertThat(holderFor("old", DOMAIN)).contains("acme");
    assertThat(domainHolderFor("old", "shop.acme.example")).contains("acme");
    assertThat(domainHolderFor("old", DOMAIN)).contains("acme");
  }

  @Test
  void a_domain_above_what_another_tenant_has_is_not_given() {
    claim("bravo", TUESDAY, given("n8n.bravo.example.com"));
    claim("old", MONDAY, wantedDomain("bravo.example.com"));

    assertThat(domainHolderFor("old", "bravo.example.com")).contains("bravo");
    assertThat(domainHolderFor("old", "example.com")).contains("bravo");
  }

  @Test
  void names_that_only_look_alike_do_not_disturb_each_other() {
    claim("acme", MONDAY, givenDomain(DOMAIN), given(HOST));
    claim("other", TUESDAY, wanted("n8n.not-acme.example"), wantedDomain("not-acme.example"));

    assertThat(holderFor("other", "n8n.not-acme.example")).isEmpty();
    assertThat(holderFor("other", "notacme.example")).isEmpty();
    assertThat(domainHolderFor("other", "not-acme.example")).isEmpty();
    assertThat(holderFor("other", "example")).isEmpty();
  }

  @Test
  void a_tenant_does_not_stand_in_its_own_way() {
    claim("acme", MONDAY, givenDomain(DOMAIN), given(HOST), wanted("odoo.acme.example"));

    assertThat(holderFor("acme", "odoo.acme.example")).isEmpty();
    assertThat(domainHolderFor("acme", DOMAIN)).isEmpty();
  }

  // Giving.

  @Test
  void of_two_that_are_given_a_host_at_the_same_time_one_gets_it() {
    claim("young", TUESDAY, wanted(HOST));
    assertThat(claims.give("young", HOST, Optional.empty())).isEmpty();
    claim("old", MONDAY, wanted(HOST));

    assertThat(claims.give("old", HOST, Optional.empty()).map(HostClaim::tenant)).contains("young");
  }

  @Test
  void a_host_below_a_domain_is_given_with_the_domain() {
    claim("young", TUESDAY, wantedDomain(DOMAIN), wanted(HOST));
    claims.give("young", HOST, Optional.of(DOMAIN));
    claim("old", MONDAY, wantedDomain(DOMAIN), wanted("odoo.acme.example"));

    assertThat(claims.give("old", "odoo.acme.example", Optional.of(DOMAIN)))
        .map(HostClaim::tenant)
        .contains("young");
  }

  private static HostClaim wanted(String host) {
    return new HostClaim("", "", Strength.WANTED, host, false);
  }

  private static HostClaim byPattern(String host) {
    return new HostClaim("", "", Strength.DEFAULT, host, false);
  }

  private static HostClaim given(String host) {
    return new HostClaim("", "", Strength.GIVEN, host, false);
  }

  private static HostClaim wantedDomain(String domain) {
    return new HostClaim("", "", Strength.WANTED, domain, true);
  }

  private static HostClaim givenDomain(String domain) {
    return new HostClaim("", "", Strength.GIVEN, domain, true);
  }

  private void claim(String tenant, String createdAt, HostClaim... wanted) {
    Set<HostClaim> own = new HashSet<>();
    Arrays.stream(wanted)
        .map(one -> new HostClaim(tenant, createdAt, one.strength(), one.name(), one.whole()))
        .forEach(own::add);
    claims.replace(tenant, own);
  }

  private Optional<String> holderFor(String tenant, String host) {
    return claims.stronger(tenant, host, false).map(HostClaim::tenant);
  }

  private Optional<String> domainHolderFor(String tenant, String domain) {
    return claims.stronger(tenant, domain, true).map(HostClaim::tenant);
  }
}
