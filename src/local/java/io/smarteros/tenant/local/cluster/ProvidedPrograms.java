package io.smarteros.tenant.local.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Programs of the local cluster that are on this machine already, so that they need not be built.
 * Only those whose minor version is the pinned one are used: the parts of a Kubernetes fit together
 * within narrow bounds, and tests expect what this version does.
 */
final class ProvidedPrograms {
  /** System property: a folder with any of the programs. */
  static final String FOLDER = "local.binaries";

  /** Environment variable of controller-runtime's envtest: a folder with three of the programs. */
  static final String KUBEBUILDER_ASSETS = "KUBEBUILDER_ASSETS";

  private static final Set<Program> OF_ENVTEST =
      EnumSet.of(Program.ETCD, Program.KUBE_APISERVER, Program.KUBECTL);

  /** The lookbehind keeps the version of the Go compiler out, as in {@code go1.26.1}. */
  private static final Pattern VERSION = Pattern.compile("(?<![\\w.])v?(\\d+\\.\\d+)");

  private final Function<Program, String> pinnedVersion;
  private final Consumer<String> progress;
  private final Map<Program, Path> found = new EnumMap<>(Program.class);

  private ProvidedPrograms(Function<Program, String> pinnedVersion, Consumer<String> progress) {
    this.pinnedVersion = pinnedVersion;
    this.progress = progress;
  }

  /**
   * Looks into both folders; the first one goes before the other.
   *
   * @param folder of {@value #FOLDER}, made for this cluster: a program that does not fit is an
   *     error
   * @param kubebuilderAssets of {@value #KUBEBUILDER_ASSETS}, which may be there for other
   *     projects: a program that does not fit is told and left alone
   */
  static Map<Program, Path> find(
      Optional<Path> folder,
      Optional<Path> kubebuilderAssets,
      Function<Program, String> pinnedVersion,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    ProvidedPrograms programs = new ProvidedPrograms(pinnedVersion, progress);
    if (folder.isPresent()) {
      programs.add(
          "-D" + FOLDER,
          folder.get(),
          EnumSet.copyOf(Program.of(GoModule.CONTROL_PLANE)),
          complaint -> {
            throw new IllegalStateException(complaint);
          });
    }
    if (kubebuilderAssets.isPresent()) {
      programs.add(
          KUBEBUILDER_ASSETS,
          kubebuilderAssets.get(),
          OF_ENVTEST,
          complaint -> progress.accept(complaint + " It is not used."));
    }
    return Map.copyOf(programs.found);
  }

  private void add(String origin, Path folder, Set<Program> candidates, Consumer<String> complaints)
      throws IOException, InterruptedException {
    Set<Program> used = EnumSet.noneOf(Program.class);
    boolean isEmpty = true;
    for (Program program : candidates) {
      Path path = folder.resolve(program.fileName()).toAbsolutePath();
      if (Files.isExecutable(path)) {
        isEmpty = false;
        if (!found.containsKey(program) && fits(program, path, origin, complaints)) {
          found.put(program, path);
          used.add(program);
        }
      }
    }
    if (isEmpty) {
      complaints.accept(
          "%s names %s, which holds no program of the local cluster (%s)."
              .formatted(origin, folder, names(candidates)));
    }
    if (!used.isEmpty()) {
      progress.accept("Using %s of %s (%s).".formatted(names(used), folder, origin));
    }
  }

  private boolean fits(Program program, Path path, String origin, Consumer<String> complaints)
      throws IOException, InterruptedException {
    String pinned = pinnedVersion.apply(program);
    String says = whatItSays(program, path);
    if (minor(says).isPresent() && minor(says).equals(minor(pinned))) {
      return true;
    }
    complaints.accept(
        "%s: %s is not of version %s, as the local cluster needs it; it says \"%s\"."
            .formatted(origin, path, pinned, says.lines().findFirst().orElse("")));
    return false;
  }

  private static String whatItSays(Program program, Path path)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(program.versionArguments());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }

  private static Optional<String> minor(String version) {
    Matcher matcher = VERSION.matcher(version);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String names(Set<Program> programs) {
    return programs.stream().map(Program::fileName).collect(Collectors.joining(", "));
  }
}
