package io.smarteros.tenant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that is generated and committed all the same, for people to read. {@value #HOW} writes all
 * of them anew; read the difference before you commit it.
 */
public final class GeneratedFile {
  /** How they are made, for their first line. */
  public static final String HOW = "./mvnw -Pquick test -Dgenerate=true";

  private GeneratedFile() {}

  /** Fails when the file is not what is generated now. */
  public static void check(Path file, String generated) {
    try {
      if (Boolean.getBoolean("generate")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, generated);
      }
      assertThat(firstDifference(Files.exists(file) ? Files.readString(file) : "", generated))
          .as("%s; if it is meant to change, '%s' writes it anew", file, HOW)
          .isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstDifference(String present, String generated) {
    List<String> is = present.lines().toList();
    List<String> should = generated.lines().toList();
    for (int line = 0; line < Math.max(is.size(), should.size()); line++) {
      String there = line < is.size() ? is.get(line) : "(end of the file)";
      String wanted = line < should.size() ? should.get(line) : "(end of the file)";
      if (!there.equals(wanted)) {
        return "line %d is%n%s%nand should be%n%s".formatted(line + 1, there, wanted);
      }
    }
    return present.equals(generated) ? "" : "the last line ends in another way";
  }
}
