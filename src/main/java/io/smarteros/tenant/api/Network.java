package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
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
            Whether NetworkPolicies keep the tenants apart: nothing reaches a tenant's pods but \
            its own pods, the operator and ingressFrom. false lets everything in; what the pods \
            may reach stays as dns, databaseCIDRs and egress say. Default: true.""")
        @Nullable Boolean isolated,
    @JsonPropertyDescription(
            """
            Pods outside that may reach the applications, such as the ingress controller's, at \
            most 16. The pods of the operator's namespace always may. What comes from nodes or load \
            balancers (host network, target type ip) is no pod: it needs isolated: false.""")
        @Size(max = 16)
        List<Peer> ingressFrom,
    @JsonPropertyDescription(
            """
            The cluster's DNS servers, which the tenants' pods may ask on port 53. A DNS cache on \
            each node is no pod: write its address and the DNS Service's into egressCIDRs. \
            Default: pods labelled k8s-app: kube-dns in kube-system.""")
        @Nullable Peer dns,
    @JsonPropertyDescription(
            """
            Addresses of the database server, which the tenants' pods may reach on its port, at \
            most 16. Without them the pods reach it only where egress lets them. \
            Example: [10.20.0.5/32].""")
        @Size(max = 16)
        @ValidationRule(value = CelRules.CIDRS, message = CelRules.CIDRS_MESSAGE)
        List<@Size(min = 1, max = 43) String> databaseCIDRs,
    @JsonPropertyDescription(
            """
            What the tenants' pods may reach outside. Internet: everything but 10.0.0.0/8, \
            172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 168.63.129.16, \
            fc00::/7 and fe80::/10, so a cluster with other pod or service ranges is open to \
            them. Allowlist: egressCIDRs only. None: nothing but DNS, the database and the \
            tenant's own pods. Default: Internet.""")
        @Nullable Egress egress,
    @JsonPropertyDescription(
            """
            Ranges that the tenants' pods may reach: nothing else with egress: Allowlist, beside \
            the Internet with egress: Internet. At most 64. Example: [192.0.2.0/24].""")
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
              Namespaces of the pods, by label. Default: every namespace. \
              Example: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}.""")
          @SchemaFrom(type = LabelSelectorSchema.class)
          @Nullable LabelSelector namespaceSelector,
      @JsonPropertyDescription("The pods in those namespaces, by label. Default: all of them.")
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
    NONE
  }
}
