package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at the start for an API server that can be reached, has our kinds and grants our rights.
 * The SDK would give up at once, and end up in a restart loop that says less.
 */
final class ApiServerCheck {
  private static final Logger log = LoggerFactory.getLogger(ApiServerCheck.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int NOT_CONNECTED = -1;

  private final KubernetesClient client;
  private final Optional<String> leaseNamespace;

  /**
   * Checks what this client may do.
   *
   * @param leaseNamespace empty where there is no election: without its lease, a replica would
   *     stand by for ever
   */
  ApiServerCheck(KubernetesClient client, Optional<String> leaseNamespace) {
    this.client = client;
    this.leaseNamespace = leaseNamespace;
  }

  /** Returns once a Tenant could be worked on. */
  void awaitUsable() throws InterruptedException {
    String said = "";
    Optional<String> problem = problem();
    while (problem.isPresent()) {
      if (!problem.get().equals(said)) {
        said = problem.get();
        log.warn("Waiting for Kubernetes: {}", said);
      }
      Thread.sleep(PAUSE);
      problem = problem();
    }
  }

  /** The UID of kube-system, by which clusters are told apart. */
  String clusterId() {
    return client.namespaces().withName("kube-system").get().getMetadata().getUid();
  }

  /** Why the API server cannot be used yet, for a person. */
  Optional<String> problem() {
    try {
      client.namespaces().withName("kube-system").get();
      var one = new ListOptionsBuilder().withLimit(1L).build();
      client.resources(Tenant.class).list(one);
      client.resources(TenantClass.class).list(one);
      leaseNamespace.ifPresent(
          namespace -> client.leases().inNamespace(namespace).withName(Names.OPERATOR).get());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(explain(e));
    }
  }

  private String explain(KubernetesClientException e) {
    return switch (e.getCode()) {
      case NOT_CONNECTED, 0 ->
          "%s cannot be reached. Check KUBECONFIG and the network".formatted(client.getMasterUrl());
      case 401 -> "it refuses the operator's token. Check the ServiceAccount or KUBECONFIG";
      case 403 -> "the operator lacks rights. Install the chart's RBAC (%s)".formatted(reason(e));
      case 404 -> "the kinds Tenant and TenantClass do not exist. Install the chart's CRDs";
      default -> "it answers %d: %s".formatted(e.getCode(), reason(e));
    };
  }

  private static String reason(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(status -> status.getMessage())
        .orElse("no reason given");
  }
}
