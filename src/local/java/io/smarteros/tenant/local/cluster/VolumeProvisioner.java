package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plays the storage of the cluster: StorageClass {@code standard} (the default), a PersistentVolume
 * for every claim on it, growth when a claim asks for more, and removal of volumes whose claim is
 * gone.
 */
final class VolumeProvisioner implements AutoCloseable {
  static final String STORAGE_CLASS = "standard";

  private static final String PROVISIONER = "local.smarteros.io/volumes";
  private static final String STORAGE = "storage";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String MANAGER = "local-volumes";

  private final KubernetesClient client;
  private final Nodes nodes;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  VolumeProvisioner(KubernetesClient client, Nodes nodes) {
    this.client = client;
    this.nodes = nodes;
  }

  void start() {
    client
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(STORAGE_CLASS)
                .addToAnnotations("storageclass.kubernetes.io/is-default-class", "true")
                .endMetadata()
                .withProvisioner(PROVISIONER)
                .withAllowVolumeExpansion(true)
                .build())
        .create();
    informers.add(
        client.persistentVolumeClaims().inAnyNamespace().inform(new Follow<>(this::provide)));
    informers.add(
        client
            .persistentVolumes()
            .withLabel(MANAGED_BY, MANAGER)
            .inform(new Follow<>(this::reclaim)));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private void provide(PersistentVolumeClaim claim) {
    if (!STORAGE_CLASS.equals(claim.getSpec().getStorageClassName())
        || claim.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    if (claim.getSpec().getVolumeName() == null) {
      Follow.unlessDone(() -> client.resource(volumeFor(claim)).create());
    } else if (asksForMore(claim)) {
      Follow.unlessDone(() -> grow(claim));
    }
  }

  private PersistentVolume volumeFor(PersistentVolumeClaim claim) {
    String name = "pvc-" + claim.getMetadata().getUid();
    PersistentVolumeBuilder volume =
        switch (nodes) {
          case Nodes.Simulated _ -> VolumeSources.nonexistent(name);
          case Nodes.Real real -> VolumeSources.folder(real, name);
        };
    return volume
        .withNewMetadata()
        .withName(name)
        .addToLabels(MANAGED_BY, MANAGER)
        .endMetadata()
        .editSpec()
        .withStorageClassName(STORAGE_CLASS)
        .withAccessModes(claim.getSpec().getAccessModes())
        .addToCapacity(STORAGE, requested(claim))
        // the control plane cannot delete what such a volume holds; reclaim() does
        .withPersistentVolumeReclaimPolicy("Retain")
        .withClaimRef(
            new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .build())
        .endSpec()
        .build();
  }

  private static boolean asksForMore(PersistentVolumeClaim claim) {
    Quantity granted =
        claim.getStatus().getCapacity() == null
            ? null
            : claim.getStatus().getCapacity().get(STORAGE);
    return granted != null
        && requested(claim).getNumericalAmount().compareTo(granted.getNumericalAmount()) > 0;
  }

  private void grow(PersistentVolumeClaim claim) {
    client
        .persistentVolumes()
        .withName(claim.getSpec().getVolumeName())
        .edit(
            volume ->
                new PersistentVolumeBuilder(volume)
                    .editSpec()
                    .addToCapacity(STORAGE, requested(claim))
                    .endSpec()
                    .build());
    client
        .resource(claim)
        .editStatus(
            seen ->
                new PersistentVolumeClaimBuilder(seen)
                    .editStatus()
                    .addToCapacity(STORAGE, requested(claim))
                    .endStatus()
                    .build());
  }

  private void reclaim(PersistentVolume volume) {
    if (volume.getStatus() != null && "Released".equals(volume.getStatus().getPhase())) {
      if (nodes instanceof Nodes.Real real) {
        VolumeSources.removeFolder(real, volume.getMetadata().getName());
      }
      Follow.unlessDone(() -> client.resource(volume).delete());
    }
  }

  private static Quantity requested(PersistentVolumeClaim claim) {
    return Objects.requireNonNull(
        claim.getSpec().getResources().getRequests().get(STORAGE), "every claim asks for storage");
  }
}
