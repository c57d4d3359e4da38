package io.smarteros.tenant.cluster.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * The parts of a status that matter. Heartbeats are left out, so that they neither fill the memory
 * nor cause a reconciliation.
 */
public final class StatusView {
  /** Of a claim, beside its status. */
  public static final String REQUESTED_STORAGE = "requestedStorage";

  /** In characters. */
  private static final int LONGEST_LAST_WORDS = 300;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> CONDITION_FIELDS =
      Set.of("type", "status", "reason", "message", "observedGeneration", "lastTransitionTime");

  /** A pod that starts has others too, and each of them changes at a time of its own. */
  private static final Set<String> POD_CONDITIONS =
      Set.of("PodScheduled", "PodReadyToStartContainers", "Ready", "DisruptionTarget");

  private StatusView() {}

  /**
   * What matters of an object's state.
   *
   * @param object as the API server has it
   */
  public static ObjectNode of(String kind, JsonNode object) {
    JsonNode status = object.path("status");
    return switch (kind) {
      case "Deployment" ->
          members(
              status,
              "observedGeneration",
              "replicas",
              "updatedReplicas",
              "availableReplicas",
              "unavailableReplicas",
              "conditions");
      case "Job" -> members(status, "active", "succeeded", "failed", "conditions");
      case "CronJob" -> members(status, "active");
      case "Namespace" -> members(status, "phase", "conditions");
      case "PersistentVolumeClaim" -> claim(object);
      case "Ingress", "Service" -> members(status, "loadBalancer");
      case "HTTPRoute" -> members(status, "parents");
      case "Pod" -> pod(status);
      default -> JSON.objectNode();
    };
  }

  /** The requested size too: somebody else may have made the claim larger. */
  private static ObjectNode claim(JsonNode object) {
    ObjectNode view = members(object.path("status"), "phase", "capacity", "conditions");
    JsonNode requested = object.at("/spec/resources/requests/storage");
    return requested.isMissingNode() ? view : view.set(REQUESTED_STORAGE, requested);
  }

  private static ObjectNode pod(JsonNode status) {
    ObjectNode view = members(status, "phase", "reason", "message", "conditions");
    if (view.path("conditions") instanceof ArrayNode conditions) {
      conditions.removeIf(condition -> !POD_CONDITIONS.contains(condition.path("type").asText()));
    }
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      if (status.path(list) instanceof ArrayNode containers) {
        ArrayNode reduced = view.putArray(list);
        containers.forEach(container -> reduced.add(container(container)));
      }
    }
    return view;
  }

  private static ObjectNode container(JsonNode status) {
    ObjectNode view = members(status, "name", "ready", "image", "restartCount");
    JsonNode waiting = status.path("state").path("waiting");
    if (!waiting.isMissingNode()) {
      view.putObject("state").set("waiting", members(waiting, "reason", "message"));
    }
    String lastWords = status.path("state").path("terminated").path("message").asText();
    if (!lastWords.isEmpty()) {
      view.putObject("state").putObject("terminated").put("message", bounded(lastWords));
    }
    JsonNode ended = status.path("lastState").path("terminated");
    if (!ended.isMissingNode()) {
      view.putObject("lastState")
          .set("terminated", members(ended, "reason", "exitCode", "finishedAt"));
    }
    return view;
  }

  /** The kubelet keeps 4096 bytes of it. */
  private static String bounded(String lastWords) {
    return lastWords.substring(0, Math.min(lastWords.length(), LONGEST_LAST_WORDS));
  }

  private static ObjectNode members(JsonNode status, String... names) {
    ObjectNode view = JSON.objectNode();
    for (String name : names) {
      JsonNode value = status.path(name);
      if (!value.isMissingNode()) {
        view.set(name, name.equals("conditions") ? conditions(value) : value);
      }
    }
    return view;
  }

  private static ArrayNode conditions(JsonNode conditions) {
    ArrayNode view = JSON.arrayNode();
    for (JsonNode condition : conditions) {
      ObjectNode reduced = JSON.objectNode();
      condition
          .properties()
          .forEach(
              field -> {
                if (CONDITION_FIELDS.contains(field.getKey())) {
                  reduced.set(field.getKey(), field.getValue());
                }
              });
      view.add(reduced);
    }
    return view;
  }
}
