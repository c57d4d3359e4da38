package io.smarteros.tenant.local.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The files of {@code src/local/resources/local}. */
public final class LocalResource {
  private LocalResource() {}

  static InputStream open(String name) {
    return Objects.requireNonNull(
        LocalResource.class.getResourceAsStream("/local/" + name), "no resource local/" + name);
  }

  public static String text(String name) {
    try (InputStream resource = open(name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read local/" + name, e);
    }
  }
}
