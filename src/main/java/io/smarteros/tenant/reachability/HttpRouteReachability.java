package io.smarteros.tenant.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.workload.Patience;
import io.smarteros.tenant.cluster.workload.StatusConditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * By what controllers say of an HTTPRoute in {@code status.parents}: each Gateway that it names has
 * to accept it and to resolve what it refers to. Several controllers may speak of one Gateway; one
 * that serves it is enough. What is said of an earlier generation, or of a Gateway that the route
 * no longer names, says nothing. See the Gateway API's {@code RouteParentStatus}.
 */
final class HttpRouteReachability {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String GROUP = "gateway.networking.k8s.io";

  /** Both have to be True. */
  private static final List<String> CONDITIONS = List.of("Accepted", "ResolvedRefs");

  /** The reason of a condition that is not decided yet, by the Gateway API. */
  private static final String PENDING = "Pending";

  private final ObservedObject live;
  private final Instant now;

  private HttpRouteReachability(ObservedObject live, Instant now) {
    this.live = live;
    this.now = now;
  }

  static Reachability of(GenericKubernetesResource route, ObservedObject live, Instant now) {
    HttpRouteReachability judge = new HttpRouteReachability(live, now);
    Reachability all = Reachability.Reachable.FOR_NOW;
    for (JsonNode gateway : JSON.valueToTree(route).at("/spec/parentRefs")) {
      all = all.and(() -> judge.at(gateway));
    }
    return all;
  }

  /** What a parent is: the defaults are those of the Gateway API. */
  private record Parent(String group, String kind, String namespace, String name, String section) {
    static Parent of(JsonNode reference, String namespaceOfRoute) {
      return new Parent(
          reference.path("group").asText(GROUP),
          reference.path("kind").asText("Gateway"),
          reference.path("namespace").asText(namespaceOfRoute),
          reference.path("name").asText(),
          reference.path("sectionName").asText());
    }

    @Override
    public String toString() {
      return "%s %s/%s%s"
          .formatted(
              kind, namespace, name, section.isEmpty() ? "" : " (listener %s)".formatted(section));
    }
  }

  private Reachability at(JsonNode reference) {
    Parent gateway = parent(reference);
    List<Reachability> said =
        StatusConditions.elements(live.status().path("parents"))
            .filter(entry -> parent(entry.path("parentRef")).equals(gateway))
            .map(entry -> said(gateway, entry))
            .toList();
    return first(said, Reachability.Reachable.class)
        .or(() -> first(said, Reachability.Unreachable.class))
        .or(() -> said.stream().findFirst())
        .orElseGet(
            () ->
                waiting(
                    "No controller has said anything of %s at %s yet. If it lasts, see whether the Gateway exists and its controller runs"
                        .formatted(live.key(), gateway)));
  }

  private Parent parent(JsonNode reference) {
    return Parent.of(reference, live.key().namespace());
  }

  private static Optional<Reachability> first(
      List<Reachability> said, Class<? extends Reachability> type) {
    return said.stream().filter(type::isInstance).findFirst();
  }

  /** By one controller. */
  private Reachability said(Parent gateway, JsonNode entry) {
    Reachability both = Reachability.Reachable.FOR_NOW;
    for (String type : CONDITIONS) {
      both = both.and(() -> said(gateway, entry, type));
    }
    return both;
  }

  private Reachability said(Parent gateway, JsonNode entry, String type) {
    Optional<JsonNode> found =
        StatusConditions.elements(entry.path("conditions"))
            .filter(condition -> condition.path("type").asText().equals(type))
            .findFirst();
    if (found.filter(this::isAboutThisGeneration).isEmpty()) {
      return waiting(
          "%s has not said yet whether %s holds for %s at %s"
              .formatted(controller(entry), type, live.key(), gateway));
    }
    return switch (found.get().path("status").asText()) {
      case "True" -> Reachability.Reachable.FOR_NOW;
      case "False" -> rejected(gateway, entry, found.get());
      default -> waiting(quoted(gateway, entry, found.get()));
    };
  }

  /** A controller that does not say which one it speaks of is believed. */
  private boolean isAboutThisGeneration(JsonNode condition) {
    return condition.path("observedGeneration").asLong(live.generation()) == live.generation();
  }

  /** A controller may not have seen the Service yet: that heals by itself. */
  private Reachability rejected(Parent gateway, JsonNode entry, JsonNode condition) {
    String message = quoted(gateway, entry, condition);
    Optional<Instant> patient = Patience.until(since(condition), now);
    if (patient.isEmpty() && !condition.path("reason").asText().equals(PENDING)) {
      return new Reachability.Unreachable(new Problem(Reason.ROUTE_REJECTED, message));
    }
    return new Reachability.Waiting(new Problem(Reason.WAITING_FOR_ADDRESS, message), patient);
  }

  /** A time that has not come is no time since which anything lasts. */
  private Instant since(JsonNode condition) {
    return StatusConditions.since(condition)
        .filter(since -> !since.isAfter(now))
        .orElse(live.createdAt());
  }

  private String quoted(Parent gateway, JsonNode entry, JsonNode condition) {
    return "%s is not served at %s. %s says: %s is %s"
        .formatted(
            live.key(),
            gateway,
            controller(entry),
            condition.path("type").asText(),
            ConditionText.of(condition));
  }

  private static String controller(JsonNode entry) {
    return "Controller " + entry.path("controllerName").asText("without a name");
  }

  private static Reachability waiting(String message) {
    return new Reachability.Waiting(new Problem(Reason.WAITING_FOR_ADDRESS, message));
  }
}
