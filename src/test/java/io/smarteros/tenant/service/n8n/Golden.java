package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.service.Blueprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Blueprints as files. {@code mvn test -Dgolden.write=true} writes them; read the difference before
 * you commit it.
 */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden/n8n");

  private Golden() {}

  static void assertMatches(String name, Blueprint blueprint) {
    String yaml =
        Stream.concat(blueprint.volumes().stream(), blueprint.objects().stream())
            .map(Serialization::asYaml)
            .collect(Collectors.joining());
    Path file = FOLDER.resolve(name + ".yaml");
    try {
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, yaml);
      }
      assertThat(yaml)
          .as("%s; if it is meant to change, write it by -Dgolden.write=true", file)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
