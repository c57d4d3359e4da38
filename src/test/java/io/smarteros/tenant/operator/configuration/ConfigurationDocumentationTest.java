package io.smarteros.tenant.operator.configuration;

import io.smarteros.tenant.testkit.GeneratedFile;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentationTest {
  @Test
  void docs_configuration_md_lists_every_option() {
    GeneratedFile.check(
        Path.of("docs/configuration.md"),
        INTRODUCTION
            + Options.SECTIONS.stream()
                .map(ConfigurationDocumentationTest::section)
                .collect(Collectors.joining("\n")));
  }

  private static final String INTRODUCTION =
      """
      # Configuration

      The operator is configured by environment variables. It reads them once, at its start. A
      value that is missing or cannot be understood ends the start with exit code 2 and one line
      for each; a server that cannot be reached or refuses never does.

      How to reach the cluster is the Kubernetes client's affair: `KUBECONFIG` names a kubeconfig,
      and in a pod the pod's ServiceAccount is used.

      Options that are marked *secret* never appear in logs or messages. Durations are written as
      `15s`, `10m` or `1h30m`. An empty variable counts as absent.

      <!-- Made by: %s -->

      """
          .formatted(GeneratedFile.HOW);

  private static String section(Options.Section section) {
    return "## %s\n\n| Variable | Default | Meaning |\n|---|---|---|\n".formatted(section.title())
        + section.options().stream()
            .map(ConfigurationDocumentationTest::row)
            .collect(Collectors.joining());
  }

  private static String row(Option<?> option) {
    return "| `%s` | %s | %s%s |\n"
        .formatted(
            option.name(),
            option.defaultValue().map("`%s`"::formatted).orElse(""),
            option.secret() ? "*Secret.* " : "",
            option.description());
  }
}
