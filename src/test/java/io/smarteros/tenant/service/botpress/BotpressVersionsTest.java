package io.smarteros.tenant.service.botpress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BotpressVersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"v12_31_10", "12.31.0", "v12_31_9", "latest", "nightly"})
  void the_last_line_and_what_names_no_version_can_be_run(String tag) {
    assertThat(BotpressVersions.refusesVersion(tag)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v12_30_9", "v12_22_2", "v11_9_6", "v13_0_0", "12.30"})
  void another_line_is_refused_with_the_version_that_can_be_run(String tag) {
    assertThat(BotpressVersions.refusesVersion(tag))
        .hasValueSatisfying(why -> assertThat(why).contains(tag).contains("v12_31_10"));
  }

  @ParameterizedTest
  @CsvSource({"v12_31_9, v12_31_10", "v12_31_10, v12_31_10", "latest, v12_31_10"})
  void a_newer_version_may_follow(String running, String wanted) {
    assertThat(BotpressVersions.refusesUpgrade(running, wanted)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"v12_31_10, v12_31_9", "12.31.10, v12_31_9"})
  void an_older_version_may_not(String running, String wanted) {
    assertThat(BotpressVersions.refusesUpgrade(running, wanted))
        .hasValueSatisfying(why -> assertThat(why).contains("cannot be downgraded"));
  }
}
