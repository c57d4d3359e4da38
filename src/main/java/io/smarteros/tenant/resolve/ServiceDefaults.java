package io.smarteros.tenant.resolve;

import java.util.Optional;

/**
 * What the operator itself decides of a service where neither Tenant nor class does, and which
 * changes of version the application supports.
 *
 * @param imageRepository without registry and tag
 */
public record ServiceDefaults(
    String version,
    String imageRepository,
    String cpu,
    String memory,
    String storage,
    UpgradeRule upgrades) {

  /** Why a running version cannot be followed by another; empty when it can. */
  @FunctionalInterface
  public interface UpgradeRule {
    Optional<String> refuses(String runningVersion, String wantedVersion);
  }
}
