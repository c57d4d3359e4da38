package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an object as the operator's field manager: politely first, then with force. */
final class ServerSideApply {
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
  record Written(GenericKubernetesResource object, Set<String> overruled) {}

  /**
   * @throws KubernetesClientException whatever the server says, a conflict of field managers aside
   */
  Written apply(HasMetadata desired) {
    GenericKubernetesResource object =
        client.getKubernetesSerialization().convertValue(desired, GenericKubernetesResource.class);
    try {
      return new Written(patch(object, false), Set.of());
    } catch (KubernetesClientException e) {
      Set<String> others = conflictingManagers(e);
      if (others.isEmpty()) {
        throw e;
      }
      return new Written(patch(object, true), others);
    }
  }

  private GenericKubernetesResource patch(GenericKubernetesResource object, boolean force) {
    return client
        .genericKubernetesResources(object.getApiVersion(), object.getKind())
        .resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Names.OPERATOR)
                .withForce(force)
                .build());
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
