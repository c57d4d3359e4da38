package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedSqlTest {
  private static final Path FOLDER = Path.of("src/main/supabase");

  @Test
  void the_migrations_come_in_the_order_of_their_versions() {
    assertThat(ShippedSql.migrations())
        .extracting(Migration::version)
        .isSorted()
        .doesNotHaveDuplicates()
        .allMatch(version -> version.matches("[0-9]{14}"));
    assertThat(ShippedSql.rollbacks())
        .extracting(Migration::name)
        .containsExactlyElementsOf(ShippedSql.migrations().stream().map(Migration::name).toList());
  }

  @Test
  void they_are_read_from_a_jar_too(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("operator.jar");
    pack(jar);
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> packed = loader.loadClass(ShippedSql.class.getName());
      Method migrations = packed.getMethod("migrations");

      assertThat(packed).isNotEqualTo(ShippedSql.class);
      assertThat((List<?>) migrations.invoke(null))
          .extracting(Object::toString)
          .containsExactlyElementsOf(
              ShippedSql.migrations().stream().map(Migration::toString).toList());
    }
  }

  /** Files only: a jar need not have entries for folders. */
  private static void pack(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> sql = Files.walk(FOLDER)) {
      for (Path each : sql.filter(Files::isRegularFile).toList()) {
        put(out, "supabase/" + FOLDER.relativize(each), Files.readAllBytes(each));
      }
      for (Class<?> type :
          List.of(
              ShippedSql.class,
              Migration.class,
              Class.forName(ShippedSql.class.getName() + "$Reading"))) {
        String name = type.getName().replace('.', '/') + ".class";
        put(out, name, content("/" + name));
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] content(String resource) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(ShippedSqlTest.class.getResourceAsStream(resource), resource)) {
      return stream.readAllBytes();
    }
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }
}
