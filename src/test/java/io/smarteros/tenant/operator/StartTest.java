package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ClusterTest
final class StartTest {
  private static final String NAMESPACE = "half-granted";
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final LocalCluster cluster;

  StartTest(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void rights_that_lack_the_workloads() {
    admin("apply", "--server-side", "--force-conflicts", "--filename=crds");
    admin("create", "namespace", NAMESPACE);
    admin("create", "serviceaccount", "operator", "--namespace=" + NAMESPACE);
    admin(
        "create",
        "clusterrole",
        NAMESPACE,
        "--verb=get,list,watch",
        "--resource=namespaces,tenants.smarteros.io,tenantclasses.smarteros.io");
    admin(
        "create",
        "clusterrolebinding",
        NAMESPACE,
        "--clusterrole=" + NAMESPACE,
        "--serviceaccount=" + NAMESPACE + ":operator");
  }

  @Test
  void a_start_that_fails_ends_the_process_and_names_the_reason(@TempDir Path folder) {
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG",
            cluster.serviceAccountKubeconfig(NAMESPACE, "operator").toString(),
            "OPERATOR_NAMESPACE",
            NAMESPACE,
            "LEADER_ELECTION",
            "false",
            "SUPABASE_SYNC",
            "disabled");
    try (OperatorProcess operator =
        new OperatorProcess(environment, "127.0.0.1", folder.resolve("operator.log"))) {
      operator.start();

      Await.until("the operator to end", BOUND, () -> !operator.isRunning());

      assertThat(operator.log()).contains("Startup failed").contains("is forbidden");
    }
  }

  private void admin(String... arguments) {
    cluster.kubectl(LocalCluster.ADMIN, arguments).orFail();
  }
}
