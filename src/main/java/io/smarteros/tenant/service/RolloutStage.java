package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * A part of a rollout: its objects, and what must be so before the next stage is applied.
 *
 * @param objects in the order in which they are applied
 * @param gates in the order in which they are passed
 */
public record RolloutStage(List<HasMetadata> objects, List<Gate> gates) {
  public RolloutStage {
    objects = List.copyOf(objects);
    gates = List.copyOf(gates);
  }

  /** Without what is in the objects: Secrets are among them. */
  @Override
  public String toString() {
    List<String> names =
        objects.stream()
            .map(object -> object.getKind() + " " + object.getMetadata().getName())
            .toList();
    return "RolloutStage[objects=%s, gates=%s]".formatted(names, gates);
  }
}
