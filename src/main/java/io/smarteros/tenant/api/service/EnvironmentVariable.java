package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import org.jspecify.annotations.Nullable;

/** One more environment variable for an application: a value, or a key of a Secret. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL) // an empty value is a value
@ValidationRule(
    value = "has(self.value) != has(self.secretRef)",
    message = "write either value or secretRef")
public record EnvironmentVariable(
    @JsonPropertyDescription("Name of the variable. Example: LOG_LEVEL.")
        @Required
        @Size(min = 1, max = 128)
        @ValidationRule(value = CelRules.VARIABLE_NAME, message = CelRules.VARIABLE_NAME_MESSAGE)
        String name,
    @JsonPropertyDescription(
            """
            Value of the variable, at most 4096 characters. Do not write a secret here: use \
            secretRef. It may not contain $(, with which Kubernetes would put in the value of \
            another variable.""")
        @Size(max = 4096)
        @ValidationRule(value = CelRules.VARIABLE_VALUE, message = CelRules.VARIABLE_VALUE_MESSAGE)
        @Nullable String value,
    @JsonPropertyDescription(
            """
            Key of a Secret in the tenant's namespace that contains the value. The Secret needs \
            the label smarteros.io/env: "true"; the operator's own, and the types of the \
            cluster's and registries' logins and of TLS keys, are refused. The application \
            waits until the Secret exists. A change of the Secret has effect at \
            the next start of the pods (kubectl rollout restart).""")
        @Nullable SecretKey secretRef) {

  /** Whether the value would take in that of another variable. */
  public boolean refersToAnother() {
    return value != null && value.contains(CelRules.EXPANSION);
  }

  /** A key of a Secret in the tenant's namespace. */
  @ApiType
  public record SecretKey(
      @JsonPropertyDescription(
              """
            Name of the Secret in the tenant's namespace. Example: mail-account.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          String name,
      @JsonPropertyDescription("Key in the Secret. Example: password.")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(
              value = "self.matches('^[-._A-Za-z0-9]+$')",
              message = "write a key of a Secret: letters, digits, '-', '_' and '.'")
          String key) {}
}
