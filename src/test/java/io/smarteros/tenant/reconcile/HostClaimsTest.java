package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class HostClaimsTest {
  private static final String HOST = "n8n.acme.example";
  private static final String MONDAY = "2026-11-16T08:00:00Z";
  private static final String TUESDAY = "2026-11-17T08:00:00Z";
  private static final String WEDNESDAY = "2026-11-18T08:00:00Z";

  private final HostClaims claims = new HostClaims();

  @Test
  void a_host_belongs_to_the_oldest_of_those_that_claim_it() {
    claims.claim("young", TUESDAY, Set.of(HOST));
    claims.claim("old", MONDAY, Set.of(HOST));

    assertThat(claims.otherHolder(HOST, "young", _ -> true)).hasValue("old");
    assertThat(claims.otherHolder(HOST, "old", _ -> true)).isEmpty();
  }

  @Test
  void a_tenant_that_is_gone_without_a_word_holds_nothing() {
    claims.claim("forced-out", MONDAY, Set.of(HOST));
    claims.claim("acme", TUESDAY, Set.of(HOST));

    assertThat(claims.otherHolder(HOST, "acme", "acme"::equals)).isEmpty();
    assertThat(claims.otherHolder(HOST, "acme", _ -> true)).as("asked again").isEmpty();
  }

  @Test
  void a_tenant_made_again_is_as_young_as_it_is() {
    claims.claim("acme", MONDAY, Set.of(HOST));
    claims.claim("globex", TUESDAY, Set.of(HOST));
    claims.claim("acme", WEDNESDAY, Set.of(HOST));

    assertThat(claims.otherHolder(HOST, "acme", _ -> true)).hasValue("globex");
  }

  @Test
  void what_is_released_is_free() {
    claims.claim("acme", MONDAY, Set.of(HOST));
    claims.release("acme");

    assertThat(claims.otherHolder(HOST, "globex", _ -> true)).isEmpty();
  }
}
