package io.smarteros.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs and exceptions print values of our types, and nobody looks at what is in them. */
final class SecretsInTextTest {
  private static final String MARK = "marked";
  private static final String PLAIN = "plain";

  /**
   * By their names; what ends in "Secret" names a Secret, and a Map of secrets has their values.
   */
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|apiKey|token|cookie|credential)|secrets|byKey");

  /** Applications answer with keys and cookies. */
  private static final Set<String> SECRET_VALUES =
      Set.of(
          "Secret.value",
          "ApiKey.value",
          "HttpAnswer.body",
          "HttpAnswer.headers",
          "JsonAnswer.body",
          "JsonAnswer.headers");

  /** Shown in the status of a class, for a person to copy. */
  private static final Set<String> SHOWN = Set.of("HeldRows.token", "BrakeStatus.token");

  static Stream<Class<?>> records() {
    return new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages(SecretsInTextTest.class.getPackageName())
            .stream()
            .map(JavaClass::reflect)
            .filter(Class::isRecord)
            .filter(type -> !type.getPackageName().contains(".local"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void no_record_prints_its_secrets(Class<?> type) {
    assertThat(build(type).toString()).doesNotContain(MARK);
  }

  private static Object build(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(component -> value(component.getGenericType(), text(type, component)))
            .toArray();
    return make(
        type,
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new),
        values);
  }

  private static Object make(Class<?> type, Class<?>[] parameters, Object[] values) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot build " + type, e);
    }
  }

  private static String text(Class<?> type, RecordComponent component) {
    String name = type.getSimpleName() + "." + component.getName();
    boolean secret =
        !SHOWN.contains(name)
            && (SECRET.matcher(component.getName()).matches() || SECRET_VALUES.contains(name));
    return secret ? MARK : PLAIN;
  }

  private static @Nullable Object value(Type type, String text) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic, text);
      case Class<?> raw -> plain(raw, text);
      case WildcardType wildcard -> value(wildcard.getUpperBounds()[0], text);
      case TypeVariable<?> _ -> text;
      default -> throw new IllegalStateException("Cannot build " + type);
    };
  }

  private static @Nullable Object generic(ParameterizedType type, String text) {
    Type first = type.getActualTypeArguments()[0];
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Optional.class) {
      return Optional.ofNullable(value(first, text));
    } else if (raw == List.class) {
      return List.of(value(first, text));
    } else if (raw == Set.class) {
      return Set.of(value(first, text));
    } else if (raw == Map.class) {
      // keys are names
      return Map.of(value(first, PLAIN), value(type.getActualTypeArguments()[1], text));
    }
    return plain(raw, text);
  }

  private static @Nullable Object plain(Class<?> type, String text) {
    if (type == String.class || type == Object.class || type == CharSequence.class) {
      return text;
    } else if (type == boolean.class || type == Boolean.class) {
      return true;
    } else if (type == int.class || type == Integer.class) {
      return 1;
    } else if (type == long.class || type == Long.class) {
      return 1L;
    } else if (type == Duration.class) {
      return Duration.ZERO;
    } else if (type == Instant.class) {
      return Instant.EPOCH;
    } else if (type == URI.class) {
      return URI.create("https://example.com");
    } else if (type == JsonNode.class) {
      return JsonNodeFactory.instance.textNode(text);
    } else if (type == HttpHeaders.class) {
      return HttpHeaders.of(Map.of("Set-Cookie", List.of(text)), (_, _) -> true);
    } else if (type == HasMetadata.class) {
      return new SecretBuilder()
          .withNewMetadata()
          .withName(PLAIN)
          .endMetadata()
          .addToData(PLAIN, MARK)
          .addToStringData(PLAIN, MARK)
          .build();
    } else if (type == GenericKubernetesResource.class) {
      var secret = new GenericKubernetesResource();
      secret.setAdditionalProperty("data", MARK);
      return secret;
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type.isRecord()) {
      return build(type);
    } else if (type.isSealed()) {
      return plain(type.getPermittedSubclasses()[0], text);
    } else if (type.isInterface()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (_, method, _) -> method.getName().equals("toString") ? PLAIN : null);
    }
    return Arrays.stream(type.getDeclaredConstructors())
            .anyMatch(constructor -> constructor.getParameterCount() == 0)
        ? make(type, new Class<?>[0], new Object[0])
        : null;
  }
}
