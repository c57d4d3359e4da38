package io.smarteros.tenant.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.process.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * The JVM that runs the operator.
 *
 * @param classPath of the operator; that of this JVM is appended where it is needed
 * @param environment beside the operator's own
 */
public record OperatorJvm(
    List<String> options, String classPath, String mainClass, Map<String, String> environment) {
  /** As {@code ./mvnw package} leaves it, with its libraries beside it. */
  static final Path JAR = Path.of("target/tenant-operator.jar");

  private static final Path TEMPLATE = Path.of("templates/deployment.yaml");

  public OperatorJvm {
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
  }

  /** For an operator that is started often and lives briefly. */
  public static OperatorJvm brief() {
    return new OperatorJvm(
        // optimizing would cost more than it brings
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED"),
        System.getProperty("java.class.path"),
        OperatorProcess.MAIN_CLASS,
        Map.of());
  }

  /**
   * The same for many starts, which together use a folder of their own: the first operator that
   * ends in order leaves an archive of its classes there, and the next ones start in half the time.
   */
  public static OperatorJvm brief(Path folder) {
    // the JVM archives no classes of folders
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .map(entry -> Files.isDirectory(entry) ? jar(entry, folder) : entry)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    return new OperatorJvm(brief().options(), jars, OperatorProcess.MAIN_CLASS, Map.of())
        .with(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + folder.resolve("operator.jsa"),
            // what cannot be archived or used costs time only, and is no line of the operator's
            "-Xlog:cds*=off");
  }

  private static Path jar(Path classes, Path folder) {
    Path jar = folder.resolve(classes.getFileName() + ".jar");
    List<String> arguments =
        List.of("--create", "--no-compress", "--file=" + jar, "-C", classes.toString(), ".");
    int exitCode =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalStateException("jar %s failed".formatted(String.join(" ", arguments)));
    }
    return jar;
  }

  /**
   * As in the chart's pod: its options, its variables that are not the operator's own, its limit of
   * memory, and the jar.
   */
  public static OperatorJvm ofChart(OperatorChart chart) {
    JsonNode container = container(chart.render("--show-only=" + TEMPLATE));
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      if (name.equals("JAVA_TOOL_OPTIONS") || name.equals("MALLOC_ARENA_MAX")) {
        environment.put(name, variable.path("value").asText());
      }
    }
    String limit = container.path("resources").path("limits").path("memory").asText();
    return new OperatorJvm(
        List.of(
            "-XX:MaxRAM=" + Quantity.getAmountInBytes(new Quantity(limit)).longValueExact(),
            "--enable-native-access=ALL-UNNAMED"),
        // the last is not in the image: it finds the stand-ins by the names of Services
        String.join(File.pathSeparator, JAR.toString(), ClusterAddresses.home().toString()),
        OperatorProcess.MAIN_CLASS,
        environment);
  }

  /** The same with more options. */
  public OperatorJvm with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new OperatorJvm(all, classPath, mainClass, environment);
  }

  /** The same for an operator that is put together in another way. */
  public OperatorJvm running(String otherMainClass) {
    return new OperatorJvm(options, classPath, otherMainClass, environment);
  }

  List<String> command(String clusterAddress) {
    List<String> command = new ArrayList<>();
    command.add(JavaProgram.executable().toString());
    command.addAll(options);
    command.add("-D%s=%s".formatted(ClusterAddresses.PROPERTY, clusterAddress));
    command.addAll(List.of("-classpath", classPath, mainClass));
    return command;
  }

  private static JsonNode container(String deployment) {
    try {
      return new ObjectMapper(new YAMLFactory())
          .readTree(deployment)
          .path("spec")
          .path("template")
          .path("spec")
          .path("containers")
          .path(0);
    } catch (IOException e) {
      throw new UncheckedIOException("helm did not render a Deployment", e);
    }
  }
}
