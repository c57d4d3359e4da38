package io.smarteros.tenant.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** YAML documents as objects. */
final class Manifests {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");
  private static final Pattern COMMENTS = Pattern.compile("(?m)^#.*$");

  private Manifests() {}

  static List<HasMetadata> parse(String yaml) {
    var serialization = new KubernetesSerialization();
    return SEPARATOR
        .splitAsStream(yaml)
        .filter(Predicate.not(document -> COMMENTS.matcher(document).replaceAll("").isBlank()))
        .map(document -> serialization.unmarshal(document, HasMetadata.class))
        .toList();
  }

  static <T extends HasMetadata> List<T> ofType(Class<T> type, List<HasMetadata> objects) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
