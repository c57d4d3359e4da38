package io.smarteros.tenant.record;

/**
 * A volume of a service.
 *
 * @param size that it was last given, as a canonical quantity; one that the cluster refused is not
 *     remembered
 */
public record VolumeRecord(String size, Stage stage) {
  VolumeRecord planned() {
    return new VolumeRecord(size, Stage.PLANNED);
  }
}
