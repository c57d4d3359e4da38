package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.CelRules;

/** An environment variable that a class gives an application. */
@JsonIgnoreProperties(ignoreUnknown = true) // an empty value is a value
public record ClassVariable(
    @JsonPropertyDescription("Name of the variable. Example: N8N_LOG_LEVEL.")
        @Required
        @Size(min = 1, max = 128)
        @ValidationRule(value = CelRules.VARIABLE_NAME, message = CelRules.VARIABLE_NAME_MESSAGE)
        String name,
    @JsonPropertyDescription(
            """
            Value of the variable, at most 4096 characters. It may not contain $(, with which \
            Kubernetes would put in the value of another variable.""")
        @Required
        @Size(max = 4096)
        @ValidationRule(value = CelRules.VARIABLE_VALUE, message = CelRules.VARIABLE_VALUE_MESSAGE)
        String value) {}
