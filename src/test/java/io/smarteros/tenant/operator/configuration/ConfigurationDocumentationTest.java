package io.smarteros.tenant.operator.configuration;

import io.smarteros.tenant.testkit.GeneratedFile;
import io.smarteros.tenant.testkit.Markdown;
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

      Environment variables configure the operator. It reads them once, at the start. If a value is
      missing or wrong, the operator exits with code 2 and writes one line for each such value. An
      unreachable or refusing server never ends the process.

      The Kubernetes client finds the cluster: through the kubeconfig that `KUBECONFIG` names, or in a
      pod through the pod's ServiceAccount.

      *Secret* options never appear in logs or messages. Durations are written as `15s`, `10m` or
      `1h30m`. An empty variable counts as absent.

      <!-- Made by: %s -->

      """
          .formatted(GeneratedFile.HOW);

  private static String section(Options.Section section) {
    return "## %s\n\n".formatted(section.title())
        + section.options().stream()
            .map(ConfigurationDocumentationTest::item)
            .collect(Collectors.joining());
  }

  private static String item(Option<?> option) {
    return Markdown.item(
        "**`%s`**%s: %s%s"
            .formatted(
                option.name(),
                option.secret() ? " (*secret*)" : "",
                option.description(),
                option.defaultValue().map(" Default: `%s`."::formatted).orElse("")));
  }
}
