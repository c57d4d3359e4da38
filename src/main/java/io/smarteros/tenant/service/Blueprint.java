package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.stream.Stream;

/**
 * What should exist of a service in the tenant's namespace, its routes aside: those the core makes
 * of the endpoints.
 *
 * @param volumes hold data: remembered before they are made, never pruned
 * @param stages in their order. An object may stand in several, in other forms: the one of the
 *     furthest stage that is reached counts. What stands behind a closed gate is left as it runs
 * @param endpoints that are routed in this plan
 */
public record Blueprint(
    List<PersistentVolumeClaim> volumes, List<RolloutStage> stages, List<Endpoint> endpoints) {
  public Blueprint {
    volumes = List.copyOf(volumes);
    stages = List.copyOf(stages);
    endpoints = List.copyOf(endpoints);
  }

  /** Of an application that comes up in one go. */
  public static Blueprint ofOneStage(
      List<PersistentVolumeClaim> volumes, List<HasMetadata> objects, Endpoint endpoint) {
    return new Blueprint(volumes, List.of(new RolloutStage(objects, List.of())), List.of(endpoint));
  }

  /** All of all stages, volumes aside. */
  public Stream<HasMetadata> objects() {
    return stages.stream().flatMap(stage -> stage.objects().stream());
  }
}
