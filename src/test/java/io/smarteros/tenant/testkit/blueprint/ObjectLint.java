package io.smarteros.tenant.testkit.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.resolve.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an experienced reader would object to in a generated object, whatever the application. */
public final class ObjectLint {
  private static final JsonMapper JSON = new JsonMapper();

  /** Objects of which all values are quantities. */
  private static final Set<String> QUANTITIES =
      Set.of("requests", "limits", "hard", "default", "defaultRequest", "max", "min");

  private static final List<String> PROBES =
      List.of("startupProbe", "readinessProbe", "livenessProbe");

  private final List<String> complaints = new ArrayList<>();

  private ObjectLint() {}

  /** One sentence each, with the path to the field. */
  public static List<String> complaints(HasMetadata object) {
    ObjectLint lint = new ObjectLint();
    JsonNode tree = JSON.valueToTree(object);
    String name = object.getKind() + " " + object.getMetadata().getName();
    lint.look(tree, name);
    JsonNode pod = tree.path("spec").path("template").path("spec");
    if (pod.isObject()) {
      lint.pod(pod, name, object.getKind().equals("Deployment"));
    }
    return List.copyOf(lint.complaints);
  }

  private void look(JsonNode node, String path) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String at = path + "." + field.getKey();
      if (QUANTITIES.contains(field.getKey()) && field.getValue().isObject()) {
        field.getValue().properties().forEach(each -> quantity(each.getValue(), at));
      }
      if (field.getKey().equals("sizeLimit")) {
        quantity(field.getValue(), at);
      }
      if (field.getKey().equals("ports") && field.getValue().isArray()) {
        field.getValue().forEach(port -> require(port.has("protocol"), at, "has no protocol"));
      }
      if (field.getKey().equals("roleRef")) {
        reference(field.getValue(), at);
      }
      if (field.getKey().equals("subjects")) {
        field.getValue().forEach(subject -> reference(subject, at));
      }
      look(field.getValue(), at);
    }
    if (node.isArray()) {
      node.forEach(each -> look(each, path));
    }
  }

  private void reference(JsonNode reference, String at) {
    boolean isOfTheCore = reference.path("kind").asText().equals("ServiceAccount");
    require(isOfTheCore || reference.has("apiGroup"), at, "has no apiGroup");
  }

  private void quantity(JsonNode value, String at) {
    String text = value.asText();
    String canonical = Quantities.canonical(new Quantity(text));
    require(
        text.equals(canonical), at, "is %s, and the server writes %s".formatted(text, canonical));
  }

  private void pod(JsonNode pod, String name, boolean serves) {
    require(
        pod.path("automountServiceAccountToken").isBoolean()
            && !pod.path("automountServiceAccountToken").asBoolean(),
        name,
        "gets a token of its ServiceAccount");
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!pod.path(shared).asBoolean(), name, "has " + shared);
    }
    require(
        pod.path("securityContext").path("seccompProfile").has("type"),
        name,
        "has no seccompProfile");
    pod.path("volumes")
        .forEach(volume -> require(!volume.has("hostPath"), name, "mounts a path of its node"));
    pod.path("initContainers").forEach(container -> container(container, name, false));
    pod.path("containers").forEach(container -> container(container, name, serves));
  }

  private void container(JsonNode container, String name, boolean serves) {
    String at = "%s, container %s".formatted(name, container.path("name").asText());
    String image = container.path("image").asText();
    String tag = image.substring(image.lastIndexOf('/') + 1);
    require(
        tag.contains("@") || (tag.contains(":") && !tag.endsWith(":latest")),
        at,
        "has an image that may change: " + image);
    JsonNode resources = container.path("resources");
    require(resources.path("requests").has("cpu"), at, "asks for no processor time");
    require(resources.path("requests").has("memory"), at, "asks for no memory");
    require(resources.path("limits").has("memory"), at, "has no limit of memory");
    JsonNode security = container.path("securityContext");
    require(
        security.has("allowPrivilegeEscalation")
            && !security.path("allowPrivilegeEscalation").asBoolean(),
        at,
        "may get more rights than it starts with");
    require(!security.path("privileged").asBoolean(), at, "is privileged");
    if (serves) {
      PROBES.forEach(probe -> require(container.has(probe), at, "has no " + probe));
    }
  }

  private void require(boolean holds, String at, String complaint) {
    if (!holds) {
      complaints.add(at + " " + complaint);
    }
  }
}
