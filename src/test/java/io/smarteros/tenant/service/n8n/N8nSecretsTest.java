package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class N8nSecretsTest {
  private final N8nSecrets secrets = new N8nSecrets(new Random(42));

  @Test
  void the_hash_is_that_of_the_password_and_n8n_understands_it() {
    Map<String, String> made = make(Map.of());

    assertThat(of(made, N8nSecrets.OWNER_PASSWORD_HASH))
        .matches("^\\$2[aby]\\$\\d{2}\\$[./A-Za-z0-9]{53}$");
    assertThat(isHashOfPassword(made)).isTrue();
  }

  @Test
  void a_lost_hash_is_made_again_of_the_password_that_is_there() {
    Map<String, String> present = new HashMap<>(make(Map.of()));
    present.remove(N8nSecrets.OWNER_PASSWORD_HASH);

    Map<String, String> made = make(present);

    assertThat(made).containsOnlyKeys(N8nSecrets.OWNER_PASSWORD_HASH);
    present.putAll(made);
    assertThat(isHashOfPassword(present)).isTrue();
  }

  @Test
  void passwords_fit_n8ns_rule() {
    for (int i = 0; i < 1000; i++) {
      assertThat(
              of(make(Map.of(N8nSecrets.OWNER_PASSWORD_HASH, "known")), N8nSecrets.OWNER_PASSWORD))
          .hasSizeBetween(8, 64)
          .matches(".*[0-9].*")
          .matches(".*[A-Z].*")
          .matches("[A-Za-z0-9]*");
    }
  }

  @Test
  void nothing_is_made_when_all_is_there() {
    assertThat(secrets.missing(make(Map.of()))).isEmpty();
  }

  @Test
  void two_tenants_share_nothing() {
    assertThat(make(Map.of()).values()).doesNotContainAnyElementsOf(make(Map.of()).values());
  }

  private static boolean isHashOfPassword(Map<String, String> made) {
    return BCrypt.verifyer()
        .verify(
            of(made, N8nSecrets.OWNER_PASSWORD).toCharArray(),
            of(made, N8nSecrets.OWNER_PASSWORD_HASH).toCharArray())
        .verified;
  }

  private static String of(Map<String, String> made, String name) {
    return made.getOrDefault(name, "absent");
  }

  private Map<String, String> make(Map<String, String> present) {
    Map<String, String> made = new HashMap<>();
    secrets.missing(present).forEach((name, maker) -> made.put(name, maker.get()));
    return made;
  }
}
