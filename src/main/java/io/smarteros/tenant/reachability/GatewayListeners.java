package io.smarteros.tenant.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.smarteros.tenant.cluster.workload.StatusConditions;
import io.smarteros.tenant.record.Scheme;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the listeners of a Gateway mean for the URL of a host. */
final class GatewayListeners {
  private static final JsonMapper JSON = new JsonMapper();

  private GatewayListeners() {}

  /**
   * HTTPS where a listener that takes the route does TLS; empty where none takes it.
   *
   * @param section name of the listener that the route asks for; empty for all
   */
  static Optional<Scheme> scheme(GenericKubernetesResource gateway, String section, String host) {
    Set<String> protocols =
        StatusConditions.elements(JSON.valueToTree(gateway).at("/spec/listeners"))
            .filter(listener -> section.isEmpty() || text(listener, "name").equals(section))
            .filter(listener -> takes(text(listener, "hostname"), host))
            .map(listener -> text(listener, "protocol"))
            .collect(Collectors.toUnmodifiableSet());
    if (protocols.contains("HTTPS")) {
      return Optional.of(Scheme.HTTPS);
    }
    return protocols.contains("HTTP") ? Optional.of(Scheme.HTTP) : Optional.empty();
  }

  private static boolean takes(String pattern, String host) {
    return pattern.isEmpty()
        || pattern.equals(host)
        || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)));
  }

  private static String text(JsonNode listener, String member) {
    return listener.path(member).asText();
  }
}
