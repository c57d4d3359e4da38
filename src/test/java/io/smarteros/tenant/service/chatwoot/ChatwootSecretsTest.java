package io.smarteros.tenant.service.chatwoot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChatwootSecretsTest {
  private final ChatwootSecrets secrets = new ChatwootSecrets(new Random(1));

  @Test
  void passwords_of_users_have_all_kinds_of_characters_that_chatwoot_demands() {
    Map<String, String> made = make(Map.of());

    assertThat(made.get(ChatwootSecrets.ADMIN_PASSWORD))
        .containsPattern("[A-Z]")
        .containsPattern("[a-z]")
        .containsPattern("[0-9]")
        .containsPattern("[^A-Za-z0-9]");
    assertThat(made.get(ChatwootSecrets.SUPER_ADMIN_PASSWORD))
        .containsPattern("[^A-Za-z0-9]")
        .isNotEqualTo(made.get(ChatwootSecrets.ADMIN_PASSWORD));
  }

  @Test
  void what_stands_in_files_and_urls_needs_no_escaping() {
    Map<String, String> made = make(Map.of());
    made.remove(ChatwootSecrets.ADMIN_PASSWORD);
    made.remove(ChatwootSecrets.SUPER_ADMIN_PASSWORD);

    assertThat(made.values()).allSatisfy(value -> assertThat(value).matches("[A-Za-z0-9]+"));
    assertThat(made.get(ChatwootSecrets.SECRET_KEY_BASE)).hasSize(128);
  }

  @Test
  void what_is_there_is_not_made_again() {
    Map<String, String> made = make(Map.of());

    assertThat(make(made)).isEmpty();
    made.remove(ChatwootSecrets.REDIS_PASSWORD);
    assertThat(make(made)).containsOnlyKeys(ChatwootSecrets.REDIS_PASSWORD);
  }

  private Map<String, String> make(Map<String, String> present) {
    Map<String, String> made = new HashMap<>();
    secrets.missing(present).forEach((name, maker) -> made.put(name, maker.get()));
    return made;
  }
}
