package io.smarteros.tenant.local.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes have used so far, by Linux's {@code /proc}.
 *
 * @param cpuSeconds in user and kernel mode
 * @param memory resident now, in bytes
 * @param peakMemory resident at most, in bytes
 */
record ProcessSample(double cpuSeconds, long memory, long peakMemory) {
  static final ProcessSample NONE = new ProcessSample(0, 0, 0);

  /** Of Linux, whatever the kernel's own is. */
  private static final double TICKS_PER_SECOND = 100;

  // of the fields behind the name, which may hold blanks
  private static final int USER = 11;
  private static final int ENDED_CHILDREN_KERNEL = 14;

  /** Of one process, without its children. */
  static ProcessSample of(long pid) {
    List<String> ticks = ticks(pid).subList(0, 2);
    String status = read(pid, "status");
    return new ProcessSample(
        seconds(ticks), kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"));
  }

  /** Of a server of many processes with their children, also those that have ended. */
  static ProcessSample ofTree(long pid) {
    List<Long> all =
        ProcessHandle.of(pid).stream()
            .flatMap(
                root ->
                    java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(root), root.descendants()))
            .map(ProcessHandle::pid)
            .toList();
    ProcessSample sum = NONE;
    for (long process : all) {
      try {
        // memory that they share is counted once: each has its part
        long part = kilobytes(read(process, "smaps_rollup"), "Pss:");
        sum = sum.plus(new ProcessSample(seconds(ticks(process)), part, part));
      } catch (UncheckedIOException e) {
        // it has ended meanwhile; its parent has its time
      }
    }
    return sum;
  }

  ProcessSample plus(ProcessSample other) {
    return new ProcessSample(
        cpuSeconds + other.cpuSeconds, memory + other.memory, peakMemory + other.peakMemory);
  }

  /** In user and kernel mode, and the same of children that have ended. */
  static List<String> ticks(String stat) {
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return fields.subList(USER, ENDED_CHILDREN_KERNEL + 1);
  }

  /** A line of {@code /proc/<pid>/status}, in bytes; 0 when there is none. */
  static long kilobytes(String status, String line) {
    return status
            .lines()
            .filter(candidate -> candidate.startsWith(line))
            .map(found -> found.substring(line.length()).replace("kB", "").strip())
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0)
        * 1024;
  }

  private static List<String> ticks(long pid) {
    return ticks(read(pid, "stat"));
  }

  private static double seconds(List<String> ticks) {
    return ticks.stream().mapToLong(Long::parseLong).sum() / TICKS_PER_SECOND;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException("Process %d has ended".formatted(pid), e);
    }
  }
}
