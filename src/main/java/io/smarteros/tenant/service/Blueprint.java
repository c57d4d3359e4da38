package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Comparator;
import java.util.List;

/**
 * The objects of a service in the tenant's namespace, in the order in which they are applied.
 *
 * @param volumes hold data: remembered before they are made, never pruned
 * @param objects everything else
 * @param workload name of the Deployment that must become available
 */
public record Blueprint(
    List<PersistentVolumeClaim> volumes, List<HasMetadata> objects, String workload) {
  public Blueprint {
    volumes = List.copyOf(volumes);
    objects = List.copyOf(objects);
  }

  /** The objects, with those that run pods before those that pods need. */
  public List<HasMetadata> workloadFirst() {
    return objects.stream()
        .sorted(Comparator.comparing(object -> !object.getKind().equals("Deployment")))
        .toList();
  }
}
