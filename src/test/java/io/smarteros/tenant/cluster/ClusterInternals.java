package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** Opens to the test kit what only this package sees, so that the in-memory cluster shares it. */
public final class ClusterInternals {
  private ClusterInternals() {}

  /** For an operator that was just started. */
  public static Refusals noRefusals() {
    return new Refusals(InstantSource.system(), new Random(1));
  }

  /** Applies the object as the operator does it. */
  public static GenericKubernetesResource apply(KubernetesClient client, HasMetadata desired) {
    return new ServerSideApply(client).apply(desired, true).object();
  }

  /** What the watches keep of an object. */
  public static ObservedObject observed(GenericKubernetesResource live) {
    return ObservedResource.of(live).observed();
  }

  /** Whether a watch brings the object, with the labels that it has. */
  public static boolean isWatched(ObservedObject object) {
    return Arrays.stream(ResourceKind.values())
        .filter(ResourceKind::watched)
        .filter(kind -> kind.kind().equals(object.key().kind()))
        .filter(kind -> kind.apiVersion().equals(object.key().apiVersion()))
        .map(kind -> kind.labelSelector().split("=", 2))
        .anyMatch(
            selector ->
                object.labels().containsKey(selector[0])
                    && (selector.length == 1 || object.label(selector[0]).equals(selector[1])));
  }

  /** Whether the kind is one that only clusters with the Gateway API have. */
  public static boolean needsGatewayApi(ObjectKey key) {
    return ResourceKind.of(key) == ResourceKind.HTTP_ROUTE;
  }

  /** What is wrong when the cluster does not have the kind. */
  public static Problem notServed(ObjectKey key) {
    return Applier.notServed(key);
  }

  /** The order in which an inventory lists. */
  public static Comparator<ObjectKey> order() {
    return Comparator.comparing(ResourceKind::of);
  }

  /**
   * What an error of the API server means for a write.
   *
   * @param known what the watches know
   */
  public static Applied refusal(
      ObjectKey key,
      KubernetesClientException error,
      Function<ObjectKey, Optional<ObservedObject>> known,
      InstantSource clock) {
    return ApiRefusal.of(key, error, new RightsPropagation(known, clock).mayBeOnTheirWay(key));
  }
}
