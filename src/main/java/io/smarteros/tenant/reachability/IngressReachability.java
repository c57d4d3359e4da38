package io.smarteros.tenant.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObservedObject;
import java.util.Optional;

/**
 * By the address that the controller of an Ingress writes into {@code status.loadBalancer} once it
 * serves it.
 */
final class IngressReachability {
  private IngressReachability() {}

  static Reachability of(Ingress ingress, ObservedObject live) {
    for (JsonNode entry : live.status().path("loadBalancer").path("ingress")) {
      if (isAddress(entry.path("ip")) || isAddress(entry.path("hostname"))) {
        return Reachability.Reachable.FOR_NOW;
      }
    }
    return new Reachability.Waiting(
        new Problem(
            Reason.WAITING_FOR_ADDRESS,
            "%s has no address yet. If it lasts, see whether the controller of %s runs and writes status.loadBalancer. If it never writes it, set spec.routing.check of the class to \"Off\""
                .formatted(live.key(), ingressClass(ingress))));
  }

  private static boolean isAddress(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank();
  }

  private static String ingressClass(Ingress ingress) {
    return Optional.ofNullable(ingress.getSpec().getIngressClassName())
        .map("IngressClass %s"::formatted)
        .orElse("the default IngressClass");
  }
}
