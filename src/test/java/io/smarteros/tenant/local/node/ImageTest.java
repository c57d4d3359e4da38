package io.smarteros.tenant.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that finds no image of the name that a manifest uses would look for a registry. */
final class ImageTest {
  @ParameterizedTest
  @CsvSource({"N8N, n8n", "ODOO, odoo"})
  void an_application_has_the_name_that_its_blueprint_uses(Image image, String service)
      throws IOException {
    // manifests leave out the default registry and the folder of its own images
    String name = image.reference().replaceFirst("^docker.io/(library/)?", "");

    assertThat(Files.readString(Path.of("src/test/resources/golden", service, "usual.yaml")))
        .contains("image: \"%s\"".formatted(name));
  }

  @Test
  void the_operator_has_the_version_of_the_chart() throws IOException {
    String version = Image.OPERATOR.reference().replaceFirst(".*:", "");

    assertThat(Files.readString(Path.of("helm/tenant-operator/Chart.yaml")))
        .containsPattern("appVersion: \"?%s\"?".formatted(version));
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void every_image_has_a_recipe(Image image) {
    assertThat(image.recipe()).isRegularFile();
  }
}
