package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class N8nVersionsTest {

  @ParameterizedTest
  @CsvSource({
    "2.41.1, 2.41.1",
    "2.41.1, 2.41.2",
    "2.41.1, 2.42.0",
    "2.41.1, 2.100",
    "2.41.1, 3.0.0",
    "1.99.0, v2.0.0",
    "2.41.1-rc.1, 2.41.1",
    "stable, 2.0.0",
    "2.41.1, stable",
  })
  void a_newer_version_may_follow(String running, String wanted) {
    assertThat(N8nVersions.refusesUpgrade(running, wanted)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2.34.9", "2.30.4", "1.123.5", "v1.123.5", "0.236.0", "1", "2.34", "2.34.0-rc.1"})
  void a_version_that_gives_out_wrong_addresses_is_refused_with_the_oldest_that_does_not(
      String tag) {
    assertThat(N8nVersions.refusesVersion(tag))
        .hasValueSatisfying(
            why -> assertThat(why).contains("n8n " + tag + ":").contains("2.35.0 or newer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.35.0", "2.41.1", "v2.35", "2", "3.0.0", "stable", "latest", "2026-11"})
  void newer_versions_and_tags_without_a_number_are_taken(String tag) {
    assertThat(N8nVersions.refusesVersion(tag)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.41.1, 2.41.0", "2.41.1, 2.9.0", "2.0.0, 1.99.0", "v2.41.1, 2.40"})
  void a_database_is_not_migrated_back(String running, String wanted) {
    assertThat(N8nVersions.refusesUpgrade(running, wanted))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("cannot be downgraded")
                    .contains(running)
                    .contains(wanted));
  }

  @ParameterizedTest
  @CsvSource({"1.99.0, 3.0.0", "0.236.0, 2.41.1"})
  void no_major_version_is_left_out(String running, String wanted) {
    assertThat(N8nVersions.refusesUpgrade(running, wanted))
        .hasValueSatisfying(why -> assertThat(why).contains("in one step"));
  }
}
