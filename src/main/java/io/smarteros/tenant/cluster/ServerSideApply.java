package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an object as the operator's field manager: without force first, then with force. */
final class ServerSideApply {
  /** Who replaces what cannot be merged; owns nothing afterwards. */
  private static final String REPLACING = Names.OPERATOR + "-replacing";

  /** No object has it: etcd begins to count later. */
  private static final String VERSION_OF_NONE = "1";

  private static final int UNPROCESSABLE = 422;
  private static final String CONFLICT = "FieldManagerConflict";
  private static final Pattern MANAGER = Pattern.compile("conflict with \"([^\"]*)\"");

  private final KubernetesClient client;

  ServerSideApply(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @param object as the server returned it
   * @param overruled the field managers whose values were replaced
   */
  record Written(GenericKubernetesResource object, Set<String> overruled) {

    /** Without what is in the object, which may be a Secret. */
    @Override
    public String toString() {
      return "Written[overruled=%s]".formatted(overruled);
    }
  }

  /**
   * Applies the desired object if there is none of its name, and leaves any that is there.
   *
   * @throws KubernetesClientException with code 409 when there is one; whatever else the server
   *     says
   */
  Written create(HasMetadata desired) {
    GenericKubernetesResource object = generic(desired);
    object.getMetadata().setResourceVersion(VERSION_OF_NONE);
    return new Written(patch(object, true), Set.of());
  }

  /**
   * Applies the desired object.
   *
   * @param mayReplace what cannot be merged; in vain for an object that is not there
   * @throws KubernetesClientException whatever the server says, a conflict of field managers aside
   */
  Written apply(HasMetadata desired, boolean mayReplace) {
    GenericKubernetesResource object = generic(desired);
    try {
      return new Written(patch(object, false), Set.of());
    } catch (KubernetesClientException e) {
      Set<String> others = conflictingManagers(e);
      if (!others.isEmpty()) {
        return new Written(force(object, mayReplace), others);
      }
      return new Written(replaceInvalid(object, e, mayReplace), Set.of());
    }
  }

  private GenericKubernetesResource generic(HasMetadata desired) {
    return client
        .getKubernetesSerialization()
        .convertValue(desired, GenericKubernetesResource.class);
  }

  private GenericKubernetesResource force(GenericKubernetesResource object, boolean mayReplace) {
    try {
      return patch(object, true);
    } catch (KubernetesClientException e) {
      return replaceInvalid(object, e, mayReplace);
    }
  }

  /**
   * Server-side apply leaves what others own beside what we own, and sometimes the two exclude each
   * other: a port that was renumbered keeps the name, a volume has two sources. Then the whole spec
   * is replaced.
   */
  private GenericKubernetesResource replaceInvalid(
      GenericKubernetesResource object, KubernetesClientException refusal, boolean mayReplace) {
    Object spec = object.getAdditionalProperties().get("spec");
    boolean data = ResourceKind.of(ObjectKey.of(object)).role() == ResourceKind.Role.DATA;
    if (!mayReplace || refusal.getCode() != UNPROCESSABLE || spec == null || data) {
      throw refusal;
    }
    try {
      jsonPatch(object, List.of(Map.of("op", "replace", "path", "/spec", "value", spec)));
    } catch (KubernetesClientException e) {
      // it is the object that is wrong, or it is not there
      throw refusal;
    }
    return disown(patch(object, true));
  }

  /** Else what the replacement wrote would stay for ever after it is no longer applied. */
  private GenericKubernetesResource disown(GenericKubernetesResource object) {
    List<ManagedFieldsEntry> managers = object.getMetadata().getManagedFields();
    for (int index = 0; index < managers.size(); index++) {
      if (REPLACING.equals(managers.get(index).getManager())) {
        String entry = "/metadata/managedFields/" + index;
        return jsonPatch(
            object,
            List.of(
                Map.of("op", "test", "path", entry + "/manager", "value", REPLACING),
                Map.of("op", "remove", "path", entry)));
      }
    }
    return object;
  }

  private GenericKubernetesResource jsonPatch(
      GenericKubernetesResource object, List<Map<String, Object>> operations) {
    return resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(REPLACING)
                .build(),
            client.getKubernetesSerialization().asJson(operations));
  }

  private GenericKubernetesResource patch(GenericKubernetesResource object, boolean force) {
    return resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Names.OPERATOR)
                .withForce(force)
                .build());
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
    return client
        .genericKubernetesResources(object.getApiVersion(), object.getKind())
        .resource(object);
  }

  private static Set<String> conflictingManagers(KubernetesClientException e) {
    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
      return Set.of();
    }
    Set<String> managers = new TreeSet<>();
    for (StatusCause cause : causes(e.getStatus())) {
      Matcher manager = MANAGER.matcher(cause.getMessage());
      if (CONFLICT.equals(cause.getReason()) && manager.find()) {
        managers.add(manager.group(1));
      }
    }
    return managers;
  }

  private static List<StatusCause> causes(Status status) {
    return Optional.ofNullable(status)
        .map(Status::getDetails)
        .map(details -> details.getCauses())
        .orElseGet(List::of);
  }
}
