package io.smarteros.tenant.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("definitions")
class SchemaTest {
  /** What kubectl apply keeps a copy of in an annotation, and etcd a limit on. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final int SHORTEST_DESCRIPTION = 10;

  private final CustomResourceDefinition definition;

  SchemaTest(CustomResourceDefinition definition) {
    this.definition = definition;
  }

  static Stream<Named<CustomResourceDefinition>> definitions() {
    return Stream.of(CustomResourceDefinitions.tenant(), CustomResourceDefinitions.tenantClass())
        .map(definition -> Named.of(definition.getMetadata().getName(), definition));
  }

  @Test
  void every_property_is_described() {
    assertThat(pathsOf(Property::named, property -> !isDescribed(property.schema())))
        .as("Properties without a description in sentences")
        .isEmpty();
  }

  private static boolean isDescribed(JSONSchemaProps schema) {
    String description = schema.getDescription();
    return description != null
        && description.length() >= SHORTEST_DESCRIPTION
        && description.endsWith(".");
  }

  @Test
  void every_string_list_and_map_is_bounded() {
    assertThat(pathsOf(_ -> true, property -> !isBounded(property)))
        .as("Places without a bound")
        .isEmpty();
  }

  private static boolean isBounded(Property property) {
    JSONSchemaProps schema = property.schema();
    if (property.isList()) {
      return schema.getMaxItems() != null;
    }
    if (property.isMap()) {
      return schema.getMaxProperties() != null;
    }
    boolean text = "string".equals(schema.getType()) || property.isQuantity();
    return !text || schema.getMaxLength() != null || !schema.getEnum().isEmpty();
  }

  @Test
  void every_number_of_a_spec_is_bounded() {
    assertThat(
            pathsOf(
                property -> property.isInSpec() && "integer".equals(property.schema().getType()),
                property ->
                    property.schema().getMinimum() == null
                        || property.schema().getMaximum() == null))
        .as("Numbers without a bound")
        .isEmpty();
  }

  @Test
  void every_quantity_of_a_spec_refuses_what_is_below_zero() {
    assertThat(
            pathsOf(
                property -> property.isInSpec() && property.isQuantity(),
                property ->
                    property.schema().getXKubernetesValidations().isEmpty()
                        && (property.schema().getPattern() == null
                            || property.schema().getMinimum() == null)))
        .as("Quantities that could be negative")
        .isEmpty();
  }

  @Test
  void every_list_says_how_it_is_merged() {
    assertThat(
            pathsOf(
                Property::isList, property -> property.schema().getXKubernetesListType() == null))
        .as("Lists without a list type")
        .isEmpty();
  }

  @Test
  void every_rule_answers_with_what_to_write() {
    assertThat(
            Stream.concat(
                    Stream.of(CustomResourceDefinitions.schema(definition)),
                    properties().map(Property::schema))
                .flatMap(schema -> schema.getXKubernetesValidations().stream())
                .map(ValidationRule::getMessage))
        .allMatch(message -> message.matches("(metadata[.]name: .*)?(write|leave) .+"));
  }

  @Test
  void nothing_inside_a_list_has_a_default_that_git_would_see_as_a_difference() {
    assertThat(
            pathsOf(
                property -> property.path().contains("[]"),
                property -> property.schema().getDefault() != null))
        .as("Defaults inside lists")
        .isEmpty();
  }

  @Test
  void nothing_keeps_unknown_fields_but_the_values_of_row_metadata() {
    assertThat(
            pathsOf(
                _ -> true,
                property ->
                    Boolean.TRUE.equals(property.schema().getXKubernetesPreserveUnknownFields())))
        .isSubsetOf("spec.rowMetadata.*");
  }

  @Test
  void what_lies_in_a_field_that_does_nothing_yet_says_so_too() {
    List<String> silent =
        properties()
            .filter(Property::isUnsupported)
            .flatMap(
                unsupported ->
                    properties()
                        .filter(Property::named)
                        .filter(property -> property.isIn(unsupported))
                        .filter(property -> !property.isUnsupported()))
            .map(Property::path)
            .toList();

    assertThat(silent).isEmpty();
  }

  @Test
  void it_is_small_enough_for_kubectl_apply() {
    assertThat(CustomResourceDefinitions.yaml(definition).getBytes(UTF_8).length)
        .isLessThan(MAX_BYTES);
  }

  private List<String> pathsOf(Predicate<Property> among, Predicate<Property> bad) {
    return properties().filter(among.and(bad)).map(Property::path).toList();
  }

  private Stream<Property> properties() {
    return Property.all(CustomResourceDefinitions.schema(definition));
  }
}
