package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class N8nVersionTest {

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
    assertThat(N8nVersion.refusesUpgrade(running, wanted)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.41.1, 2.41.0", "2.41.1, 2.9.0", "2.0.0, 1.99.0", "v2.41.1, 2.40"})
  void a_database_is_not_migrated_back(String running, String wanted) {
    assertThat(N8nVersion.refusesUpgrade(running, wanted))
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
    assertThat(N8nVersion.refusesUpgrade(running, wanted))
        .hasValueSatisfying(why -> assertThat(why).contains("in one step"));
  }
}
