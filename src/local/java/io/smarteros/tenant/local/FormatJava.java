package io.smarteros.tenant.local;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats the Java sources, or with {@code --dry-run} only fails when one is not formatted. Runs in
 * the JDK that compiles them: Spotless would run the formatter in Maven's own JVM, which may be too
 * old to parse them.
 */
final class FormatJava {
  private FormatJava() {}

  public static void main(String[] args) throws IOException, FormatterException {
    boolean dryRun = args[0].equals("--dry-run");
    List<Path> unformatted = new ArrayList<>();
    for (Path file : javaFiles(Path.of(args[1]))) {
      String source = Files.readString(file);
      String formatted = format(source);
      if (!formatted.equals(source)) {
        unformatted.add(file);
        if (!dryRun) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (dryRun && !unformatted.isEmpty()) {
      System.err.println("Not formatted, run './mvnw -Pformat': " + unformatted);
      System.exit(1);
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String format(String source) throws FormatterException {
    String imports =
        ImportOrderer.reorderImports(
            RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.GOOGLE);
    return new Formatter().formatSource(imports);
  }
}
