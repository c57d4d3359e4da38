package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that are made from the Java types are in the repository, so that people can read and
 * apply them. After a change of the types: {@code mvn test -Dtest=GeneratedFilesTest
 * -Dgenerate=true} writes them.
 */
class GeneratedFilesTest {
  /** A chart can only hold what is below its own folder. */
  private static final String CRDS_OF_CHART = "helm/tenant-operator/files/crds";

  @ParameterizedTest
  @ValueSource(strings = {"crds", CRDS_OF_CHART})
  void the_crds_are_those_of_the_types(Path folder) throws IOException {
    compare(
        folder.resolve("tenants.smarteros.io.yaml"),
        CustomResourceDefinitions.yaml(CustomResourceDefinitions.tenant()));
    compare(
        folder.resolve("tenantclasses.smarteros.io.yaml"),
        CustomResourceDefinitions.yaml(CustomResourceDefinitions.tenantClass()));
  }

  @Test
  void the_reference_is_the_one_of_the_types() throws IOException {
    compare(Path.of("docs/api.md"), ApiReference.write());
  }

  private static void compare(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("generate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file)
        .as("%s, which 'mvn test -Dtest=GeneratedFilesTest -Dgenerate=true' writes anew", file)
        .content()
        .isEqualTo(generated);
  }
}
