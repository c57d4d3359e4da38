package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * Answers what an enforcer would: may these two talk, by these policies? A connection needs the
 * leave of the policies on both sides; a side without any policy for it is open.
 */
public record Traffic(List<NetworkPolicy> policies) {

  /**
   * One end of a connection.
   *
   * @param namespace empty for what is not a pod
   */
  public record End(String namespace, Map<String, String> labels, String address) {
    public static End pod(String namespace, String address, String... label) {
      return new End(namespace, label.length == 0 ? Map.of() : Map.of(label[0], label[1]), address);
    }

    public static End outside(String address) {
      return new End("", Map.of(), address);
    }

    boolean isPod() {
      return !namespace.isEmpty();
    }

    Map<String, String> namespaceLabels() {
      return Map.of("kubernetes.io/metadata.name", namespace);
    }
  }

  public boolean allows(End from, End to, String protocol, int port) {
    return leaves(from, to, protocol, port) && enters(from, to, protocol, port);
  }

  private boolean leaves(End from, End to, String protocol, int port) {
    List<NetworkPolicy> applying = policiesOf(from, "Egress");
    return applying.isEmpty()
        || applying.stream()
            .flatMap(
                policy ->
                    policy.getSpec().getEgress().stream()
                        .filter(rule -> anyPort(rule.getPorts(), protocol, port))
                        .filter(rule -> anyPeer(rule.getTo(), policy, to)))
            .findAny()
            .isPresent();
  }

  private boolean enters(End from, End to, String protocol, int port) {
    List<NetworkPolicy> applying = policiesOf(to, "Ingress");
    return applying.isEmpty()
        || applying.stream()
            .flatMap(
                policy ->
                    policy.getSpec().getIngress().stream()
                        .filter(rule -> anyPort(rule.getPorts(), protocol, port))
                        .filter(rule -> anyPeer(rule.getFrom(), policy, from)))
            .findAny()
            .isPresent();
  }

  private List<NetworkPolicy> policiesOf(End end, String type) {
    return policies.stream()
        .filter(policy -> policy.getMetadata().getNamespace().equals(end.namespace()))
        .filter(policy -> selects(policy.getSpec().getPodSelector(), end.labels()))
        .filter(policy -> policy.getSpec().getPolicyTypes().contains(type))
        .toList();
  }

  /** No list of peers means everybody. */
  private static boolean anyPeer(List<NetworkPolicyPeer> peers, NetworkPolicy policy, End end) {
    return peers.isEmpty() || peers.stream().anyMatch(peer -> isPeer(peer, policy, end));
  }

  private static boolean isPeer(NetworkPolicyPeer peer, NetworkPolicy policy, End end) {
    if (peer.getIpBlock() != null) {
      return contains(peer.getIpBlock(), end.address());
    }
    boolean namespace =
        peer.getNamespaceSelector() == null
            ? policy.getMetadata().getNamespace().equals(end.namespace())
            : selects(peer.getNamespaceSelector(), end.namespaceLabels());
    boolean pod = peer.getPodSelector() == null || selects(peer.getPodSelector(), end.labels());
    return end.isPod() && namespace && pod;
  }

  private static boolean anyPort(List<NetworkPolicyPort> ports, String protocol, int port) {
    return ports.isEmpty()
        || ports.stream()
            .anyMatch(
                each -> each.getProtocol().equals(protocol) && each.getPort().getIntVal() == port);
  }

  private static boolean selects(LabelSelector selector, Map<String, String> labels) {
    if (selector.getMatchExpressions() != null && !selector.getMatchExpressions().isEmpty()) {
      throw new UnsupportedOperationException("matchExpressions");
    }
    return selector.getMatchLabels() == null
        || labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
  }

  private static boolean contains(IPBlock block, String address) {
    return contains(block.getCidr(), address)
        && block.getExcept().stream().noneMatch(cidr -> contains(cidr, address));
  }

  private static boolean contains(String cidr, String address) {
    String[] parts = cidr.split("/", 2);
    byte[] network = InetAddress.ofLiteral(parts[0]).getAddress();
    byte[] other = InetAddress.ofLiteral(address).getAddress();
    if (network.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < Integer.parseInt(parts[1]); bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((network[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
