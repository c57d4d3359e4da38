package io.smarteros.tenant.local.cluster;

import java.nio.file.Path;

/** What carries the pods of a local cluster. */
public sealed interface Nodes {
  /** The API server listens there; pods, where they are real, reach it there. */
  String apiServer();

  /** kwok plays the kubelet. Nothing runs in a pod, and everything is on 127.0.0.1. */
  record Simulated() implements Nodes {
    @Override
    public String apiServer() {
      return "127.0.0.1";
    }
  }

  /**
   * One node, which somebody else starts once the cluster is up.
   *
   * @param name of the node
   * @param apiServer an address of this machine that pods reach
   * @param volumes a folder for what pods keep in volumes
   */
  record Real(String name, String apiServer, Path volumes) implements Nodes {}
}
