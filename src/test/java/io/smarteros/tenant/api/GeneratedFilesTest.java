package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The files that are made from the Java types are in the repository, so that people can read and
 * apply them. After a change of the types: {@code mvn test -Dtest=GeneratedFilesTest
 * -Dgenerate=true} writes them.
 */
class GeneratedFilesTest {

  @Test
  void the_crd_of_tenants_is_the_one_of_the_types() throws IOException {
    compare(
        Path.of("crds/tenants.smarteros.io.yaml"),
        CustomResourceDefinitions.yaml(CustomResourceDefinitions.tenant()));
  }

  @Test
  void the_crd_of_tenant_classes_is_the_one_of_the_types() throws IOException {
    compare(
        Path.of("crds/tenantclasses.smarteros.io.yaml"),
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
