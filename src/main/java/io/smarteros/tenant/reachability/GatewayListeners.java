package io.smarteros.tenant.reachability;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.smarteros.tenant.cluster.workload.StatusConditions;
import io.smarteros.tenant.record.Scheme;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the listeners of a Gateway mean for HTTPRoutes, by the Gateway API's {@code Listener}. */
public final class GatewayListeners {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HTTPS = "HTTPS";
  private static final String HTTP = "HTTP";
  private static final String SAME = "Same";
  private static final Set<String> NOT_FROM_TENANTS = Set.of(SAME, "None");

  private GatewayListeners() {}

  /**
   * Why no listener takes routes of tenants; empty if one may. Which namespaces a selector selects
   * is not looked at.
   *
   * @param section name of the listener that the routes ask for; empty for all
   * @param domain below which the hosts of the routes are
   */
  public static Optional<String> complaint(
      GenericKubernetesResource gateway, String section, String domain) {
    List<JsonNode> named = named(gateway, section).toList();
    if (named.isEmpty()) {
      String all =
          named(gateway, "").map(listener -> text(listener, "name")).collect(joining(", "));
      return Optional.of(
          section.isEmpty()
              ? "it has no listeners"
              : "it has no listener %s, only these: %s".formatted(section, all));
    }
    return named.stream().anyMatch(listener -> objection(listener, domain).isEmpty())
        ? Optional.empty()
        : Optional.of(
            named.stream()
                .flatMap(
                    listener ->
                        objection(listener, domain).stream()
                            .map(why -> "listener %s %s".formatted(text(listener, "name"), why)))
                .collect(joining(", ")));
  }

  private static Optional<String> objection(JsonNode listener, String domain) {
    String protocol = text(listener, "protocol");
    if (!protocol.equals(HTTP) && !protocol.equals(HTTPS)) {
      return Optional.of("has the protocol " + protocol);
    }
    JsonNode allowed = listener.path("allowedRoutes");
    if (!allowsHttpRoutes(allowed.path("kinds"))) {
      return Optional.of("allows no HTTPRoutes");
    }
    String from = allowed.at("/namespaces/from").asText(SAME);
    if (NOT_FROM_TENANTS.contains(from)) {
      return Optional.of(
          "allows no routes of other namespaces (allowedRoutes.namespaces.from: %s)"
              .formatted(from));
    }
    String hostname = text(listener, "hostname");
    return hasHostsBelow(hostname, domain)
        ? Optional.empty()
        : Optional.of("is for %s, not for hosts below %s".formatted(hostname, domain));
  }

  /** None means those that fit the protocol. */
  private static boolean allowsHttpRoutes(JsonNode kinds) {
    return kinds.isEmpty()
        || StatusConditions.elements(kinds)
            .anyMatch(kind -> text(kind, "kind").equals("HTTPRoute"));
  }

  /** For some of the hosts at least. */
  private static boolean hasHostsBelow(String pattern, String domain) {
    String covered = "." + (pattern.startsWith("*.") ? pattern.substring(2) : pattern);
    return pattern.isEmpty()
        || covered.endsWith("." + domain)
        || (pattern.startsWith("*.") && ("." + domain).endsWith(covered));
  }

  private static Stream<JsonNode> named(GenericKubernetesResource gateway, String section) {
    return StatusConditions.elements(JSON.valueToTree(gateway).at("/spec/listeners"))
        .filter(listener -> section.isEmpty() || text(listener, "name").equals(section));
  }

  /**
   * HTTPS where a listener that takes the route does TLS; empty where none takes it.
   *
   * @param section name of the listener that the route asks for; empty for all
   */
  static Optional<Scheme> scheme(GenericKubernetesResource gateway, String section, String host) {
    Set<String> protocols =
        named(gateway, section)
            .filter(listener -> takes(text(listener, "hostname"), host))
            .map(listener -> text(listener, "protocol"))
            .collect(Collectors.toUnmodifiableSet());
    if (protocols.contains(HTTPS)) {
      return Optional.of(Scheme.HTTPS);
    }
    return protocols.contains(HTTP) ? Optional.of(Scheme.HTTP) : Optional.empty();
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
