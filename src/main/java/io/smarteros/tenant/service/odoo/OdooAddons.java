package io.smarteros.tenant.service.odoo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.smarteros.tenant.api.tenantclass.ClassOdoo;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.PodParts;
import java.util.List;
import java.util.Optional;

/**
 * Add-ons that the class brings in an image of their own. Each pod copies them to where Odoo finds
 * them: volumes that are images need a newer Kubernetes.
 *
 * @param image empty where the class has none
 */
record OdooAddons(Optional<String> image) {
  /** Where images have them: the publisher's own documents this folder. */
  private static final String OF_IMAGE = "/mnt/extra-addons";

  /** Where those of the class are; a folder of its own, since Odoo's image may have some too. */
  private static final String OF_CLASS = "/mnt/class-addons";

  private static final String VOLUME = "addons";
  private static final Quantity SIZE = new Quantity("1Gi");
  private static final String CPU = "100m";
  private static final String MEMORY = "128Mi";

  static OdooAddons of(ServicePlan plan) {
    return new OdooAddons(
        Optional.ofNullable(plan.tenant().tenantClass().services().odoo())
            .map(ClassOdoo::addonsImage));
  }

  /** For {@code addons_path}. */
  String path() {
    return image.isEmpty() ? OF_IMAGE : OF_IMAGE + "," + OF_CLASS;
  }

  /** What a Job has to be done for once: another image may have another version of a module. */
  String keyOf(String rest) {
    return image.map(name -> rest + " " + name).orElse(rest);
  }

  /** What runs before the container of Odoo. */
  List<Container> copies() {
    return image.stream()
        .map(
            name ->
                new ContainerBuilder()
                    .withName(VOLUME)
                    .withImage(name)
                    .withCommand("cp", "-R", OF_IMAGE + "/.", OF_CLASS)
                    .withResources(PodParts.resources(CPU, MEMORY))
                    .withSecurityContext(
                        PodParts.unprivileged().withReadOnlyRootFilesystem(true).build())
                    .withVolumeMounts(PodParts.mount(VOLUME, OF_CLASS))
                    .build())
        .toList();
  }

  List<Volume> volumes() {
    return image.stream().map(_ -> PodParts.scratch(VOLUME, SIZE)).toList();
  }

  List<VolumeMount> mounts() {
    return image.stream().map(_ -> PodParts.readOnlyMount(VOLUME, OF_CLASS)).toList();
  }
}
