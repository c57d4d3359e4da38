package io.smarteros.tenant.api;

import io.smarteros.tenant.testkit.GeneratedFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that are made from the Java types are in the repository, so that people can read and
 * apply them.
 */
class GeneratedFilesTest {
  /** A chart can only hold what is below its own folder. */
  private static final String CRDS_OF_CHART = "helm/tenant-operator/files/crds";

  @ParameterizedTest
  @ValueSource(strings = {"crds", CRDS_OF_CHART})
  void the_crds_are_those_of_the_types(Path folder) {
    GeneratedFile.check(
        folder.resolve("tenants.smarteros.io.yaml"),
        CustomResourceDefinitions.yaml(CustomResourceDefinitions.tenant()));
    GeneratedFile.check(
        folder.resolve("tenantclasses.smarteros.io.yaml"),
        CustomResourceDefinitions.yaml(CustomResourceDefinitions.tenantClass()));
  }

  @Test
  void the_reference_is_the_one_of_the_types() {
    GeneratedFile.check(Path.of("docs/api.md"), ApiReference.write());
  }
}
