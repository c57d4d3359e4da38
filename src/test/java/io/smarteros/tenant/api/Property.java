package io.smarteros.tenant.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A place in a schema.
 *
 * @param path as people write it, such as {@code spec.services.n8n.env[].name}
 * @param named a property, not the items of a list or the values of a map
 */
record Property(String path, JSONSchemaProps schema, boolean named, boolean required) {

  /** Everything below the root of a CRD's schema, each after what it is in. */
  static Stream<Property> all(JSONSchemaProps root) {
    return children("", root).flatMap(Property::withDescendants);
  }

  private Stream<Property> withDescendants() {
    return Stream.concat(
        Stream.of(this), children(path, schema).flatMap(Property::withDescendants));
  }

  private static Stream<Property> children(String path, JSONSchemaProps schema) {
    if (schema.getItems() != null) {
      return Stream.of(new Property(path + "[]", schema.getItems().getSchema(), false, false));
    }
    if (schema.getAdditionalProperties() != null) {
      JSONSchemaProps values = schema.getAdditionalProperties().getSchema();
      return Stream.of(new Property(path + ".*", values, false, false));
    }
    Map<String, JSONSchemaProps> properties = new TreeMap<>(schema.getProperties());
    return properties.entrySet().stream()
        .map(
            property ->
                new Property(
                    path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                    property.getValue(),
                    true,
                    schema.getRequired().contains(property.getKey())));
  }

  boolean isInSpec() {
    return path.startsWith("spec.");
  }

  /** Whether it is a field of the other one, at any depth. */
  boolean isIn(Property other) {
    return path.startsWith(other.path() + ".") || path.startsWith(other.path() + "[");
  }

  boolean isUnsupported() {
    String description = schema.getDescription();
    return description != null && description.startsWith(NotSupportedYet.PREFIX);
  }

  boolean isQuantity() {
    return Boolean.TRUE.equals(schema.getXKubernetesIntOrString());
  }

  boolean isList() {
    return "array".equals(schema.getType());
  }

  boolean isMap() {
    return schema.getAdditionalProperties() != null;
  }
}
