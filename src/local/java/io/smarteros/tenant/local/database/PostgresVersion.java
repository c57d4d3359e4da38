package io.smarteros.tenant.local.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The versions of PostgreSQL that Supabase's projects have. */
public enum PostgresVersion {
  /** On the class path. */
  V17,
  /** Its jar has the same entries as that of the other version, so Maven copies it aside. */
  V15;

  private static final Path JAR_OF_15 = Path.of("target/postgresql-15/programs.jar");

  /** What to do where {@link #isThere} is false. */
  public static final String HOW_TO_GET_IT =
      "%s is missing: ./mvnw generate-test-resources brings it".formatted(JAR_OF_15);

  public boolean isThere() {
    return this == V17 || Files.exists(JAR_OF_15);
  }

  InputStream programs(String system, String machineHardware) throws IOException {
    if (this == V17) {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
    }
    try (FileSystem jar = FileSystems.newFileSystem(JAR_OF_15)) {
      return new ByteArrayInputStream(Files.readAllBytes(jar.getPath("postgres-linux-x86_64.txz")));
    }
  }
}
