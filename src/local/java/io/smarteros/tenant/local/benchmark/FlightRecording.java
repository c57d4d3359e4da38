package io.smarteros.tenant.local.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smarteros.tenant.local.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** A profile by the JDK's flight recorder. */
final class FlightRecording {
  private static final List<String> VIEWS =
      List.of("hot-methods", "allocation-by-site", "allocation-by-class", "gc-pauses");

  private static final String OURS = "io.smarteros.tenant.";
  private static final String OTHERS = "(threads of libraries)";
  private static final String SAMPLES = "CPU, %";
  private static final String BYTES = "allocated, %";
  private static final int OWN_METHODS = 30;

  private FlightRecording() {}

  /** The option of a JVM that writes the file when it ends. */
  static String option(Path file) {
    return "-XX:StartFlightRecording:filename=%s,settings=profile".formatted(file.toAbsolutePath());
  }

  /** Where processor time and memory go: by our own methods, and as the JDK's tool shows it. */
  static String summary(Path file) throws IOException {
    StringBuilder summary = new StringBuilder("Profile of the operator in " + file + ":\n\n");
    summary.append(ownMethods(file));
    for (String view : VIEWS) {
      summary.append(view(file, view));
    }
    return summary.toString();
  }

  /** Samples of running threads and allocated bytes, by the innermost method of the operator. */
  private static MarkdownTable ownMethods(Path file) throws IOException {
    Map<String, Long> samples = new HashMap<>();
    Map<String, Long> bytes = new HashMap<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> samples.merge(ownMethod(event), 1L, Long::sum);
          case "jdk.ObjectAllocationSample" ->
              bytes.merge(ownMethod(event), event.getLong("weight"), Long::sum);
          default -> {}
        }
      }
    }
    MarkdownTable table = new MarkdownTable(List.of(SAMPLES, BYTES));
    samples.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(OWN_METHODS)
        .forEach(
            method -> {
              table.put(method.getKey(), SAMPLES, percent(method.getValue(), samples));
              table.put(
                  method.getKey(), BYTES, percent(bytes.getOrDefault(method.getKey(), 0L), bytes));
            });
    return table;
  }

  private static String ownMethod(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return OTHERS;
    }
    return event.getStackTrace().getFrames().stream()
        .map(RecordedFrame::getMethod)
        .filter(method -> method.getType().getName().startsWith(OURS))
        .map(method -> method.getType().getName().substring(OURS.length()) + "." + method.getName())
        .findFirst()
        .orElse(OTHERS);
  }

  private static String percent(long part, Map<String, Long> all) {
    long sum = all.values().stream().mapToLong(Long::longValue).sum();
    return sum == 0 ? "" : String.format(Locale.ROOT, "%.1f", 100.0 * part / sum);
  }

  private static String view(Path file, String name) throws IOException {
    Process jfr =
        new ProcessBuilder(
                JavaProgram.executable().resolveSibling("jfr").toString(),
                "view",
                "--width",
                "160",
                "--cell-height",
                "3",
                name,
                file.toString())
            .redirectErrorStream(true)
            .start();
    return new String(jfr.getInputStream().readAllBytes(), UTF_8);
  }
}
