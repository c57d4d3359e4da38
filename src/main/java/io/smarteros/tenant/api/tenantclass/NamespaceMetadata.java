package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.schema.OrderedCopy;
import java.util.Map;

/** What the tenants' namespaces bear beside the operator's own labels and annotations. */
@ApiType
public record NamespaceMetadata(
    @JsonPropertyDescription(
            """
            Labels, at most 32. Those of the operator, of Pod Security and of Kubernetes \
            cannot be set. Example: {cost-centre: "4711"}.""")
        @Size(max = 32)
        @ValidationRule(value = CelRules.LABEL_KEYS, message = CelRules.LABEL_KEYS_MESSAGE)
        @ValidationRule(value = CelRules.LABEL_VALUES, message = CelRules.LABEL_VALUES_MESSAGE)
        @ValidationRule(value = NOT_RESERVED, message = NOT_RESERVED_MESSAGE)
        Map<String, @Size(max = 63) String> labels,
    @JsonPropertyDescription(
            """
            Annotations, at most 32, each of at most 1024 characters. Those of the operator \
            cannot be set. Example: {example.com/contact: platform@example.com}.""")
        @Size(max = 32)
        @ValidationRule(value = CelRules.LABEL_KEYS, message = CelRules.LABEL_KEYS_MESSAGE)
        @ValidationRule(value = NOT_RESERVED, message = NOT_RESERVED_MESSAGE)
        Map<String, @Size(max = 1024) String> annotations) {

  private static final String NOT_RESERVED =
      "self.all(key, !key.matches('^((.*[.])?smarteros[.]io|(app|pod-security)[.]kubernetes[.]io)/')"
          + " && key != 'kubernetes.io/metadata.name')";
  private static final String NOT_RESERVED_MESSAGE =
      "leave out keys of smarteros.io, app.kubernetes.io and pod-security.kubernetes.io, and"
          + " kubernetes.io/metadata.name: the operator or Kubernetes sets them; spec.podSecurity"
          + " decides the Pod Security level";

  public NamespaceMetadata {
    labels = OrderedCopy.of(labels);
    annotations = OrderedCopy.of(annotations);
  }

  public static NamespaceMetadata none() {
    return new NamespaceMetadata(Map.of(), Map.of());
  }
}
