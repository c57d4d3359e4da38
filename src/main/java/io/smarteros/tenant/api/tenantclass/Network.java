package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may talk to the tenants' pods, and whom they may talk to. */
@ApiType
@ValidationRule(
    value =
        "!has(self.egress) || self.egress != 'Allowlist'"
            + " || (has(self.egressCIDRs) && self.egressCIDRs.size() > 0)",
    message = "write at least one range here, or egress: None",
    fieldPath = ".egressCIDRs")
public record Network(
    @JsonPropertyDescription(
            """
            Whether NetworkPolicies isolate the tenants. true: only the tenant's own pods, \
            the operator and ingressFrom can connect to its pods. false: everything can. The \
            pods' own connections are limited by dns, databaseCIDRs and egress in both \
            cases. Default: true.""")
        @Nullable Boolean isolated,
    @JsonPropertyDescription(
            """
            Pods that may connect to the applications, such as those of the ingress \
            controller, at most 16. Pods in the operator's namespace always may. Connections \
            from nodes or load balancers (host network, target type ip) do not come from \
            pods: they need isolated: false.""")
        @Size(max = 16)
        List<Peer> ingressFrom,
    @JsonPropertyDescription(
            """
            The cluster's DNS servers, which the tenants' pods may reach on port 53. A DNS \
            cache on each node is not a pod: write its address, and that of the DNS Service, \
            in egressCIDRs. Default: pods with the label k8s-app: kube-dns in kube-system.""")
        @Nullable Peer dns,
    @JsonPropertyDescription(
            """
            Addresses of the database server, which the tenants' pods may reach on its port, \
            at most 16. Without them, the pods reach it only if egress allows it. For a \
            server in the cluster: the range of its pods, not its Service. Example: \
            [10.20.0.5/32].""")
        @Size(max = 16)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        List<@Size(min = 1, max = 43) String> databaseCIDRs,
    @JsonPropertyDescription(
            """
            What the tenants' pods may reach outside. Internet: everything but 10.0.0.0/8, \
            172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 168.63.129.16, \
            fc00::/7 and fe80::/10. If pods or Services of the cluster have other addresses, \
            the tenants' pods can reach them. Allowlist: only egressCIDRs. None: only DNS, \
            the database and the tenant's own pods. Default: Internet.""")
        @Nullable Egress egress,
    @JsonPropertyDescription(
            """
            Ranges that the tenants' pods may reach. With egress: Allowlist, only these; \
            with egress: Internet, also these. At most 64. Example: [192.0.2.0/24].""")
        @Size(max = 64)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        List<@Size(min = 1, max = 43) String> egressCIDRs) {
  public Network {
    ingressFrom = ingressFrom == null ? List.of() : List.copyOf(ingressFrom);
    databaseCIDRs = databaseCIDRs == null ? List.of() : List.copyOf(databaseCIDRs);
    egressCIDRs = egressCIDRs == null ? List.of() : List.copyOf(egressCIDRs);
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
