package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.schema.CelRules;
import java.util.List;
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

  private static final Pattern DNS_NAME = patterns(CelRules.DNS_NAME).getFirst();
  private static final Pattern NUMBER_LAST = patterns(CelRules.DNS_NAME).getLast();
  private static final Pattern LAST_LABEL =
      Pattern.compile(".*" + patterns(CelRules.ENDS_AS_DNS_NAME).getFirst());

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
            new String[] {
              "it@acme.example",
              "o'neil@acme.example",
              "a.b+c_d-e@sub.acme.example",
              "it@xn--hxajbheg2az3al.gr"
            })
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
              "it@acme.xn--qxam",
              "it/ops@acme.example"
            })
        .noneMatch(address -> OURS.matcher(address).matches());
  }

  @Example
  void domains_of_other_alphabets_are_admitted() {
    assertThat(
            List.of(
                "acme.example.com",
                "xn--hxajbheg2az3al.xn--qxam",
                "acme.xn--p1ai",
                "xn--80ak6aa92e.xn--p1ai",
                "acme.xn--vermgensberatung-pwb",
                "a.b",
                "acme.k8s",
                "acme.internal-1",
                "acme.4you",
                "10.0.0.1.nip.io"))
        .allMatch(CelRulesTest::isDnsName);
    assertThat("{service}-{name}.xn--hxajbheg2az3al.xn--qxam").matches(LAST_LABEL);
  }

  @Example
  void addresses_and_what_is_no_name_are_refused() {
    assertThat(
            List.of(
                "10.0.0.1",
                "acme.1",
                "10.0.0.0x1",
                "acme.0x",
                "localhost",
                "xn--p1ai",
                "acme.-xn",
                "acme.xn--",
                "acme.com.",
                ".acme.com",
                "acme..com",
                "ACME.com",
                "ακμή.ελ",
                "acme." + "a".repeat(64)))
        .noneMatch(CelRulesTest::isDnsName);
  }

  private static boolean isDnsName(String name) {
    return DNS_NAME.matcher(name).find() && !NUMBER_LAST.matcher(name).find();
  }

  /** The regular expressions of a rule, in their order. */
  private static List<Pattern> patterns(String rule) {
    return Pattern.compile("matches\\('([^']*)'\\)")
        .matcher(rule)
        .results()
        .map(found -> Pattern.compile(found.group(1)))
        .toList();
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
