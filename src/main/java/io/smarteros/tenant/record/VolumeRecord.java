package io.smarteros.tenant.record;

/** A volume of a service; the size is the greatest that was asked for, as a canonical quantity. */
public record VolumeRecord(String size, Stage stage) {
  public VolumeRecord made() {
    return new VolumeRecord(size, Stage.MADE);
  }
}
