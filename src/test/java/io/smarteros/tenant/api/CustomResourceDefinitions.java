package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The CRDs as the Java types say them. */
final class CustomResourceDefinitions {
  private static final String HEADER =
      "# Made from the Java types by: %s\n".formatted(GeneratedFile.HOW);

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .build())
          .registerModule(new SimpleModule().addSerializer(Double.class, new WholeNumber()))
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private CustomResourceDefinitions() {}

  static CustomResourceDefinition tenant() {
    CustomResourceDefinition crd = generate(Tenant.class);
    JSONSchemaProps schema = schema(crd);
    complete(schema, "spec", TenantSpec.class);
    complete(schema, "status", TenantStatus.class);
    markUnseen(schema);
    return crd;
  }

  static CustomResourceDefinition tenantClass() {
    CustomResourceDefinition crd = generate(TenantClass.class);
    JSONSchemaProps schema = schema(crd);
    complete(schema, "spec", TenantClassSpec.class);
    complete(schema, "status", TenantClassStatus.class);
    markUnseen(schema);
    return crd;
  }

  /**
   * By the rules of kstatus an object without a status is finished, and so would be one that no
   * operator has seen.
   */
  private static void markUnseen(JSONSchemaProps schema) {
    property(schema, "status")
        .setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
  }

  static CustomResourceDefinitionVersion version(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().getFirst();
  }

  static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return version(crd).getSchema().getOpenAPIV3Schema();
  }

  private static CustomResourceDefinition generate(Class<? extends CustomResource<?, ?>> resource) {
    Captured captured = new Captured();
    new CRDGenerator()
        .customResourceClasses(resource)
        .forCRDVersions("v1")
        .withImplicitPreserveUnknownFields(false)
        .withPostProcessor(captured)
        .withOutput(captured)
        .detailedGenerate();
    CustomResourceDefinition crd = captured.crd();
    JSONSchemaProps schema = schema(crd);
    schema.setDescription(description(resource));
    schema.setRequired(List.of("spec"));
    SchemaCompletion.addRules(schema, resource);
    sortColumns(crd, resource);
    return crd;
  }

  private static void complete(JSONSchemaProps root, String name, Class<? extends Record> type) {
    JSONSchemaProps schema = property(root, name);
    schema.setDescription(description(type));
    SchemaCompletion.complete(schema, type);
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name));
  }

  private static String description(Class<?> type) {
    return type.getAnnotation(JsonClassDescription.class).value();
  }

  /** The generator sorts columns by their paths; people read them in the order of the type. */
  private static void sortColumns(CustomResourceDefinition crd, Class<?> resource) {
    List<String> order =
        Arrays.stream(resource.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    List<CustomResourceColumnDefinition> columns =
        new ArrayList<>(version(crd).getAdditionalPrinterColumns());
    columns.sort(Comparator.comparing(column -> order.indexOf(column.getName())));
    version(crd).setAdditionalPrinterColumns(columns);
  }

  static String yaml(CustomResourceDefinition crd) {
    try {
      return HEADER + YAML.writeValueAsString(crd);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bounds are doubles in the model and would read 1.0E7. */
  private static final class WholeNumber extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      json.writeNumber(value.longValue());
    }
  }

  /** Takes the CRD as an object, in place of the generator's file. */
  private static final class Captured
      implements CRDPostProcessor, CRDGenerator.CRDOutput<OutputStream> {
    private @Nullable CustomResourceDefinition crd;

    @Override
    public HasMetadata process(HasMetadata generated, String crdSpecVersion) {
      crd = (CustomResourceDefinition) generated;
      return generated;
    }

    @Override
    public OutputStream outputFor(String crdName) {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void close() {}

    CustomResourceDefinition crd() {
      return Objects.requireNonNull(crd, "The generator made no CRD");
    }
  }
}
