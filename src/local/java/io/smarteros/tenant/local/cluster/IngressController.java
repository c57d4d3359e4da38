package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/**
 * Plays the controller of IngressClass {@code nginx}: an Ingress of it gets the address at which
 * one would serve it. Nothing listens there.
 */
final class IngressController {
  static final String USER = "local:ingress-controller";

  /** Kept for documentation by RFC 5737. */
  private static final String ADDRESS = "192.0.2.10";

  private static final String INGRESS_CLASS = "nginx";

  private final KubernetesClient client;

  private IngressController(KubernetesClient client) {
    this.client = client;
  }

  /** With the rights of this client alone. */
  static IngressFollower start(KubernetesClient client) {
    return IngressFollower.start(client, new IngressController(client)::serve);
  }

  private void serve(Ingress ingress) {
    if (INGRESS_CLASS.equals(ingress.getSpec().getIngressClassName()) && !hasAddress(ingress)) {
      Follow.unlessDone(() -> client.resource(ingress).editStatus(IngressController::withAddress));
    }
  }

  private static Ingress withAddress(Ingress ingress) {
    return new IngressBuilder(ingress)
        .withNewStatus()
        .withNewLoadBalancer()
        .addNewIngress()
        .withIp(ADDRESS)
        .endIngress()
        .endLoadBalancer()
        .endStatus()
        .build();
  }

  private static boolean hasAddress(Ingress ingress) {
    return Optional.ofNullable(ingress.getStatus())
        .map(status -> status.getLoadBalancer())
        .map(balancer -> balancer.getIngress())
        .filter(addresses -> !List.of().equals(addresses))
        .isPresent();
  }
}
