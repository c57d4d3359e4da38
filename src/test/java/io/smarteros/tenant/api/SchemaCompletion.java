package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the generator leaves out of the schema of a record: bounds of list items and map values (it
 * looks for them in the wrong place of an accessor), rules that stand on an interface and its
 * accessors, kinds of lists, formats of integers, and which fields do nothing yet.
 */
final class SchemaCompletion {
  /** Lists that are merged item by item, and the property that tells their items apart. */
  private static final Map<String, String> KEYS =
      Map.of("conditions", "type", "env", "name", "services", "name");

  private static final long MAX_QUANTITY_LENGTH = 32;

  private SchemaCompletion() {}

  static void complete(JSONSchemaProps object, Class<?> type) {
    for (Class<?> shared : type.getInterfaces()) {
      addRules(object, shared);
    }
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      // what only a newer version knows is in no schema
      if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
        continue;
      }
      JSONSchemaProps property =
          Objects.requireNonNull(
              object.getProperties().get(name), () -> "No schema for " + type + "." + name);
      for (AnnotatedElement accessor : accessors(type, component)) {
        addRules(property, accessor);
      }
      schemaFrom(type, name)
          .ifPresentOrElse(
              other -> completeSwapped(property, other),
              () -> completeValue(name, property, component.getAnnotatedType()));
      if (component.isAnnotationPresent(NotSupportedYet.class)) {
        markUnsupported(property);
      }
    }
  }

  /** The description of a field that does nothing yet says so, and those of the fields in it. */
  private static void markUnsupported(JSONSchemaProps schema) {
    String description = schema.getDescription();
    if (description != null && !description.startsWith(NotSupportedYet.PREFIX)) {
      schema.setDescription(NotSupportedYet.PREFIX + description);
    }
    schema.getProperties().values().forEach(SchemaCompletion::markUnsupported);
    if (schema.getItems() != null) {
      markUnsupported(schema.getItems().getSchema());
    }
  }

  /** The generator gives a rule twice where the annotation reaches both field and accessor. */
  static void addRules(JSONSchemaProps schema, AnnotatedElement annotated) {
    var rules =
        new LinkedHashMap<
            String, io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule>();
    schema.getXKubernetesValidations().forEach(rule -> rules.putIfAbsent(rule.getRule(), rule));
    for (ValidationRule rule : annotated.getAnnotationsByType(ValidationRule.class)) {
      rules.putIfAbsent(
          rule.value(),
          new ValidationRuleBuilder()
              .withRule(rule.value())
              .withMessage(orNull(rule.message()))
              .withMessageExpression(orNull(rule.messageExpression()))
              .withReason(orNull(rule.reason()))
              .withFieldPath(orNull(rule.fieldPath()))
              .build());
    }
    schema.setXKubernetesValidations(new ArrayList<>(rules.values()));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** That of the record, and those of its interfaces that it implements. */
  private static List<Method> accessors(Class<?> type, RecordComponent component) {
    return Stream.concat(Arrays.stream(type.getInterfaces()), Stream.of(type))
        .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
        .filter(method -> method.getName().equals(component.getName()))
        .filter(method -> method.getParameterCount() == 0)
        .toList();
  }

  private static Optional<Class<?>> schemaFrom(Class<?> type, String name) {
    try {
      return Optional.ofNullable(type.getDeclaredField(name).getAnnotation(SchemaFrom.class))
          .map(SchemaFrom::type);
    } catch (NoSuchFieldException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void completeSwapped(JSONSchemaProps schema, Class<?> type) {
    if (type.isArray()) {
      schema.setXKubernetesListType("atomic");
      complete(schema.getItems().getSchema(), type.getComponentType());
    } else {
      // A selector is one thought: two writers must not merge theirs
      schema.setXKubernetesMapType("atomic");
      complete(schema, type);
    }
  }

  private static void completeValue(String name, JSONSchemaProps schema, AnnotatedType type) {
    addBounds(schema, type);
    Class<?> raw = rawType(type);
    if (raw == List.class) {
      setListType(name, schema);
      completeValue(name, schema.getItems().getSchema(), argument(type, 0));
    } else if (raw == Map.class) {
      completeValue(name, schema.getAdditionalProperties().getSchema(), argument(type, 1));
    } else if (raw == Quantity.class) {
      schema.setMaxLength(MAX_QUANTITY_LENGTH);
    } else if (raw == Long.class || raw == long.class) {
      schema.setFormat("int64");
    } else if (raw == Integer.class) {
      schema.setFormat("int32");
    } else if (raw.isRecord()) {
      complete(schema, raw);
    }
  }

  private static void addBounds(JSONSchemaProps schema, AnnotatedType type) {
    Size size = type.getAnnotation(Size.class);
    if (size != null) {
      setSize(schema, size.min() > 0 ? size.min() : null, size.max());
    }
    Min min = type.getAnnotation(Min.class);
    if (min != null) {
      schema.setMinimum(min.value());
    }
    Pattern pattern = type.getAnnotation(Pattern.class);
    if (pattern != null) {
      schema.setPattern(pattern.value());
    }
  }

  private static void setSize(JSONSchemaProps schema, @Nullable Long min, long max) {
    if (schema.getItems() != null) {
      schema.setMinItems(min);
      schema.setMaxItems(max);
    } else if (schema.getAdditionalProperties() != null) {
      schema.setMinProperties(min);
      schema.setMaxProperties(max);
    } else {
      schema.setMinLength(min);
      schema.setMaxLength(max);
    }
  }

  private static void setListType(String name, JSONSchemaProps schema) {
    boolean objects = "object".equals(schema.getItems().getSchema().getType());
    String key = KEYS.get(name);
    if (!objects) {
      schema.setXKubernetesListType("set");
    } else if (key != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(List.of(key));
    } else {
      schema.setXKubernetesListType("atomic");
    }
  }

  private static AnnotatedType argument(AnnotatedType type, int index) {
    return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
  }

  private static Class<?> rawType(AnnotatedType type) {
    return switch (type.getType()) {
      case Class<?> raw -> raw;
      case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
      default -> throw new IllegalArgumentException("Not a type of a schema: " + type);
    };
  }
}
