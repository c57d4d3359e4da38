package io.smarteros.tenant.local.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class, started in a JVM of its own with the Java and the class path of this one. */
public final class JavaProgram {
  private JavaProgram() {}

  /**
   * The command line.
   *
   * @param options of the JVM, such as {@code -Xmx256m}
   */
  public static List<String> command(String mainClass, String... options) {
    List<String> command = new ArrayList<>();
    command.add(executable().toString());
    command.addAll(List.of(options));
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    return command;
  }

  /** The Java that runs this. */
  public static Path executable() {
    return home().resolve("bin/java");
  }

  /** The folder of that Java. */
  public static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /** From now on this JVM ends with the one that started it: Maven takes no child along. */
  public static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent ->
                Thread.startVirtualThread(
                    () -> {
                      parent.onExit().join();
                      System.exit(1);
                    }));
  }
}
