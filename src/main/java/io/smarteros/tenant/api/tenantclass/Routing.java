package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.schema.OrderedCopy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the outside reaches the applications: an Ingress or a Gateway, or neither. */
@ApiType
@ValidationRule(
    value = "!(has(self.ingress) && has(self.gateway))",
    message = "write either ingress or gateway, not both")
public record Routing(
    @JsonPropertyDescription(
            """
            Pattern of the hosts, made of {service}, {name} and {baseDomain} or a domain. \
            With the default, one wildcard certificate is enough. Default: \
            {service}-{name}.{baseDomain}.""")
        @Size(min = 3, max = 253)
        @ValidationRule(
            value =
                "self.matches('^([a-z0-9.-]|[{](service|name|baseDomain)[}])+$')"
                    + " && self.contains('{service}') && self.contains('{name}')",
            message =
                "write a host with {service} and {name} in it, such as"
                    + " {service}-{name}.{baseDomain}: otherwise two applications or tenants would"
                    + " share one")
        @ValidationRule(
            value =
                "(self.endsWith('{baseDomain}') || "
                    + CelRules.ENDS_AS_DNS_NAME
                    + ") && !self.matches('^[.-]|[.-][.]|[.]-')",
            message =
                "write a host that ends with {baseDomain} or a domain, such as"
                    + " {service}-{name}.{baseDomain} or {service}.{name}.apps.example.com; what"
                    + " stands between dots begins and ends with a letter or digit")
        @Nullable String hostPattern,
    @JsonPropertyDescription("Create an Ingress for each application.") @Nullable Ingress ingress,
    @JsonPropertyDescription(
            """
            Create an HTTPRoute for each application. Needs the Gateway API in the cluster.""")
        @Nullable Gateway gateway,
    @JsonPropertyDescription(
            """
            Whether a service must be reachable to be Ready: its Ingress has an address, its \
            HTTPRoute is accepted, its certificate is there and valid. On or "Off". Write the \
            quotes: without them YAML reads a boolean. Default: On.""")
        @Nullable Check check) {

  /** Whether reachability is part of readiness. */
  public enum Check {
    /** What stands between users and the application is looked at. */
    @JsonProperty("On")
    ON,
    /** It is not: for controllers that write no status. */
    @JsonProperty("Off")
    OFF,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }

  /** Whether a service is ready only once users reach it. */
  public boolean checksReachability() {
    return check != Check.OFF;
  }

  @ApiType
  public record Ingress(
      @JsonPropertyDescription(
              """
            IngressClass. Default: the cluster's default IngressClass. Example: nginx.""")
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          @Nullable String className,
      @JsonPropertyDescription(
              """
            Annotations of each Ingress, at most 32. Example: \
            {cert-manager.io/cluster-issuer: letsencrypt}.""")
          @Size(max = 32)
          @ValidationRule(value = CelRules.LABEL_KEYS, message = CelRules.LABEL_KEYS_MESSAGE)
          Map<String, @Size(max = 4096) String> annotations,
      @JsonPropertyDescription(
              """
            TLS of each Ingress. Default: none, and the applications' URLs are http.""")
          @Nullable Tls tls) {
    public Ingress {
      annotations = OrderedCopy.of(annotations);
    }
  }

  /**
   * TLS of an Ingress: the Secret with the certificate, in the tenant's namespace. Absent name:
   * {@code <service>-tls}.
   */
  @ApiType
  @ValidationRule(
      value = "!(has(self.secretName) && has(self.defaultCertificate) && self.defaultCertificate)",
      message = "write either secretName or defaultCertificate: true, not both")
  public record Tls(
      @JsonPropertyDescription(
              """
            Whether TLS is configured for the hosts. Default: true if tls is set.""")
          @Nullable Boolean enabled,
      @JsonPropertyDescription(
              """
            Name of the Secret with the certificate, in the tenant's namespace. Default: \
            <service>-tls, which cert-manager creates.""")
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          @Nullable String secretName,
      @JsonPropertyDescription(
              """
            Whether the controller has one certificate for all hosts, such as a wildcard \
            certificate: the Ingress names no Secret. Default: false.""")
          @Nullable Boolean defaultCertificate) {}

  @ApiType
  public record Gateway(
      @JsonPropertyDescription("The Gateway of the HTTPRoutes.") @Required ParentRef parentRef) {}

  @ApiType
  public record ParentRef(
      @JsonPropertyDescription("Name of the Gateway. Example: public.")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          String name,
      @JsonPropertyDescription("Namespace of the Gateway. Example: gateways.")
          @Required
          @Size(min = 1, max = 63)
          @ValidationRule(value = CelRules.LABEL_NAME, message = CelRules.LABEL_NAME_MESSAGE)
          String namespace,
      @JsonPropertyDescription(
              """
            Listener of the Gateway. Default: every listener that fits. Example: https.""")
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          @Nullable String sectionName) {}
}
