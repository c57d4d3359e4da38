package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

  @ParameterizedTest
  @EnumSource
  void every_reason_says_in_sentences_what_it_means_and_what_to_do(Reason reason) {
    assertThat(reason.meaning()).matches("[A-Z].{10,}[.]|spec[.].{10,}[.]");
    assertThat(reason.remedy()).matches("[A-Z].+[.]");
    assertThat(reason.conditions()).isNotEmpty().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void every_reason_is_the_camel_case_form_of_its_constant(Reason reason) {
    assertThat(reason.id().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT))
        .isEqualTo(reason.name());
  }

  @Test
  void nothing_is_waited_for_where_only_a_person_helps() {
    assertThat(Reason.values())
        .noneMatch(
            reason ->
                reason.conditions().contains(ConditionType.RECONCILING)
                    && reason.conditions().contains(ConditionType.STALLED));
  }
}
