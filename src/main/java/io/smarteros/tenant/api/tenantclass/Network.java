package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may talk to the tenants' pods, and whom they may talk to. */
@ApiType
@ValidationRule(
    value =
        "!has(self.egress) || self.egress != 'Allowlist'"
            + " || (has(self.egressCIDRs) && self.egressCIDRs.size() > 0)",
    message = "write at least one range here, or egress: None",
    fieldPath = ".egressCIDRs")
@ValidationRule(
    value =
        "!has(self.exceptCIDRs) || self.exceptCIDRs.size() == 0"
            + " || !has(self.egress) || self.egress == 'Internet'",
    message = "leave it out: it takes ranges out of egress: Internet, and this egress is another",
    fieldPath = ".exceptCIDRs")
public record Network(
    @JsonPropertyDescription(
            """
            Whether NetworkPolicies isolate the tenants. true: only the tenant's own pods, \
            the operator, ingressFrom and ingressCIDRs can connect to its pods. false: \
            everything can. The pods' own connections are limited by dns, databaseCIDRs, \
            databasePeers and egress in both cases. Default: true.""")
        @Nullable Boolean isolated,
    @JsonPropertyDescription(
            """
            Pods that may connect to the ports that users reach, such as those of the \
            ingress controller, at most 16.""")
        @Size(max = 16)
        List<Peer> ingressFrom,
    @JsonPropertyDescription(
            """
            Addresses that may connect to the ports that users reach, at most 16. For \
            controllers on the host network and load balancers that connect to pods: the \
            nodes' or the load balancers' addresses. Example: [10.0.0.0/24].""")
        @Size(max = 16)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        List<@Size(min = 1, max = 43) String> ingressCIDRs,
    @JsonPropertyDescription(
            """
            The cluster's DNS servers, which the tenants' pods may reach. A DNS cache on \
            each node is not a pod: write its address, and that of the DNS Service, in \
            egressCIDRs. Default: pods with the label k8s-app: kube-dns in kube-system, on \
            port 53.""")
        @Nullable Dns dns,
    @JsonPropertyDescription(
            """
            Addresses of the database server, which the tenants' pods may reach on its port, \
            at most 16. Without databaseCIDRs and databasePeers, the pods reach it only if \
            egress allows it. For a server in the cluster: databasePeers. Example: \
            [10.20.0.5/32].""")
        @Size(max = 16)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        List<@Size(min = 1, max = 43) String> databaseCIDRs,
    @JsonPropertyDescription(
            """
            Pods of a database server in the cluster, or of its pooler, which the tenants' \
            pods may reach on the database's port, at most 16. Some network plugins, such as \
            Cilium, never match pods by address. Example: [{namespaceSelector: {matchLabels: \
            {kubernetes.io/metadata.name: databases}}}].""")
        @Size(max = 16)
        List<Peer> databasePeers,
    @JsonPropertyDescription(
            """
            What the tenants' pods may reach outside. Internet: everything but 10.0.0.0/8, \
            172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 192.0.0.0/24, \
            168.63.129.16, fc00::/7, fe80::/10, 64:ff9b::/96, 64:ff9b:1::/48, 2002::/16 and \
            exceptCIDRs. Allowlist: only egressCIDRs. None: only DNS, the database and the \
            tenant's own pods. Default: Internet.""")
        @Nullable Egress egress,
    @JsonPropertyDescription(
            """
            Ranges that the tenants' pods may reach. With egress: Allowlist, only these; \
            with egress: Internet, also these. At most 64. Example: [192.0.2.0/24].""")
        @Size(max = 64)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        List<@Size(min = 1, max = 43) String> egressCIDRs,
    @JsonPropertyDescription(
            """
            Ranges that egress: Internet does not reach, at most 64: those of the cluster's \
            nodes, pods and Services, if they are not private. Example: [2600:1f14::/56].""")
        @Size(max = 64)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        @ValidationRule(
            value = "self.all(range, !range.endsWith('/0'))",
            message = "write ranges smaller than /0, or egress: None")
        List<@Size(min = 1, max = 43) String> exceptCIDRs) {
  public Network {
    ingressFrom = ingressFrom == null ? List.of() : List.copyOf(ingressFrom);
    ingressCIDRs = ingressCIDRs == null ? List.of() : List.copyOf(ingressCIDRs);
    databaseCIDRs = databaseCIDRs == null ? List.of() : List.copyOf(databaseCIDRs);
    databasePeers = databasePeers == null ? List.of() : List.copyOf(databasePeers);
    egressCIDRs = egressCIDRs == null ? List.of() : List.copyOf(egressCIDRs);
    exceptCIDRs = exceptCIDRs == null ? List.of() : List.copyOf(exceptCIDRs);
  }

  /** What holds where a class says nothing. */
  public static Network unspecified() {
    return new Network(
        null, List.of(), List.of(), null, List.of(), List.of(), null, List.of(), List.of());
  }

  /** The cluster's DNS servers. */
  @ApiType
  @ValidationRule(
      value = "has(self.namespaceSelector) || has(self.podSelector) || has(self.ports)",
      message = "write namespaceSelector, podSelector or ports")
  public record Dns(
      @JsonPropertyDescription(
              """
            Namespaces of the pods, by label. Default: all namespaces; without podSelector \
            too: kube-system. Example: {matchLabels: {kubernetes.io/metadata.name: \
            openshift-dns}}.""")
          @SchemaFrom(type = LabelSelectorSchema.class)
          @Nullable LabelSelector namespaceSelector,
      @JsonPropertyDescription(
              """
            Pods in those namespaces, by label. Default: all pods; without namespaceSelector \
            too: k8s-app: kube-dns. Example: {matchLabels: {dns.operator.openshift.io/daemonset-dns: \
            default}}.""")
          @SchemaFrom(type = LabelSelectorSchema.class)
          @Nullable LabelSelector podSelector,
      @JsonPropertyDescription(
              """
            Ports that the pods listen on, UDP and TCP, 1 to 8 of them: the pods' own, not \
            the Service's. On OpenShift: [5353]. Default: [53].""")
          @Size(min = 1, max = 8)
          @Nullable List<@Min(1) @Max(65535) Integer> ports) {

    private static final List<Integer> DEFAULT_PORTS = List.of(53);

    public Dns {
      ports = ports == null ? null : List.copyOf(ports);
    }

    /** Empty for the pods of most clusters. */
    public Optional<Peer> pods() {
      return namespaceSelector == null && podSelector == null
          ? Optional.empty()
          : Optional.of(new Peer(namespaceSelector, podSelector));
    }

    public List<Integer> portsOrDefault() {
      return ports == null ? DEFAULT_PORTS : ports;
    }

    public static Dns unspecified() {
      return new Dns(null, null, null);
    }
  }

  /** Pods of other namespaces, by namespace and pod labels. */
  @ApiType
  @ValidationRule(
      value = "has(self.namespaceSelector) || has(self.podSelector)",
      message = "write namespaceSelector, podSelector or both")
  public record Peer(
      @JsonPropertyDescription(
              """
            Namespaces of the pods, by label. Default: all namespaces. Example: \
            {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}.""")
          @SchemaFrom(type = LabelSelectorSchema.class)
          @Nullable LabelSelector namespaceSelector,
      @JsonPropertyDescription("Pods in those namespaces, by label. Default: all pods.")
          @SchemaFrom(type = LabelSelectorSchema.class)
          @Nullable LabelSelector podSelector) {}

  public enum Egress {
    /** Everything but private, link-local and metadata ranges. */
    @JsonProperty("Internet")
    INTERNET,
    /** Only {@code egressCIDRs}. */
    @JsonProperty("Allowlist")
    ALLOWLIST,
    /** Only DNS, the database and the tenant's own pods. */
    @JsonProperty("None")
    NONE,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }
}
