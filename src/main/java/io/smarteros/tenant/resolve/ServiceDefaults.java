package io.smarteros.tenant.resolve;

import java.util.Optional;

/**
 * What the operator itself decides of a service where neither Tenant nor class does, and which
 * versions and changes of version the operator supports.
 *
 * @param imageRepository without registry and tag
 * @param volume that the size of the storage is about
 */
public record ServiceDefaults(
    String version,
    String imageRepository,
    String cpu,
    String memory,
    String storage,
    String volume,
    VersionRule versions,
    UpgradeRule upgrades) {

  /** Why a version cannot be run; empty when it can. */
  @FunctionalInterface
  public interface VersionRule {
    Optional<String> refuses(String version);
  }

  /** Why a running version cannot be followed by another; empty when it can. */
  @FunctionalInterface
  public interface UpgradeRule {
    Optional<String> refuses(String runningVersion, String wantedVersion);
  }
}
