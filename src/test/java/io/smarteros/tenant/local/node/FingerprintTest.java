package io.smarteros.tenant.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FingerprintTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(Files.createDirectory(folder.resolve("lib")).resolve("a.jar"), "a");
  }

  @Test
  void the_same_files_have_the_same_one() throws IOException {
    String before = fingerprint();

    Files.writeString(file, "a");

    assertThat(fingerprint()).isEqualTo(before).isNotEmpty();
  }

  @Test
  void a_changed_file_changes_it() throws IOException {
    String before = fingerprint();

    Files.writeString(file, "b");

    assertThat(fingerprint()).isNotEqualTo(before);
  }

  @Test
  void another_name_changes_it() throws IOException {
    String before = fingerprint();

    Files.move(file, file.resolveSibling("b.jar"));

    assertThat(fingerprint()).isNotEqualTo(before);
  }

  private String fingerprint() throws IOException {
    return Fingerprint.of(List.of(folder));
  }
}
