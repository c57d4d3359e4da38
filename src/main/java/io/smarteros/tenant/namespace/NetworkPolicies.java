package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.api.tenantclass.Network;
import io.smarteros.tenant.api.tenantclass.Network.Egress;
import io.smarteros.tenant.api.tenantclass.Network.Peer;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which connections to and from a tenant's pods are allowed. One policy for each purpose. */
final class NetworkPolicies {
  private static final String INGRESS = "Ingress";
  private static final String EGRESS = "Egress";
  private static final String NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
  private static final int DNS_PORT = 53;

  /** Private and carrier ranges, link-local with the clouds' metadata, and Azure's own host. */
  private static final List<String> NOT_INTERNET_V4 =
      List.of(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "169.254.0.0/16",
          "168.63.129.16/32");

  private static final List<String> NOT_INTERNET_V6 = List.of("fc00::/7", "fe80::/10");

  private static final Network DEFAULTS =
      new Network(true, List.of(), null, List.of(), Egress.INTERNET, List.of());

  private NetworkPolicies() {}

  static List<NetworkPolicy> compile(GuardRailInput input) {
    TenantClassSpec tenantClass = input.tenantClass();
    Network network = tenantClass.network() == null ? DEFAULTS : tenantClass.network();
    List<NetworkPolicy> policies = new ArrayList<>();
    boolean isolated = !Boolean.FALSE.equals(network.isolated());
    List<String> denied = isolated ? List.of(INGRESS, EGRESS) : List.of(EGRESS);
    policies.add(policy(input, "default-deny", List.of(), List.of(), denied));
    policies.add(sameNamespace(input, denied));
    if (isolated) {
      policies.addAll(fromOutside(input, network));
    }
    policies.add(egress(input, "allow-dns", List.of(dns(network)), dnsPorts()));
    if (tenantClass.database() != null && !network.databaseCIDRs().isEmpty()) {
      policies.add(database(input, network, tenantClass.database()));
    }
    List<NetworkPolicyPeer> outside = outside(network);
    if (!outside.isEmpty()) {
      policies.add(egress(input, "allow-egress", outside, List.of()));
    }
    return List.copyOf(policies);
  }

  private static List<NetworkPolicy> fromOutside(GuardRailInput input, Network network) {
    List<NetworkPolicy> policies = new ArrayList<>();
    policies.add(ingress(input, "allow-operator", List.of(operator(input)), operatorPorts(input)));
    if (!network.ingressFrom().isEmpty()) {
      List<NetworkPolicyPeer> peers =
          network.ingressFrom().stream().map(NetworkPolicies::peer).toList();
      policies.add(ingress(input, "allow-ingress", peers, List.of()));
    }
    return policies;
  }

  /** A rule for a direction that is not denied would deny everything else in it. */
  private static NetworkPolicy sameNamespace(GuardRailInput input, List<String> denied) {
    NetworkPolicyPeer neighbours =
        new NetworkPolicyPeerBuilder().withPodSelector(everything()).build();
    return policy(
        input,
        "allow-same-namespace",
        denied.contains(INGRESS)
            ? List.of(new NetworkPolicyIngressRuleBuilder().withFrom(neighbours).build())
            : List.of(),
        List.of(new NetworkPolicyEgressRuleBuilder().withTo(neighbours).build()),
        denied);
  }

  private static NetworkPolicyPeer dns(Network network) {
    return network.dns() != null
        ? peer(network.dns())
        : new NetworkPolicyPeerBuilder()
            .withNamespaceSelector(labelled(NAMESPACE_NAME_LABEL, "kube-system"))
            .withPodSelector(labelled("k8s-app", "kube-dns"))
            .build();
  }

  private static List<NetworkPolicyPort> dnsPorts() {
    return List.of(port("UDP", DNS_PORT), port("TCP", DNS_PORT));
  }

  private static NetworkPolicyPeer operator(GuardRailInput input) {
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(labelled(NAMESPACE_NAME_LABEL, input.operatorNamespace()))
        .build();
  }

  private static List<NetworkPolicyPort> operatorPorts(GuardRailInput input) {
    return input.applicationPorts().stream().sorted().map(port -> port("TCP", port)).toList();
  }

  private static NetworkPolicy database(GuardRailInput input, Network network, Database database) {
    List<NetworkPolicyPeer> servers =
        network.databaseCIDRs().stream().map(cidr -> block(cidr, List.of())).toList();
    return egress(
        input, "allow-database", servers, List.of(port("TCP", database.portOfApplications())));
  }

  private static List<NetworkPolicyPeer> outside(Network network) {
    Egress egress = network.egress() == null ? Egress.INTERNET : network.egress();
    List<NetworkPolicyPeer> peers = new ArrayList<>();
    if (egress == Egress.INTERNET) {
      peers.add(block("0.0.0.0/0", NOT_INTERNET_V4));
      peers.add(block("::/0", NOT_INTERNET_V6));
    }
    if (egress != Egress.NONE) {
      network.egressCIDRs().forEach(cidr -> peers.add(block(cidr, List.of())));
    }
    return peers;
  }

  /** Without a namespace selector the server would look in the tenant's own namespace. */
  private static NetworkPolicyPeer peer(Peer peer) {
    LabelSelector namespaces =
        peer.namespaceSelector() == null ? everything() : peer.namespaceSelector();
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(namespaces)
        .withPodSelector(peer.podSelector())
        .build();
  }

  private static NetworkPolicyPeer block(String cidr, List<String> except) {
    return new NetworkPolicyPeerBuilder()
        .withNewIpBlock()
        .withCidr(cidr)
        .withExcept(except)
        .endIpBlock()
        .build();
  }

  /** The protocol is spelled out: the server would add it, inside a list that is compared whole. */
  private static NetworkPolicyPort port(String protocol, int number) {
    return new NetworkPolicyPort(null, new IntOrString(number), protocol);
  }

  private static LabelSelector labelled(String label, String value) {
    return new LabelSelectorBuilder().withMatchLabels(Map.of(label, value)).build();
  }

  private static LabelSelector everything() {
    return new LabelSelector();
  }

  private static NetworkPolicy ingress(
      GuardRailInput input,
      String name,
      List<NetworkPolicyPeer> from,
      List<NetworkPolicyPort> ports) {
    NetworkPolicyIngressRule rule =
        new NetworkPolicyIngressRuleBuilder().withFrom(from).withPorts(ports).build();
    return policy(input, name, List.of(rule), List.of(), List.of(INGRESS));
  }

  private static NetworkPolicy egress(
      GuardRailInput input,
      String name,
      List<NetworkPolicyPeer> to,
      List<NetworkPolicyPort> ports) {
    NetworkPolicyEgressRule rule =
        new NetworkPolicyEgressRuleBuilder().withTo(to).withPorts(ports).build();
    return policy(input, name, List.of(), List.of(rule), List.of(EGRESS));
  }

  private static NetworkPolicy policy(
      GuardRailInput input,
      String name,
      List<NetworkPolicyIngressRule> ingress,
      List<NetworkPolicyEgressRule> egress,
      List<String> types) {
    return new NetworkPolicyBuilder()
        .withMetadata(GuardRailMetadata.of(input.tenant(), input.namespace(), name))
        .withNewSpec()
        .withPodSelector(everything())
        .withPolicyTypes(types)
        .withIngress(ingress)
        .withEgress(egress)
        .endSpec()
        .build();
  }
}
