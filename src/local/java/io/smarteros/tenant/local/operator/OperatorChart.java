package io.smarteros.tenant.local.operator;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.cluster.Program;
import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The chart in {@code helm/tenant-operator}, used through helm as a person would. */
public final class OperatorChart {
  /** Where the operator and its Secrets live, here and in the documentation's examples. */
  public static final String NAMESPACE = "smarteros-system";

  private static final Path CHART = Path.of("helm/tenant-operator");
  private static final String OPERATOR = "tenant-operator";
  private static final String IMAGE = "--set=image.repository=registry.example.com/tenant-operator";
  private static final Duration FENCES_UP = Duration.ofSeconds(30);

  private final Path helm;

  public OperatorChart(Binaries binaries) {
    this.helm = binaries.path(Program.HELM);
  }

  /**
   * The manifests.
   *
   * @param arguments further arguments of {@code helm template}, as {@code --set=replicaCount=2}
   * @throws IllegalStateException with helm's complaint
   */
  public String render(String... arguments) {
    return run("template", arguments);
  }

  /** What {@code helm lint --strict} says; throws IllegalStateException when it is not content. */
  public String lint(String... arguments) {
    return run("lint", concat("--strict", arguments));
  }

  /**
   * Installs everything with no pod of the operator, and waits until the fences hold. May be called
   * again.
   *
   * @return a kubeconfig of the operator's ServiceAccount
   */
  public Path install(LocalCluster cluster) {
    // tests go on side by side, and of two that create the same object one would be refused
    synchronized (cluster) {
      return installAlone(cluster);
    }
  }

  private Path installAlone(LocalCluster cluster) {
    createNamespace(cluster);
    cluster
        .kubectlWithInput(
            ADMIN,
            // without it the operator may make no Tenant; that it makes none is its configuration
            render("--set=replicaCount=0", "--set=rowImport.enabled=true"),
            "apply",
            "--server-side",
            "--force-conflicts",
            "--filename=-")
        .orFail();
    cluster
        .kubectl(ADMIN, "wait", "--for=condition=Established", "--timeout=30s", "crd", "--all")
        .orFail();
    Path kubeconfig = cluster.serviceAccountKubeconfig(NAMESPACE, OPERATOR);
    // the API server needs a moment to take up new policies; until then RBAC alone decides
    Await.until("the operator's fences to hold", FENCES_UP, () -> fencesHold(cluster));
    return kubeconfig;
  }

  /** The user of {@link LocalCluster#kubectl} that acts with the operator's token. */
  public static String user() {
    return NAMESPACE + ":" + OPERATOR;
  }

  private static void createNamespace(LocalCluster cluster) {
    String namespace =
        "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(NAMESPACE);
    cluster.kubectlWithInput(ADMIN, namespace, "apply", "--filename=-").orFail();
  }

  private static boolean fencesHold(LocalCluster cluster) {
    return denied(cluster, "create", "namespace", "unlabelled")
        && denied(
            cluster,
            "create",
            "rolebinding",
            OPERATOR,
            "--namespace=default",
            "--clusterrole=tenant-operator-tenant",
            "--serviceaccount=" + user());
  }

  private static boolean denied(LocalCluster cluster, String... attempt) {
    return cluster
        .kubectl(user(), concat("--dry-run=server", attempt))
        .stderr()
        .contains("ValidatingAdmissionPolicy");
  }

  private String run(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(helm.toString(), command));
    if (command.equals("template")) {
      line.add(OPERATOR);
    }
    line.addAll(List.of(CHART.toString(), "--namespace=" + NAMESPACE, IMAGE));
    line.addAll(List.of(arguments));
    try {
      Path complaint = Files.createTempFile("helm", ".err");
      try {
        Process process = new ProcessBuilder(line).redirectError(complaint.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
          throw new IllegalStateException(
              "helm %s failed: %s%s".formatted(command, output, Files.readString(complaint)));
        }
        return output;
      } finally {
        Files.delete(complaint);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("helm could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while helm ran", e);
    }
  }

  private static String[] concat(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(others));
    all.addFirst(first);
    return all.toArray(String[]::new);
  }
}
