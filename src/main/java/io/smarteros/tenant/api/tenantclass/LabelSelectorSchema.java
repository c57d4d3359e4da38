package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.CelRules;
import java.util.List;
import java.util.Map;

/** The schema of a Kubernetes label selector, whose own type has no descriptions and bounds. */
record LabelSelectorSchema(
    @JsonPropertyDescription("Labels that must have these values, at most 16.")
        @Size(max = 16)
        @ValidationRule(value = CelRules.LABEL_KEYS, message = CelRules.LABEL_KEYS_MESSAGE)
        @ValidationRule(value = CelRules.LABEL_VALUES, message = CelRules.LABEL_VALUES_MESSAGE)
        Map<String, @Size(max = 63) String> matchLabels,
    @JsonPropertyDescription("Requirements on labels that must all be met, at most 16.")
        @Size(max = 16)
        List<Requirement> matchExpressions) {

  @ValidationRule(
      value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
      message = "write values with In and NotIn, and none with Exists and DoesNotExist",
      fieldPath = ".values")
  record Requirement(
      @JsonPropertyDescription("Key of the label.")
          @Required
          @Size(min = 1, max = 317)
          @ValidationRule(value = CelRules.LABEL_KEY, message = CelRules.LABEL_KEYS_MESSAGE)
          String key,
      @JsonPropertyDescription("How the label is compared with the values.") @Required
          Operator operator,
      @JsonPropertyDescription(
              """
            Values for In and NotIn, at most 16. Omit them with Exists and DoesNotExist.""")
          @Size(max = 16)
          @ValidationRule(
              value = CelRules.EACH_LABEL_VALUE,
              message = CelRules.LABEL_VALUES_MESSAGE)
          List<@Size(max = 63) String> values) {}

  enum Operator {
    @JsonProperty("In")
    IN,
    @JsonProperty("NotIn")
    NOT_IN,
    @JsonProperty("Exists")
    EXISTS,
    @JsonProperty("DoesNotExist")
    DOES_NOT_EXIST
  }
}
