package io.smarteros.tenant.local;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Formats the Java sources, or with {@code --dry-run} only fails when one is not formatted. Runs in
 * the JDK that compiles them: Spotless would run the formatter in Maven's own JVM, which may be too
 * old to parse them.
 */
final class FormatJava {
  private FormatJava() {}

  public static void main(String[] args) throws IOException {
    boolean dryRun = args[0].equals("--dry-run");
    List<Source> unformatted =
        javaFiles(Path.of(args[1])).parallelStream()
            .map(Source::read)
            .filter(source -> !source.isFormatted())
            .toList();
    if (!dryRun) {
      for (Source source : unformatted) {
        Files.writeString(source.file(), source.formatted());
      }
    } else if (!unformatted.isEmpty()) {
      System.err.println(
          "Not formatted, run './mvnw -Pformat': "
              + unformatted.stream().map(Source::file).toList());
      System.exit(1);
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private record Source(Path file, String text, String formatted) {
    static Source read(Path file) {
      try {
        String text = Files.readString(file);
        return new Source(file, text, format(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (FormatterException e) {
        throw new IllegalStateException(file + " cannot be formatted", e);
      }
    }

    boolean isFormatted() {
      return formatted.equals(text);
    }

    private static String format(String text) throws FormatterException {
      String imports =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(text), JavaFormatterOptions.Style.GOOGLE);
      return new Formatter().formatSource(imports);
    }
  }
}
