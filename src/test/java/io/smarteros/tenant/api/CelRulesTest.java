package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.schema.CelRules;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What admission takes must be fit for the applications that get it. */
final class CelRulesTest {
  private static final Pattern OURS =
      Pattern.compile(
          CelRules.EMAIL.substring("self.matches(\"".length(), CelRules.EMAIL.length() - 2));

  /** n8n 2.41.1 asks zod 3 (z.string().email()); on an address that fails it does not start. */
  private static final Pattern N8N =
      Pattern.compile(
          "^(?!\\.)(?!.*\\.\\.)([A-Z0-9_'+\\-\\.]*)[A-Z0-9_+-]@([A-Z0-9][A-Z0-9\\-]*\\.)+[A-Z]{2,}$",
          Pattern.CASE_INSENSITIVE);

  @Property(tries = 5000)
  void every_address_that_is_admitted_is_one_for_n8n(@ForAll("addresses") String address) {
    if (OURS.matcher(address).matches()) {
      assertThat(N8N.matcher(address).matches()).as(address).isTrue();
    }
  }

  @Property(tries = 5000)
  void nothing_before_the_at_is_refused_that_n8n_takes(@ForAll("names") String name) {
    String address = name + "@acme.example";

    assertThat(OURS.matcher(address).matches())
        .as(address)
        .isEqualTo(N8N.matcher(address).matches());
  }

  @Example
  void addresses_of_people_are_admitted() {
    assertThat(
            new String[] {"it@acme.example", "o'neil@acme.example", "a.b+c_d-e@sub.acme.example"})
        .allMatch(address -> OURS.matcher(address).matches());
  }

  @Example
  void addresses_that_n8n_does_not_take_are_refused() {
    assertThat(
            new String[] {
              "a..b@acme.example",
              ".it@acme.example",
              "it.@acme.example",
              "r&d@acme.example",
              "it/ops@acme.example"
            })
        .noneMatch(address -> OURS.matcher(address).matches());
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("aZ0.'_+-&/").ofMinLength(1).ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> addresses() {
    return Arbitraries.strings().withChars("aZ0.'_+-&/@").ofMinLength(3).ofMaxLength(12);
  }
}
