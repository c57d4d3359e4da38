package io.smarteros.tenant.local.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration of what runs on a node.
 *
 * @param cgroup for all pods
 */
record NodeFiles(Path folder, String cgroup) {
  /** Where containerd looks for it. */
  void writeNetwork() throws IOException {
    Path networks = Files.createDirectories(folder.resolve("network"));
    Files.writeString(
        networks.resolve("pods.conflist"),
        """
        {
          "cniVersion": "1.0.0",
          "name": "pods",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "%s",
              "isGateway": true,
              "ipMasq": true,
              "hairpinMode": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "%s",
                "ranges": [[{"subnet": "%s"}]],
                "routes": [{"dst": "0.0.0.0/0"}]
              }
            },
            {"type": "portmap", "capabilities": {"portMappings": true}}
          ]
        }
        """
            .formatted(Enclosure.BRIDGE, folder.resolve("addresses"), Enclosure.POD_RANGE));
  }

  /**
   * Nobody but who is in the enclosure reaches the kubelet, so it asks for no log-in. A test
   * machine may be short of disk, and have version 1 of control groups.
   */
  Path kubelet(Path containerd) throws IOException {
    return Files.writeString(
        folder.resolve("kubelet.yaml"),
        """
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: %1$s
        healthzPort: 0
        authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
        authorization: {mode: AlwaysAllow}
        containerRuntimeEndpoint: unix://%2$s
        cgroupDriver: cgroupfs
        cgroupRoot: %3$s
        enforceNodeAllocatable: []
        failCgroupV1: false
        failSwapOn: false
        makeIPTablesUtilChains: false
        clusterDNS: [%1$s]
        clusterDomain: cluster.local
        resolvConf: ""
        evictionHard: {}
        imageGCHighThresholdPercent: 100
        """
            .formatted(Enclosure.GATEWAY, containerd, cgroup));
  }

  /** CoreDNS knows the names in the cluster, and no others. */
  Path names(Path kubeconfig) throws IOException {
    return Files.writeString(
        folder.resolve("Corefile"),
        """
        . {
          bind %s
          errors
          kubernetes cluster.local in-addr.arpa {
            kubeconfig %s local
          }
        }
        """
            .formatted(Enclosure.GATEWAY, kubeconfig));
  }
}
