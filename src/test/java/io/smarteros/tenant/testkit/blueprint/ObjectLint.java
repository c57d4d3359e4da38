package io.smarteros.tenant.testkit.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.resolve.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What an experienced reader would object to in a generated object, whatever the application. */
public final class ObjectLint {
  private static final JsonMapper JSON = new JsonMapper();

  /** Objects of which all values are quantities. */
  private static final Set<String> QUANTITIES =
      Set.of("requests", "limits", "hard", "default", "defaultRequest", "max", "min");

  private static final List<String> PROBES =
      List.of("startupProbe", "readinessProbe", "livenessProbe");

  /** References that name a kind of some API group. */
  private static final Set<String> REFERENCES =
      Set.of("roleRef", "subjects", "backendRefs", "parentRefs");

  /** A version to its last part, with or without a v before it. Shorter ones move. */
  private static final Pattern FIXED_TAG = Pattern.compile("v?\\d+[._-]\\d+[._-]\\d+.*");

  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(PASS|PASSWORD|SECRET|TOKEN|CREDENTIALS|_KEY)");

  private final PodSecurity podSecurity;
  private final List<String> complaints = new ArrayList<>();

  private ObjectLint(PodSecurity podSecurity) {
    this.podSecurity = podSecurity;
  }

  /** The same of an object that the level {@code restricted} must let run. */
  public static List<String> complaints(HasMetadata object) {
    return complaints(object, PodSecurity.RESTRICTED);
  }

  /**
   * One sentence each, with the path to the field.
   *
   * @param podSecurity the level that the object needs
   */
  public static List<String> complaints(HasMetadata object, PodSecurity podSecurity) {
    ObjectLint lint = new ObjectLint(podSecurity);
    JsonNode tree = JSON.valueToTree(object);
    String name = object.getKind() + " " + object.getMetadata().getName();
    lint.look(tree, name);
    JsonNode spec = tree.path("spec");
    if (object.getKind().equals("Job")) {
      lint.job(spec, name);
    }
    JsonNode pod = spec.path("template").path("spec");
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
      if (REFERENCES.contains(field.getKey())) {
        references(field.getValue(), at);
      }
      look(field.getValue(), at);
    }
    if (node.isArray()) {
      node.forEach(each -> look(each, path));
    }
  }

  private void references(JsonNode oneOrMany, String at) {
    if (oneOrMany.isArray()) {
      oneOrMany.forEach(each -> reference(each, at));
    } else {
      reference(oneOrMany, at);
    }
  }

  private void reference(JsonNode reference, String at) {
    boolean isOfTheCore = reference.path("kind").asText().equals("ServiceAccount");
    require(
        isOfTheCore || reference.has("apiGroup") || reference.has("group"), at, "has no apiGroup");
  }

  private void quantity(JsonNode value, String at) {
    String text = value.asText();
    String canonical = Quantities.canonical(new Quantity(text));
    require(
        text.equals(canonical), at, "is %s, and the server writes %s".formatted(text, canonical));
  }

  private void job(JsonNode job, String name) {
    require(job.has("backoffLimit"), name, "has no number of tries");
    require(job.has("activeDeadlineSeconds"), name, "may run for ever");
    require(
        !job.has("ttlSecondsAfterFinished"), name, "may be gone before the operator has seen it");
  }

  private void pod(JsonNode pod, String name, boolean serves) {
    require(
        pod.path("automountServiceAccountToken").isBoolean()
            && !pod.path("automountServiceAccountToken").asBoolean(),
        name,
        "gets a token of its ServiceAccount");
    require(
        pod.path("enableServiceLinks").isBoolean() && !pod.path("enableServiceLinks").asBoolean(),
        name,
        "gets a variable for each Service of its namespace");
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!pod.path(shared).asBoolean(), name, "has " + shared);
    }
    require(
        pod.path("securityContext").path("seccompProfile").has("type"),
        name,
        "has no seccompProfile");
    pod.path("volumes").forEach(volume -> volume(volume, name));
    JsonNode user = pod.path("securityContext");
    pod.path("initContainers").forEach(container -> container(container, user, name, false));
    pod.path("containers").forEach(container -> container(container, user, name, serves));
  }

  private void volume(JsonNode volume, String name) {
    require(!volume.has("hostPath"), name, "mounts a path of its node");
    require(
        !volume.has("emptyDir") || volume.path("emptyDir").has("sizeLimit"),
        name,
        "may fill the disk of its node");
  }

  private void container(JsonNode container, JsonNode user, String name, boolean serves) {
    String at = "%s, container %s".formatted(name, container.path("name").asText());
    String image = container.path("image").asText();
    require(isFixed(image), at, "has an image that may change: " + image);
    container
        .path("ports")
        .forEach(port -> require(!port.has("hostPort"), at, "takes a port of its node"));
    container.path("env").forEach(variable -> variable(variable, at));
    resources(container, at);
    security(container.path("securityContext"), user, at);
    if (serves) {
      PROBES.forEach(probe -> require(container.has(probe), at, "has no " + probe));
    }
  }

  private static boolean isFixed(String image) {
    String name = image.substring(image.lastIndexOf('/') + 1);
    String tag = name.substring(name.indexOf(':') + 1);
    return name.contains("@") || (name.contains(":") && FIXED_TAG.matcher(tag).matches());
  }

  private void variable(JsonNode variable, String at) {
    String name = variable.path("name").asText();
    require(
        !variable.has("value") || !SECRET_NAME.matcher(name).matches(),
        at,
        "shows the value of " + name);
  }

  private void resources(JsonNode container, String at) {
    JsonNode resources = container.path("resources");
    require(resources.path("requests").has("cpu"), at, "asks for no processor time");
    require(resources.path("requests").has("memory"), at, "asks for no memory");
    require(resources.path("limits").has("memory"), at, "has no limit of memory");
  }

  private void security(JsonNode security, JsonNode user, String at) {
    require(
        security.has("allowPrivilegeEscalation")
            && !security.path("allowPrivilegeEscalation").asBoolean(),
        at,
        "may get more rights than it starts with");
    require(!security.path("privileged").asBoolean(), at, "is privileged");
    require(
        security.path("capabilities").path("drop").path(0).asText().equals("ALL"),
        at,
        "keeps capabilities of its runtime");
    if (podSecurity == PodSecurity.RESTRICTED) {
      require(
          user.path("runAsNonRoot").asBoolean() && user.path("runAsUser").asLong() > 0,
          at,
          "may run as root");
    }
  }

  private void require(boolean holds, String at, String complaint) {
    if (!holds) {
      complaints.add(at + " " + complaint);
    }
  }
}
