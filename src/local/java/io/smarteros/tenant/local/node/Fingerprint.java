package io.smarteros.tenant.local.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Tells whether files are still the same. */
final class Fingerprint {
  private Fingerprint() {}

  /** Of files and of all files in folders, by name and content. */
  static String of(List<Path> paths) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path path : paths) {
      try (var files = Files.walk(path)) {
        files
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(file -> text.append("%s %x%n".formatted(file, checksum(file))));
      }
    }
    return text.toString();
  }

  private static long checksum(Path file) {
    CRC32C checksum = new CRC32C();
    try {
      checksum.update(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return checksum.getValue();
  }
}
