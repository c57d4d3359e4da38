package io.smarteros.tenant.api;

import io.smarteros.tenant.local.cluster.LocalCluster;

/** Manifests as people write them, and the definitions that give them a meaning. */
final class Manifests {
  private Manifests() {}

  static void installDefinitions(LocalCluster cluster) {
    cluster.kubectl(LocalCluster.ADMIN, "apply", "--server-side", "-f", "crds/").orFail();
    cluster
        .kubectl(
            LocalCluster.ADMIN,
            "wait",
            "--for=condition=Established",
            "--timeout=60s",
            "-f",
            "crds/")
        .orFail();
  }

  /**
   * A Tenant.
   *
   * @param fields of its spec, as in {@code a: 1, b: 2}
   */
  static String tenant(String name, String fields) {
    return manifest("Tenant", name, fields);
  }

  /**
   * A TenantClass.
   *
   * @param fields of its spec, as in {@code a: 1, b: 2}
   */
  static String tenantClass(String name, String fields) {
    return manifest("TenantClass", name, fields);
  }

  private static String manifest(String kind, String name, String fields) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: %s
        metadata: {name: "%s"}
        spec: {%s}
        """
        .formatted(kind, name, fields);
  }
}
