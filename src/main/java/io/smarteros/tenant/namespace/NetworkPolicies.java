package io.smarteros.tenant.namespace;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

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
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.api.tenantclass.Network;
import io.smarteros.tenant.api.tenantclass.Network.Dns;
import io.smarteros.tenant.api.tenantclass.Network.Egress;
import io.smarteros.tenant.api.tenantclass.Network.Peer;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which connections to and from a tenant's pods are allowed. One policy for each purpose. */
final class NetworkPolicies {
  private static final String INGRESS = "Ingress";
  private static final String EGRESS = "Egress";
  private static final int HTTP01_SOLVER_PORT = 8089;
  private static final String NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

  /** Private and carrier ranges, link-local with the clouds' metadata, and hosts of clouds. */
  private static final List<String> NOT_INTERNET_V4 =
      List.of(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "169.254.0.0/16",
          "192.0.0.0/24",
          "168.63.129.16/32");

  /** The last three lead to any IPv4 address, the private ones too: NAT64 and 6to4. */
  private static final List<String> NOT_INTERNET_V6 =
      List.of("fc00::/7", "fe80::/10", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16");

  private NetworkPolicies() {}

  static List<NetworkPolicy> compile(GuardRailInput input) {
    TenantClassSpec tenantClass = input.tenantClass();
    Network network = tenantClass.network() == null ? Network.unspecified() : tenantClass.network();
    List<NetworkPolicy> policies = new ArrayList<>();
    boolean isolated = !Boolean.FALSE.equals(network.isolated());
    List<String> denied = isolated ? List.of(INGRESS, EGRESS) : List.of(EGRESS);
    policies.add(policy(input, "default-deny", List.of(), List.of(), denied));
    policies.add(sameNamespace(input, denied));
    if (isolated) {
      policies.addAll(fromOutside(input, network));
    }
    policies.add(dns(input, network.dns() == null ? Dns.unspecified() : network.dns()));
    List<NetworkPolicyPeer> databases = databases(network);
    if (tenantClass.database() != null && !databases.isEmpty()) {
      policies.add(database(input, databases, tenantClass.database()));
    }
    List<NetworkPolicyPeer> outside = outside(network);
    if (!outside.isEmpty()) {
      policies.add(egress(input, "allow-egress", outside, List.of()));
    }
    return List.copyOf(policies);
  }

  /** For each application its own, so that a port is open on the pods that have it alone. */
  private static List<NetworkPolicy> fromOutside(GuardRailInput input, Network network) {
    List<NetworkPolicyPeer> users =
        Stream.concat(
                network.ingressFrom().stream().map(NetworkPolicies::peer),
                network.ingressCIDRs().stream().map(cidr -> block(cidr, List.of())))
            .toList();
    List<NetworkPolicyPeer> operator = List.of(operator(input));
    List<NetworkPolicy> policies = new ArrayList<>();
    if (!users.isEmpty() && usesCertManager(input.tenantClass())) {
      policies.add(certificateChallenges(input, users));
    }
    input.endpoints().stream()
        .collect(groupingBy(PodEndpoint::service, TreeMap::new, toList()))
        .forEach(
            (service, endpoints) -> {
              List<NetworkPolicyPort> called = ports(endpoints, PodEndpoint::calledByOperator);
              if (!called.isEmpty()) {
                policies.add(
                    ingress(input, "allow-operator-" + service, podsOf(service), operator, called));
              }
              List<NetworkPolicyPort> routed = ports(endpoints, PodEndpoint::routed);
              if (!routed.isEmpty() && !users.isEmpty()) {
                policies.add(
                    ingress(input, "allow-ingress-" + service, podsOf(service), users, routed));
              }
            });
    return policies;
  }

  private static LabelSelector podsOf(String service) {
    return labelled(Names.SERVICE_LABEL, service);
  }

  private static boolean usesCertManager(TenantClassSpec tenantClass) {
    return tenantClass.routing() != null
        && tenantClass.routing().ingress() != null
        && tenantClass.routing().ingress().annotations().keySet().stream()
            .anyMatch(key -> key.startsWith("cert-manager.io/"));
  }

  /** cert-manager answers challenges for a host from a pod beside its Ingress. */
  private static NetworkPolicy certificateChallenges(
      GuardRailInput input, List<NetworkPolicyPeer> users) {
    return ingress(
        input,
        "allow-certificate-challenges",
        labelled("acme.cert-manager.io/http01-solver", "true"),
        users,
        List.of(port("TCP", HTTP01_SOLVER_PORT)));
  }

  private static List<NetworkPolicyPort> ports(
      List<PodEndpoint> endpoints, Predicate<PodEndpoint> which) {
    return endpoints.stream()
        .filter(which)
        .map(PodEndpoint::port)
        .sorted()
        .distinct()
        .map(port -> port("TCP", port))
        .toList();
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

  private static NetworkPolicy dns(GuardRailInput input, Dns dns) {
    NetworkPolicyPeer servers =
        dns.pods()
            .map(NetworkPolicies::peer)
            .orElseGet(
                () ->
                    new NetworkPolicyPeerBuilder()
                        .withNamespaceSelector(labelled(NAMESPACE_NAME_LABEL, "kube-system"))
                        .withPodSelector(labelled("k8s-app", "kube-dns"))
                        .build());
    List<NetworkPolicyPort> ports =
        dns.portsOrDefault().stream()
            .flatMap(port -> Stream.of(port("UDP", port), port("TCP", port)))
            .toList();
    return egress(input, "allow-dns", List.of(servers), ports);
  }

  /** Not the whole namespace: whatever else runs in it is no business of the tenants. */
  private static NetworkPolicyPeer operator(GuardRailInput input) {
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(labelled(NAMESPACE_NAME_LABEL, input.operatorNamespace()))
        .withPodSelector(labelled(Names.NAME_LABEL, Names.OPERATOR))
        .build();
  }

  private static List<NetworkPolicyPeer> databases(Network network) {
    return Stream.concat(
            network.databaseCIDRs().stream().map(cidr -> block(cidr, List.of())),
            network.databasePeers().stream().map(NetworkPolicies::peer))
        .toList();
  }

  private static NetworkPolicy database(
      GuardRailInput input, List<NetworkPolicyPeer> servers, Database database) {
    return egress(
        input, "allow-database", servers, List.of(port("TCP", database.portOfApplications())));
  }

  private static List<NetworkPolicyPeer> outside(Network network) {
    Egress egress = network.egress() == null ? Egress.INTERNET : network.egress();
    List<NetworkPolicyPeer> peers = new ArrayList<>();
    if (egress == Egress.INTERNET) {
      peers.add(block("0.0.0.0/0", exceptions(NOT_INTERNET_V4, network, cidr -> !isV6(cidr))));
      peers.add(block("::/0", exceptions(NOT_INTERNET_V6, network, NetworkPolicies::isV6)));
    }
    if (egress != Egress.NONE) {
      network.egressCIDRs().forEach(cidr -> peers.add(block(cidr, List.of())));
    }
    return peers;
  }

  private static List<String> exceptions(
      List<String> always, Network network, Predicate<String> family) {
    return Stream.concat(always.stream(), network.exceptCIDRs().stream().filter(family))
        .distinct()
        .toList();
  }

  private static boolean isV6(String cidr) {
    return cidr.contains(":");
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
      LabelSelector pods,
      List<NetworkPolicyPeer> from,
      List<NetworkPolicyPort> ports) {
    NetworkPolicyIngressRule rule =
        new NetworkPolicyIngressRuleBuilder().withFrom(from).withPorts(ports).build();
    return policy(input, name, pods, List.of(rule), List.of(), List.of(INGRESS));
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
    return policy(input, name, everything(), ingress, egress, types);
  }

  private static NetworkPolicy policy(
      GuardRailInput input,
      String name,
      LabelSelector pods,
      List<NetworkPolicyIngressRule> ingress,
      List<NetworkPolicyEgressRule> egress,
      List<String> types) {
    return new NetworkPolicyBuilder()
        .withMetadata(GuardRailMetadata.of(input.tenant(), input.namespace(), name))
        .withNewSpec()
        .withPodSelector(pods)
        .withPolicyTypes(types)
        .withIngress(ingress)
        .withEgress(egress)
        .endSpec()
        .build();
  }
}
