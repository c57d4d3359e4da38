package io.smarteros.tenant.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that finds no image of the name that a manifest uses would look for a registry. */
final class ImageTest {
  private static final String HUB = "docker.io/";

  @Test
  void n8n_has_the_name_that_the_blueprint_uses() throws IOException {
    String image = Image.N8N.reference().replace(HUB, "");

    assertThat(Files.readString(Path.of("src/test/resources/golden/n8n/usual.yaml")))
        .contains("image: \"%s\"".formatted(image));
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
