package io.smarteros.tenant.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.Scheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How browsers talk to what a route leads to. An Ingress says it itself; an HTTPRoute goes by its
 * Gateway, which is not watched: it is read at a full resync.
 */
public final class RouteSchemes {
  private static final JsonMapper JSON = new JsonMapper();

  private final ClusterObjects cluster;
  private final Map<ObjectKey, Answer> known = new ConcurrentHashMap<>();

  public RouteSchemes(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  private record Question(String namespace, String gateway, String section, String host) {
    static Question of(GenericKubernetesResource route) {
      JsonNode spec = JSON.valueToTree(route).path("spec");
      JsonNode gateway = spec.at("/parentRefs/0");
      return new Question(
          gateway.path("namespace").asText(),
          gateway.path("name").asText(),
          gateway.path("sectionName").asText(),
          spec.at("/hostnames/0").asText());
    }
  }

  private record Answer(Question question, Scheme scheme) {}

  /**
   * Empty where nothing is routed, or the Gateway has no listener for the route.
   *
   * @param routes as they were applied
   * @param fullResync a Gateway is read again
   */
  public Optional<Scheme> of(List<HasMetadata> routes, boolean fullResync) {
    return routes.stream().flatMap(route -> of(route, fullResync).stream()).findFirst();
  }

  private Optional<Scheme> of(HasMetadata route, boolean fullResync) {
    return switch (route) {
      case Ingress ingress ->
          Optional.of(ingress.getSpec().getTls().isEmpty() ? Scheme.HTTP : Scheme.HTTPS);
      case GenericKubernetesResource httpRoute -> ofGateway(httpRoute, fullResync);
      default -> Optional.empty();
    };
  }

  private Optional<Scheme> ofGateway(GenericKubernetesResource route, boolean fullResync) {
    ObjectKey key = ObjectKey.of(route);
    Question question = Question.of(route);
    return Optional.ofNullable(known.get(key))
        .filter(answer -> !fullResync && answer.question().equals(question))
        .map(Answer::scheme)
        .or(() -> ask(key, question));
  }

  private Optional<Scheme> ask(ObjectKey route, Question question) {
    Optional<Scheme> scheme =
        cluster
            .readGateway(question.namespace(), question.gateway())
            .flatMap(
                gateway -> GatewayListeners.scheme(gateway, question.section(), question.host()));
    scheme.ifPresentOrElse(
        found -> known.put(route, new Answer(question, found)), () -> known.remove(route));
    return scheme;
  }

  /** Drops what is remembered of a namespace that is gone. */
  public void forget(String namespace) {
    known.keySet().removeIf(route -> route.namespace().equals(namespace));
  }
}
