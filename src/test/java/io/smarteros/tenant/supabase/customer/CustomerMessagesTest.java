package io.smarteros.tenant.supabase.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CustomerMessagesTest {
  /** As they begin, so that their plurals are found too. */
  private static final List<String> WORDS_OF_THE_CLUSTER =
      List.of(
          "namespace",
          "secret",
          "pod",
          "deployment",
          "kubernetes",
          "kubectl",
          "cluster",
          "ingress",
          "gateway",
          "route",
          "node",
          "container",
          "image",
          "quota",
          "class",
          "manifest",
          "spec",
          "operator",
          "controller",
          "volume",
          "claim",
          "job",
          "label",
          "annotation",
          "condition",
          "supabase",
          "postgres",
          "table",
          "row",
          "host",
          "dns",
          "n8n",
          "odoo",
          "chatwoot",
          "botpress");

  @ParameterizedTest
  @EnumSource
  void every_reason_has_a_sentence_that_a_customer_understands(Reason reason) {
    assertThat(sentences(new Observation.Progressing(reason)))
        .allSatisfy(CustomerMessagesTest::assertIsForCustomers);
    assertThat(sentences(new Observation.Stalled(reason)))
        .allSatisfy(CustomerMessagesTest::assertIsForCustomers);
  }

  @Test
  void a_deletion_is_told_in_words_of_a_customer() {
    assertThat(List.of(CustomerMessages.CLOSING, CustomerMessages.CLOSED))
        .allSatisfy(CustomerMessagesTest::assertIsForCustomers);
  }

  /** Or the other tests would say nothing. */
  @Test
  void what_an_operator_reads_is_not_for_customers() {
    assertThat(Reason.values())
        .filteredOn(reason -> namesTheCluster(reason.meaning()))
        .hasSizeGreaterThan(Reason.values().length / 2);
  }

  private static List<String> sentences(Observation observation) {
    return Arrays.stream(CustomerState.values())
        .flatMap(
            state ->
                Stream.of(
                    CustomerMessages.ofService(state, observation),
                    CustomerMessages.ofTenant(state, observation)))
        .toList();
  }

  private static void assertIsForCustomers(String message) {
    assertThat(message).endsWith(".").hasSizeLessThan(200);
    assertThat(namesTheCluster(message)).as(message).isFalse();
  }

  private static boolean namesTheCluster(String message) {
    return Arrays.stream(message.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1))
        .anyMatch(word -> WORDS_OF_THE_CLUSTER.stream().anyMatch(word::startsWith));
  }
}
