package io.smarteros.tenant.supabase.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1|1.0", "100|1e2", "{\"a\": [1, 2.50]}|{\"a\": [1.0, 2.5]}", "null|null"})
  void what_jsonb_takes_for_the_same_is_the_same(String left, String right) {
    assertThat(JsonValues.same(json(left), json(right))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|\"1\"",
        "1|true",
        "[1, 2]|[2, 1]",
        "{\"a\": 1}|{\"a\": 1, \"b\": null}",
        "0|null"
      })
  void what_differs_differs(String left, String right) {
    assertThat(JsonValues.same(json(left), json(right))).isFalse();
  }

  @Test
  void an_absent_key_is_not_null() {
    assertThat(JsonValues.sameKey(json("{\"a\": null}"), "a", json("null"))).isTrue();
    assertThat(JsonValues.sameKey(json("{}"), "a", json("null"))).isFalse();
    assertThat(JsonValues.sameKey(json("7"), "a", json("7"))).isFalse();
  }

  @Property
  void a_number_is_the_same_after_a_round_trip(@ForAll double number) {
    JsonNode node = new ObjectMapper().getNodeFactory().numberNode(number);

    assertThat(JsonValues.same(node, json(node.toString()))).isTrue();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
