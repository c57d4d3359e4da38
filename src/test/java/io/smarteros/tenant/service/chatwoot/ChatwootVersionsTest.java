package io.smarteros.tenant.service.chatwoot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatwootVersionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"v4.16.2-ce", "v4.14.1-ce", "v4.16.1-ce", "v4.16.2", "v4.20.0-ce", "latest-ce"})
  void what_was_read_what_came_later_and_what_names_no_version_can_be_run(String tag) {
    assertThat(ChatwootVersions.refusesVersion(tag)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v4.14.0-ce", "v4.13.9-ce", "v3.19.0", "4.10"})
  void one_without_a_way_to_call_into_the_cluster_is_refused_with_one_that_has_it(String tag) {
    assertThat(ChatwootVersions.refusesVersion(tag))
        .hasValueSatisfying(why -> assertThat(why).contains(tag).contains("v4.16.2-ce"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v4.16.0-ce", "v4.16.0", "4.16.0"})
  void the_one_that_fails_at_agent_bots_is_refused(String tag) {
    assertThat(ChatwootVersions.refusesVersion(tag))
        .hasValueSatisfying(why -> assertThat(why).contains("agent bots").contains("v4.16.1-ce"));
  }

  @ParameterizedTest
  @CsvSource({
    "v4.16.1-ce, v4.16.2-ce",
    "v4.16.2-ce, v4.16.2-ce",
    "v4.16.2-ce, v4.16.2",
    "v4.16.2-ce, v5.0.0-ce",
    "latest-ce, v4.16.2-ce"
  })
  void a_newer_version_may_follow(String running, String wanted) {
    assertThat(ChatwootVersions.refusesUpgrade(running, wanted)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"v4.16.2-ce, v4.16.1-ce", "v4.16.2-ce, v4.15.3"})
  void an_older_version_may_not(String running, String wanted) {
    assertThat(ChatwootVersions.refusesUpgrade(running, wanted))
        .hasValueSatisfying(why -> assertThat(why).contains("cannot be downgraded"));
  }
}
