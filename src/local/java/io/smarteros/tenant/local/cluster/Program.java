package io.smarteros.tenant.local.cluster;

import java.util.Arrays;
import java.util.List;

/** A program of the local cluster. All of them can be built from source, none is downloaded. */
public enum Program {
  ETCD("etcd", "go.etcd.io/etcd/server/v3"),
  KUBE_APISERVER("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
  KUBE_CONTROLLER_MANAGER(
      "kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"),
  KUBE_SCHEDULER("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler"),
  KUBECTL("kubectl", "k8s.io/kubernetes/cmd/kubectl"),
  // in one module with Kubernetes 1.34 these two do not compile
  KWOK("kwok", "sigs.k8s.io/kwok/cmd/kwok@v0.7.0"),
  HELM("helm", "helm.sh/helm/v4/cmd/helm@v4.2.4"),

  KUBELET(GoModule.NODE, "kubelet", "k8s.io/kubernetes/cmd/kubelet"),
  KUBE_PROXY(GoModule.NODE, "kube-proxy", "k8s.io/kubernetes/cmd/kube-proxy"),
  COREDNS(GoModule.NODE, "coredns", "github.com/coredns/coredns@v1.14.7");

  private final GoModule module;
  private final String fileName;
  private final String goPackage;

  Program(String fileName, String goPackage) {
    this(GoModule.CONTROL_PLANE, fileName, goPackage);
  }

  /**
   * Where it comes from.
   *
   * @param goPackage with a version if it has a module of its own, else a {@code tool} of {@code
   *     module}, which pins the version
   */
  Program(GoModule module, String fileName, String goPackage) {
    this.module = module;
    this.fileName = fileName;
    this.goPackage = goPackage;
  }

  /** Those that are needed together, and built together. */
  static List<Program> of(GoModule module) {
    return Arrays.stream(values()).filter(program -> program.module == module).toList();
  }

  public String fileName() {
    return fileName;
  }

  String goPackage() {
    return goPackage;
  }

  /** With which it says its version. */
  List<String> versionArguments() {
    return switch (this) {
      case ETCD,
          KUBE_APISERVER,
          KUBE_CONTROLLER_MANAGER,
          KUBE_SCHEDULER,
          KWOK,
          KUBELET,
          KUBE_PROXY ->
          List.of("--version");
      case COREDNS -> List.of("-version");
      case KUBECTL -> List.of("version", "--client");
      case HELM -> List.of("version", "--short");
    };
  }

  boolean hasItsOwnModule() {
    return goPackage.contains("@");
  }
}
