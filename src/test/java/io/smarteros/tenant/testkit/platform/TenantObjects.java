package io.smarteros.tenant.testkit.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.api.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What the operator has applied in a namespace, of whatever kind. */
public final class TenantObjects {
  private static final JsonMapper JSON = new JsonMapper();

  private final Platform platform;
  private final String namespace;
  private final String kinds;

  TenantObjects(Platform platform, String namespace) {
    this.platform = platform;
    this.namespace = namespace;
    this.kinds =
        Arrays.stream(
                platform
                    .kubectl("api-resources", "--namespaced", "--verbs=list,patch", "--output=name")
                    .split("\\s+"))
            .filter(kind -> !kind.startsWith("events"))
            .collect(Collectors.joining(","));
  }

  /** By {@link AppliedObject#id}. */
  public Map<String, AppliedObject> all() {
    try {
      return StreamSupport.stream(
              JSON.readTree(
                      platform.kubectl(
                          "get",
                          kinds,
                          "--namespace=" + namespace,
                          "--output=json",
                          "--show-managed-fields"))
                  .path("items")
                  .spliterator(),
              false)
          .map(AppliedObject::new)
          .filter(object -> object.isAppliedBy(Names.OPERATOR))
          .collect(
              Collectors.toMap(AppliedObject::id, Function.identity(), (a, _) -> a, TreeMap::new));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kubectl does not answer with JSON", e);
    }
  }

  /** All but those that hold data. */
  public Map<String, AppliedObject> replaceable() {
    Map<String, AppliedObject> objects = all();
    objects.values().removeIf(object -> object.kind().equals("PersistentVolumeClaim"));
    return objects;
  }

  public void delete(Collection<String> ids) {
    List<String> command = new ArrayList<>(List.of("delete", "--namespace=" + namespace));
    command.add("--wait=false");
    command.addAll(ids);
    platform.kubectl(command.toArray(String[]::new));
  }

  /** As {@code kubectl patch --type=json}. */
  public void patch(String id, String patch) {
    platform.kubectl("patch", id, "--namespace=" + namespace, "--type=json", "--patch=" + patch);
  }
}
