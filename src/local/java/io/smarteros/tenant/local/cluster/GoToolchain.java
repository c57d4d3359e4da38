package io.smarteros.tenant.local.cluster;

import io.smarteros.tenant.local.process.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The Go compiler, and the Go module that pins the Kubernetes programs. */
final class GoToolchain {
  private static final Pattern KUBERNETES = Pattern.compile("k8s.io/kubernetes v([0-9.]+)");
  private static final Pattern REQUIRED_GO = Pattern.compile("(?m)^go (\\d+)\\.(\\d+)");
  private static final Pattern INSTALLED_GO = Pattern.compile("^go(\\d+)\\.(\\d+)");

  private final GoModule module;
  private final String goMod;
  private final String goSum;

  GoToolchain(GoModule module) throws IOException {
    this.module = module;
    this.goMod = Files.readString(module.folder().resolve("go.mod"));
    this.goSum = Files.readString(module.folder().resolve("go.sum"));
  }

  /** Everything that decides what the programs will be: the same text, the same programs. */
  String fingerprint() {
    StringBuilder text = new StringBuilder(goMod).append(goSum);
    for (Program program : Program.of(module)) {
      text.append(buildCommand(program, Path.of(program.fileName())));
    }
    return text.append(System.getProperty("os.name"))
        .append(System.getProperty("os.arch"))
        .toString();
  }

  String version(Program program) {
    if (program.hasItsOwnModule()) {
      return program.goPackage().substring(program.goPackage().indexOf('@') + 1);
    }
    return program == Program.ETCD
        ? find(Pattern.compile(Pattern.quote(program.goPackage()) + " (v[0-9.]+)")).group(1)
        : "v" + kubernetesVersion();
  }

  /** Fails with one line that says what to install. */
  void require() throws IOException, InterruptedException {
    MatchResult required = find(REQUIRED_GO);
    String wanted = "Go %s.%s or newer".formatted(required.group(1), required.group(2));
    String remedy =
        "the local Kubernetes is built from source and needs " + wanted + " (https://go.dev/dl)";
    String installed;
    try {
      // asked inside the module, a Go that can switch its own version says the one it switches to
      Process go =
          new ProcessBuilder("go", "env", "GOVERSION")
              .directory(module.folder().toFile())
              .redirectErrorStream(true)
              .start();
      installed = new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      go.waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("Go was not found: " + remedy, e);
    }
    boolean recent =
        INSTALLED_GO
            .matcher(installed)
            .results()
            .anyMatch(version -> compare(version, required) >= 0);
    if (!recent) {
      throw new IllegalStateException("Go is too old (" + installed + "): " + remedy);
    }
  }

  /** Builds one program into {@code folder}; what the compiler says goes to {@code log}. */
  void build(Program program, Path folder, Path log) throws IOException, InterruptedException {
    ProcessBuilder go =
        new ProcessBuilder(buildCommand(program, folder.resolve(program.fileName())))
            .directory(module.folder().toFile());
    go.environment().put("CGO_ENABLED", "0");
    go.environment().put("GOWORK", "off");
    go.environment().put("GOBIN", folder.toString());
    try (ChildProcess build = ChildProcess.start(program.fileName() + " build", go, log)) {
      if (build.waitFor() != 0) {
        throw new IllegalStateException(
            "%s could not be built, see %s:%n%s"
                .formatted(program.fileName(), log, build.lastLines()));
      }
    }
  }

  private List<String> buildCommand(Program program, Path output) {
    return program.hasItsOwnModule()
        // go install names the output itself and puts it into GOBIN
        ? List.of("go", "install", "-trimpath", "-ldflags", "-s -w", program.goPackage())
        : List.of(
            "go",
            "build",
            "-trimpath",
            "-ldflags",
            linkerFlags(),
            "-o",
            output.toString(),
            program.goPackage());
  }

  /** Without them the server calls itself v0.0.0, and Helm's version checks go wrong. */
  private String linkerFlags() {
    String version = kubernetesVersion();
    String[] numbers = version.split("\\.", -1);
    StringBuilder flags = new StringBuilder("-s -w");
    for (String holder : List.of("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")) {
      flags
          .append(" -X %s.gitVersion=v%s".formatted(holder, version))
          .append(" -X %s.gitMajor=%s".formatted(holder, numbers[0]))
          .append(" -X %s.gitMinor=%s".formatted(holder, numbers[1]))
          .append(" -X %s.gitTreeState=clean".formatted(holder));
    }
    return flags.toString();
  }

  private String kubernetesVersion() {
    return find(KUBERNETES).group(1);
  }

  private MatchResult find(Pattern pattern) {
    return pattern
        .matcher(goMod)
        .results()
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(module.folder() + "/go.mod has no " + pattern));
  }

  private static int compare(MatchResult left, MatchResult right) {
    int major = Integer.compare(number(left, 1), number(right, 1));
    return major != 0 ? major : Integer.compare(number(left, 2), number(right, 2));
  }

  private static int number(MatchResult version, int group) {
    return Integer.parseInt(version.group(group));
  }
}
