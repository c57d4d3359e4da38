package io.smarteros.tenant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is generated and committed all the same, for people to read. {@value #HOW} writes all
 * of them anew; read the difference before you commit it.
 */
public final class GeneratedFile {
  /** How they are made, for their first line. */
  public static final String HOW = "mvn test -Dgenerate=true -DexcludedGroups=cluster";

  private GeneratedFile() {}

  /** Fails when the file is not what is generated now. */
  public static void check(Path file, String generated) {
    try {
      if (Boolean.getBoolean("generate")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, generated);
      }
      assertThat(Files.exists(file) ? Files.readString(file) : "")
          .as("%s; if it is meant to change, '%s' writes it anew", file, HOW)
          .isEqualTo(generated);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
