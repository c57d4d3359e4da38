package io.smarteros.tenant.service.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OdooVersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"19.0-20260723", "19.0", "19", "19.0-20260723-addons", "latest"})
  void the_series_and_what_names_no_version_can_be_run(String tag) {
    assertThat(OdooVersions.refusesVersion(tag)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"18.0-20260723", "17", "20.0", "20.0-20260930"})
  void another_series_is_refused_with_a_version_that_can_be_run(String tag) {
    assertThat(OdooVersions.refusesVersion(tag))
        .hasValueSatisfying(why -> assertThat(why).contains(tag).contains("19.0-20260723"));
  }

  @ParameterizedTest
  @CsvSource({
    "19.0-20260723, 19.0-20260723",
    "19.0-20260723, 19.0-20260930",
    "19.0-20260723-addons, 19.0-20260723",
    "19.0, 19.0-20260723",
    "19.0-20260723, 19.0"
  })
  void a_later_build_may_follow(String running, String wanted) {
    assertThat(OdooVersions.refusesUpgrade(running, wanted)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"19.0-20260723, 19.0-20260722", "19.0-20260723-addons, 19.0-20251231"})
  void an_earlier_build_may_not(String running, String wanted) {
    assertThat(OdooVersions.refusesUpgrade(running, wanted))
        .hasValueSatisfying(why -> assertThat(why).contains("cannot be downgraded"));
  }
}
