package io.smarteros.tenant.testkit.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** An object that the operator has applied, as it stands. */
public record AppliedObject(JsonNode json) {
  /** What the API server and its controllers add. */
  private static final List<String> BOOKKEEPING =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "managedFields",
          "finalizers");

  private static final List<String> CONTROLLERS_ANNOTATIONS =
      List.of(
          "deployment.kubernetes.io/",
          "pv.kubernetes.io/",
          "volume.kubernetes.io/",
          // only on claims that were seen before their volume was made
          "volume.beta.kubernetes.io/");

  private static final List<String> ALLOCATED = List.of("clusterIP", "clusterIPs", "volumeName");

  /** As kubectl takes it: {@code deployment.apps/n8n}. */
  public String id() {
    String group = json.path("apiVersion").asText().replaceFirst("/?[^/]*$", "");
    String kind = kind().toLowerCase(Locale.ROOT);
    return (group.isEmpty() ? kind : kind + "." + group) + "/" + name();
  }

  public String kind() {
    return json.path("kind").asText();
  }

  public String name() {
    return json.path("metadata").path("name").asText();
  }

  public String uid() {
    return json.path("metadata").path("uid").asText();
  }

  /** What somebody wants it to be: without what the cluster adds and reports. */
  public JsonNode essence() {
    ObjectNode essence = json.deepCopy();
    essence.remove("status");
    if (essence.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(BOOKKEEPING);
      if (metadata.get("annotations") instanceof ObjectNode annotations) {
        annotations
            .properties()
            .removeIf(
                annotation ->
                    CONTROLLERS_ANNOTATIONS.stream().anyMatch(annotation.getKey()::startsWith));
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
    if (essence.get("spec") instanceof ObjectNode spec) {
      spec.remove(ALLOCATED);
    }
    return essence;
  }

  boolean isAppliedBy(String manager) {
    for (JsonNode entry : json.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(manager)
          && entry.path("operation").asText().equals("Apply")) {
        return true;
      }
    }
    return false;
  }
}
