package io.smarteros.tenant.local.benchmark;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The objects that the operator made for one tenant, in its order, for another client to make. */
record TenantShape(String tenant, List<Template> objects) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * An object, as a request.
   *
   * @param path of the API server, with the object's name at its end
   */
  record Template(String path, String body) {
    private Template of(String original, String tenant) {
      return new Template(path.replace(original, tenant), body.replace(original, tenant));
    }
  }

  private record Reference(String resource, String namespace, String name) {}

  TenantShape {
    objects = List.copyOf(objects);
  }

  /**
   * Reads the objects that the operator has written.
   *
   * @param writes the operator's
   */
  static TenantShape read(LocalCluster cluster, String tenant, List<Entry> writes) {
    String namespace = TenantNames.namespace(tenant);
    Set<Reference> made = new LinkedHashSet<>();
    for (Entry entry : writes) {
      boolean isTheirs =
          entry.namespace().equals(namespace)
              || (entry.resource().equals("namespaces") && entry.name().equals(namespace));
      if (isTheirs && entry.subresource().isEmpty() && entry.code() < 300) {
        made.add(reference(entry));
      }
    }
    List<Template> objects = new ArrayList<>();
    for (Reference object : made) {
      objects.add(template(cluster, object));
    }
    return new TenantShape(tenant, objects);
  }

  int size() {
    return objects.size();
  }

  /** The same objects for another tenant with a name as long. */
  List<Template> of(String other) {
    return objects.stream().map(object -> object.of(tenant, other)).toList();
  }

  /** Without what the server and the controllers have added. */
  static ObjectNode asApplied(JsonNode live) {
    ObjectNode object = live.deepCopy();
    object.remove("status");
    ObjectNode metadata = (ObjectNode) object.path("metadata");
    metadata.retain("name", "namespace", "labels", "annotations");
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(
          List.of(
              "deployment.kubernetes.io/revision",
              "pv.kubernetes.io/bind-completed",
              "pv.kubernetes.io/bound-by-controller"));
    }
    if (object.path("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("clusterIP", "clusterIPs", "volumeName", "finalizers"));
    }
    return object;
  }

  private static Reference reference(Entry entry) {
    // the API server says of some requests about a namespace that they are in it
    String namespace = entry.resource().equals("namespaces") ? "" : entry.namespace();
    return new Reference(kind(entry), namespace, entry.name());
  }

  private static String kind(Entry entry) {
    return entry.group().isEmpty() ? entry.resource() : entry.resource() + "." + entry.group();
  }

  private static Template template(LocalCluster cluster, Reference reference) {
    List<String> get = new ArrayList<>(List.of("get", reference.resource(), reference.name()));
    if (!reference.namespace().isEmpty()) {
      get.add("--namespace=" + reference.namespace());
    }
    get.add("--output=json");
    try {
      JsonNode live = JSON.readTree(cluster.kubectl(ADMIN, get.toArray(String[]::new)).orFail());
      return new Template(path(live, reference), asApplied(live).toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kubectl did not print JSON", e);
    }
  }

  private static String path(JsonNode object, Reference reference) {
    String version = object.path("apiVersion").asText();
    String resource = reference.resource().replaceFirst("\\..*", "");
    return (version.contains("/") ? "/apis/" : "/api/")
        + version
        + (reference.namespace().isEmpty() ? "" : "/namespaces/" + reference.namespace())
        + "/"
        + resource
        + "/"
        + reference.name();
  }
}
