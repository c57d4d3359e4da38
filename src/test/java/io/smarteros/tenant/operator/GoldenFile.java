package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed file that is generated: compared, or with {@code -Ddocs.write=true} written. */
final class GoldenFile {
  private GoldenFile() {}

  static void check(Path file, String generated) {
    try {
      if (Boolean.getBoolean("docs.write")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, generated);
      }
      assertThat(Files.exists(file) ? Files.readString(file) : "")
          .as("%s is generated: run the test with -Ddocs.write=true and commit the file", file)
          .isEqualTo(generated);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
