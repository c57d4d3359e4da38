package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Blueprints as files. */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden/n8n");

  private Golden() {}

  static void assertMatches(String name, Blueprint blueprint) {
    String yaml =
        Stream.concat(blueprint.volumes().stream(), blueprint.objects().stream())
            .map(Serialization::asYaml)
            .collect(Collectors.joining());
    GeneratedFile.check(FOLDER.resolve(name + ".yaml"), yaml);
  }
}
