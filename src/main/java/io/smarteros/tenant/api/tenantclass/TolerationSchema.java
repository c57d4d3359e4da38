package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.CelRules;

/** The schema of a Kubernetes toleration, whose own type has no descriptions and bounds. */
@ValidationRule(
    value =
        "(has(self.operator) && self.operator == 'Exists') || (has(self.key) && self.key != '')",
    message = "write a key; or operator: Exists, which without a key is every taint",
    fieldPath = ".key")
@ValidationRule(
    value =
        "!has(self.operator) || self.operator != 'Exists' || !has(self.value) || self.value == ''",
    message = "write no value with operator: Exists",
    fieldPath = ".value")
@ValidationRule(
    value = "!has(self.tolerationSeconds) || (has(self.effect) && self.effect == 'NoExecute')",
    message = "write tolerationSeconds with effect: NoExecute only",
    fieldPath = ".tolerationSeconds")
record TolerationSchema(
    @JsonPropertyDescription("Key of the taint. Omit it with operator: Exists for every taint.")
        @Size(max = 317)
        @ValidationRule(
            value = "self == '' || " + CelRules.LABEL_KEY,
            message = CelRules.LABEL_KEYS_MESSAGE)
        String key,
    @JsonPropertyDescription("Exists: any value. Equal: this value. Default: Equal.")
        Operator operator,
    @JsonPropertyDescription("Value of the taint, with operator: Equal.")
        @Size(max = 63)
        @ValidationRule(value = CelRules.LABEL_VALUE, message = CelRules.LABEL_VALUES_MESSAGE)
        String value,
    @JsonPropertyDescription("Effect of the taint. Default: every effect.") Effect effect,
    @JsonPropertyDescription(
            """
            Seconds that a pod stays on a node with the taint NoExecute. Default: no limit.""")
        @Min(0)
        @Max(Integer.MAX_VALUE)
        Long tolerationSeconds) {

  enum Operator {
    @JsonProperty("Exists")
    EXISTS,
    @JsonProperty("Equal")
    EQUAL
  }

  enum Effect {
    @JsonProperty("NoSchedule")
    NO_SCHEDULE,
    @JsonProperty("PreferNoSchedule")
    PREFER_NO_SCHEDULE,
    @JsonProperty("NoExecute")
    NO_EXECUTE
  }
}
