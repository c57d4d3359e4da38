package io.smarteros.tenant.local.cluster;

/** What kubectl answered. */
public record KubectlResult(int exitCode, String stdout, String stderr) {
  public boolean succeeded() {
    return exitCode == 0;
  }

  /** Its output; throws IllegalStateException with its complaint when it failed. */
  public String orFail() {
    if (!succeeded()) {
      throw new IllegalStateException(
          "kubectl failed with exit code %d: %s%s".formatted(exitCode, stderr, stdout));
    }
    return stdout;
  }
}
