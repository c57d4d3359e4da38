package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the platform team decides for every tenant of a plan. */
@JsonClassDescription(
    """
    What holds for every tenant of the class.""")
@ApiType
@ValidationRule(
    value = "!has(oldSelf.database) || has(self.database)",
    message =
        "leave the database in the class: its tenants' databases are there; make another"
            + " TenantClass for tenants without one",
    fieldPath = ".database")
public record TenantClassSpec(
    @JsonPropertyDescription(
            """
            Domain under which the applications of this class's tenants are reached; a wildcard \
            DNS record and certificate for it serve them all. Example: tenants.example.com.""")
        @Required
        @Size(min = 4, max = 200)
        @ValidationRule(value = Grammar.DNS_NAME, message = Grammar.DNS_NAME_MESSAGE)
        String baseDomain,
    @JsonPropertyDescription(
            """
            Beginning of the names of the tenants' namespaces: <prefix><name>. Cannot change. \
            Default: tenant-. Example: gold-.""")
        @Default(DEFAULT_NAMESPACE_PREFIX)
        @Size(min = 1, max = 23)
        @ValidationRule(
            value =
                "self.matches('^[a-z][a-z0-9-]*$') && !self.startsWith('kube-')"
                    + " && !self.startsWith('openshift-')",
            message =
                "write lower-case letters, digits and '-', beginning with a letter, such as"
                    + " tenant-; kube- and openshift- are reserved")
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "leave it as it is: the namespaces bear it; make another TenantClass for another"
                    + " prefix")
        String namespacePrefix,
    @JsonPropertyDescription(
            """
            How the outside reaches the applications: by Ingress or by Gateway. Default: neither, \
            the applications are reached inside the cluster only.""")
        @Nullable Routing routing,
    @JsonPropertyDescription(
            """
            StorageClass of the tenants' volumes. Default: the cluster's default StorageClass. \
            Example: fast-ssd.""")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
        @Nullable String storageClassName,
    @JsonPropertyDescription(
            """
            Pod Security level that the tenants' namespaces enforce, and so a ceiling: an \
            application that needs more is Stalled. Default: restricted.""")
        PodSecurity podSecurity,
    @JsonPropertyDescription(
            """
            ResourceQuota of each tenant's namespace, by resource name, at most 32; write \
            quantities as 4, 500m or 16Gi. Default: no \
            Services of type LoadBalancer and NodePort, which the class may allow here. \
            Example: {requests.cpu: "4", limits.memory: 16Gi, requests.storage: 100Gi}.""")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(resource, resource.matches('^[a-z][a-z0-9./-]{0,126}$'))",
            message =
                "write names of resources as in a ResourceQuota, such as requests.cpu or"
                    + " count/jobs.batch")
        Map<String, @Min(0) @Pattern(QUANTITY) Quantity> quota,
    @JsonPropertyDescription(
            """
            Defaults and bounds for containers in the tenants' namespaces; write quantities as 4, \
            500m or 16Gi. Default: none.""")
        @Nullable Limits limits,
    @JsonPropertyDescription(
            "Who may talk to the tenants' pods and whom they may talk to. Default: isolated.")
        @Nullable Network network,
    @JsonPropertyDescription(
            """
            Registry to pull the applications' images from, in place of Docker Hub. Default: the \
            images' own. Example: registry.example.com/mirror.""")
        @Size(min = 1, max = 253)
        @ValidationRule(
            value =
                "self.matches('^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$')",
            message =
                "write a registry such as registry.example.com/mirror: host, port and path, without"
                    + " scheme and final slash")
        @Nullable String imageRegistry,
    @JsonPropertyDescription(
            """
            Secrets of type kubernetes.io/dockerconfigjson in the operator's namespace, labelled \
            smarteros.io/class-secret: "true", at most 8. They are copied into the tenants' \
            namespaces and follow changes. Example: [registry-login].""")
        @Size(max = 8)
        @ValidationRule(
            value =
                "self.all(secret, secret.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$'))",
            message = "write names of Secrets in the operator's namespace, such as registry-login")
        List<@Size(min = 1, max = 253) String> imagePullSecrets,
    @JsonPropertyDescription(
            """
            Labels that a node must have to run the tenants' pods, at most 32. Default: any node. \
            Example: {pool: tenants}.""")
        @Size(max = 32)
        @ValidationRule(value = Grammar.LABEL_KEYS, message = Grammar.LABEL_KEYS_MESSAGE)
        Map<String, @Size(max = 63) String> nodeSelector,
    @JsonPropertyDescription(
            "Taints that the tenants' pods tolerate, as in a pod, at most 32. Default: none.")
        @Size(max = 32)
        @SchemaFrom(type = TolerationSchema[].class)
        List<Toleration> tolerations,
    @JsonPropertyDescription(
            """
            The PostgreSQL server on which the tenants' databases are made. Without it, \
            applications that need a database are Stalled.""")
        @Nullable Database database,
    @JsonPropertyDescription(
            """
            What a Tenant may decide instead of the class. What is absent stays the class's. \
            Settings, resources and sizes are always the Tenant's, up to maxResources.""")
        Allow allow,
    @JsonPropertyDescription("Defaults of the applications, and shared instances of them.")
        ClassServices services,
    @JsonPropertyDescription(
            """
            How fast a change of this class reaches its tenants. Not supported yet: with any of it \
            the tenants are Stalled by NotSupportedYet, and run. Default: all at once.""")
        @Nullable Rollout rollout) {

  public static final String DEFAULT_NAMESPACE_PREFIX = "tenant-";

  // A rule over all values of a map would cost more than the API server grants it
  private static final String QUANTITY = "^[0-9]+([.][0-9]+)?([numkMGTPE]|[KMGTPE]i)?$";

  public TenantClassSpec {
    namespacePrefix = namespacePrefix == null ? DEFAULT_NAMESPACE_PREFIX : namespacePrefix;
    quota = inOrder(quota);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    nodeSelector = inOrder(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    allow = allow == null ? Allow.nothing() : allow;
    services = services == null ? ClassServices.none() : services;
    podSecurity = podSecurity == null ? PodSecurity.RESTRICTED : podSecurity;
  }

  // Map.copyOf gives another order after every start, and what is made from it would differ
  private static <K, V> Map<K, V> inOrder(@Nullable Map<K, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** How the outside reaches the applications: an Ingress or a Gateway, or neither. */
  @ApiType
  @ValidationRule(
      value = "!(has(self.ingress) && has(self.gateway))",
      message = "write either ingress or gateway, not both")
  public record Routing(
      @JsonPropertyDescription(
              """
              How hosts are formed, from {service}, {name} and {baseDomain} or a domain. The \
              default needs one wildcard certificate only. Default: {service}-{name}.{baseDomain}.""")
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
                  "(self.endsWith('{baseDomain}') || self.matches('[.][a-z]{2,63}$'))"
                      + " && !self.matches('^[.-]|[.-][.]|[.]-')",
              message =
                  "write a host that ends with {baseDomain} or a domain, such as"
                      + " {service}-{name}.{baseDomain} or {service}.{name}.apps.example.com; what"
                      + " stands between dots begins and ends with a letter or digit")
          @Nullable String hostPattern,
      @JsonPropertyDescription("Make an Ingress for each application.") @Nullable Ingress ingress,
      @JsonPropertyDescription(
              """
              Make an HTTPRoute for each application. Needs the Gateway API in the cluster.""")
          @Nullable Gateway gateway) {}

  @ApiType
  public record Ingress(
      @JsonPropertyDescription(
              """
              IngressClass. Default: the cluster's default IngressClass. Example: nginx.""")
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          @Nullable String className,
      @JsonPropertyDescription(
              """
              Annotations of every Ingress, at most 32. \
              Example: {cert-manager.io/cluster-issuer: letsencrypt}.""")
          @Size(max = 32)
          @ValidationRule(value = Grammar.LABEL_KEYS, message = Grammar.LABEL_KEYS_MESSAGE)
          Map<String, @Size(max = 4096) String> annotations,
      @JsonPropertyDescription(
              "TLS of every Ingress. Default: none, the controller's own certificate is served.")
          @Nullable Tls tls) {
    public Ingress {
      annotations = inOrder(annotations);
    }
  }

  /**
   * TLS of an Ingress: the Secret with the certificate, in the tenant's namespace. Absent name:
   * {@code <service>-tls}.
   */
  @ApiType
  public record Tls(
      @JsonPropertyDescription(
              "Whether the Ingresses name a Secret for TLS. Default: true where tls is present.")
          @Nullable Boolean enabled,
      @JsonPropertyDescription(
              """
              Name of the Secret with the certificate, in the tenant's namespace. \
              Default: <service>-tls, as cert-manager makes it.""")
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          @Nullable String secretName) {}

  @ApiType
  public record Gateway(
      @JsonPropertyDescription("The Gateway that the HTTPRoutes attach to.") @Required
          ParentRef parentRef) {}

  @ApiType
  public record ParentRef(
      @JsonPropertyDescription("Name of the Gateway. Example: public.")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          String name,
      @JsonPropertyDescription("Namespace of the Gateway. Example: gateways.")
          @Required
          @Size(min = 1, max = 63)
          @ValidationRule(value = Grammar.LABEL_NAME, message = Grammar.LABEL_NAME_MESSAGE)
          String namespace,
      @JsonPropertyDescription(
              "Listener of the Gateway. Default: every listener that fits. Example: https.")
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          @Nullable String sectionName) {}

  /** The Pod Security level that tenant namespaces enforce. */
  public enum PodSecurity {
    @JsonProperty("restricted")
    RESTRICTED,
    @JsonProperty("baseline")
    BASELINE,
    @JsonProperty("privileged")
    PRIVILEGED
  }

  /** Defaults and bounds for containers in tenant namespaces (a LimitRange). */
  @ApiType
  public record Limits(
      @JsonPropertyDescription(
              """
              Limits of a container that names none, by cpu, memory and ephemeral-storage; write \
              4, 500m or 16Gi. \
              Example: {memory: 1Gi}.""")
          @Size(max = 3)
          @ValidationRule(value = COMPUTE_RESOURCES, message = COMPUTE_RESOURCES_MESSAGE)
          Map<String, @Min(0) @Pattern(QUANTITY) Quantity> defaultLimits,
      @JsonPropertyDescription(
              """
              Requests of a container that names none, by cpu, memory and ephemeral-storage; write \
              4, 500m or 16Gi. \
              Example: {cpu: 100m, memory: 256Mi}.""")
          @Size(max = 3)
          @ValidationRule(value = COMPUTE_RESOURCES, message = COMPUTE_RESOURCES_MESSAGE)
          Map<String, @Min(0) @Pattern(QUANTITY) Quantity> defaultRequests,
      @JsonPropertyDescription(
              """
              The most that one container may have, by cpu, memory and ephemeral-storage; write 4, \
              500m or 16Gi. \
              Example: {cpu: "4", memory: 8Gi}.""")
          @Size(max = 3)
          @ValidationRule(value = COMPUTE_RESOURCES, message = COMPUTE_RESOURCES_MESSAGE)
          Map<String, @Min(0) @Pattern(QUANTITY) Quantity> max) {

    private static final String COMPUTE_RESOURCES =
        "self.all(resource, resource in ['cpu', 'memory', 'ephemeral-storage'])";
    private static final String COMPUTE_RESOURCES_MESSAGE =
        "write only cpu, memory and ephemeral-storage";

    public Limits {
      defaultLimits = inOrder(defaultLimits);
      defaultRequests = inOrder(defaultRequests);
      max = inOrder(max);
    }
  }

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
              most 16. The pods of the operator's namespace always may.""")
          @Size(max = 16)
          List<Peer> ingressFrom,
      @JsonPropertyDescription(
              """
              The cluster's DNS servers, which the tenants' pods may ask. \
              Default: pods labelled k8s-app: kube-dns in kube-system.""")
          @Nullable Peer dns,
      @JsonPropertyDescription(
              """
              Addresses of the database server, which the tenants' pods may reach on its port, at \
              most 16. Without them the pods reach it only where egress lets them. \
              Example: [10.20.0.5/32].""")
          @Size(max = 16)
          @ValidationRule(value = Grammar.CIDRS, message = Grammar.CIDRS_MESSAGE)
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
          @ValidationRule(value = Grammar.CIDRS, message = Grammar.CIDRS_MESSAGE)
          List<@Size(min = 1, max = 43) String> egressCIDRs) {
    public Network {
      ingressFrom = ingressFrom == null ? List.of() : List.copyOf(ingressFrom);
      databaseCIDRs = databaseCIDRs == null ? List.of() : List.copyOf(databaseCIDRs);
      egressCIDRs = egressCIDRs == null ? List.of() : List.copyOf(egressCIDRs);
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

  /** The PostgreSQL server on which the tenants' databases are made. */
  @ApiType
  @ValidationRule(
      value =
          "!self.host.matches('^[0-9.]+$|:')"
              + " || (has(self.sslMode) && self.sslMode in ['disable', 'require'])",
      message =
          "write a DNS name, or sslMode: require: applications cannot check the certificate of a"
              + " server that is named by its IP address",
      fieldPath = ".host")
  public record Database(
      @JsonPropertyDescription(
              """
              Host name of the server, as the tenants' pods reach it; an IP address only with \
              sslMode require or disable. Cannot change. \
              Example: postgres.databases.svc.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(
              value =
                  "self.matches('^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$')",
              message =
                  "write a host name in lower case or an IP address, such as"
                      + " postgres.databases.svc; the port goes into database.port")
          @ValidationRule(
              value = "self == oldSelf",
              message =
                  "leave it as it is: the tenants' databases are there; make another TenantClass"
                      + " for another server")
          String host,
      @JsonPropertyDescription("Port of the server. Default: 5432.")
          @Default("5432")
          @Min(1)
          @Max(65535)
          @Nullable Integer port,
      @JsonPropertyDescription(
              """
              How connections to the server are encrypted and checked, as in libpq. verify-full: \
              certificate and host name. verify-ca: certificate only by the operator, while \
              applications check the host name too. require: encrypted, not checked. disable: plain text. Default: verify-full.""")
          @Default("verify-full")
          SslMode sslMode,
      @JsonPropertyDescription(
              """
              Secret in the operator's namespace, labelled smarteros.io/class-secret: "true", \
              whose key ca.crt holds the authorities (PEM) that the server's certificate is \
              checked against. Default: the operator trusts its image's authorities, n8n those that \
              come with Node.js.""")
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          @Nullable String caSecret,
      @JsonPropertyDescription(
              """
              Secret of type kubernetes.io/basic-auth in the operator's namespace, labelled \
              smarteros.io/class-secret: "true", with the username and password of a role that \
              may create roles and databases. Example: tenant-database-admin.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          String adminSecret) {
    public static final int DEFAULT_PORT = 5432;

    public Database {
      port = port == null ? DEFAULT_PORT : port;
      sslMode = sslMode == null ? SslMode.VERIFY_FULL : sslMode;
    }
  }

  public enum SslMode {
    @JsonProperty("disable")
    DISABLE("disable"),
    @JsonProperty("require")
    REQUIRE("require"),
    @JsonProperty("verify-ca")
    VERIFY_CA("verify-ca"),
    @JsonProperty("verify-full")
    VERIFY_FULL("verify-full");

    private final String value;

    SslMode(String value) {
      this.value = value;
    }

    /** As libpq and JDBC spell it. */
    public String value() {
      return value;
    }
  }

  /** What a Tenant may decide instead of the class. Absent: it may not. */
  @ApiType
  public record Allow(
      @JsonPropertyDescription(
              """
              Versions that a Tenant may name, per service, at most 50 each. Default: only the \
              class's own. Example: {n8n: ["2.41.1"]}.""")
          @Size(max = 4)
          @ValidationRule(
              value = "self.all(service, service in ['chatwoot', 'botpress', 'n8n', 'odoo'])",
              message = "write the services' names: chatwoot, botpress, n8n, odoo")
          @ValidationRule(
              value =
                  "self.all(service, self[service].all(version,"
                      + " version.matches('^[A-Za-z0-9_][A-Za-z0-9_.-]*$')))",
              message = Grammar.TAG_MESSAGE)
          Map<ServiceName, @Size(max = 50) List<@Size(min = 1, max = 128) String>> versions,
      @JsonPropertyDescription("Modes that a Tenant may name. Default: only the class's own.")
          @Size(max = 2)
          List<Mode> modes,
      @JsonPropertyDescription("Whether a Tenant may name images of its own. Default: false.")
          @Nullable Boolean images,
      @JsonPropertyDescription("Whether a Tenant may set replicas. Default: false.")
          @Nullable Boolean replicas,
      @JsonPropertyDescription("Whether a Tenant may set hosts of services. Default: false.")
          @Nullable Boolean hosts,
      @JsonPropertyDescription("Whether a Tenant may set a domain of its own. Default: false.")
          @Nullable Boolean customDomains,
      @JsonPropertyDescription("Whether a Tenant may set environment variables. Default: false.")
          @Nullable Boolean env,
      @JsonPropertyDescription("The most that a Tenant may ask for, per service. Default: any.")
          @Nullable MaxResources maxResources) {
    public Allow {
      versions = inOrder(versions);
      modes = modes == null ? List.of() : List.copyOf(modes);
    }

    public static Allow nothing() {
      return new Allow(Map.of(), List.of(), null, null, null, null, null, null);
    }
  }

  /** The most that a Tenant may ask for, per service. */
  @ApiType
  public record MaxResources(
      @JsonPropertyDescription("The most CPU cores. Default: any number. Example: \"4\".")
          @ValidationRule(value = Grammar.POSITIVE_QUANTITY, message = Grammar.CPU_MESSAGE)
          @Nullable Quantity cpu,
      @JsonPropertyDescription("The most memory. Default: any size. Example: 8Gi.")
          @ValidationRule(value = Grammar.MEMORY, message = Grammar.MEMORY_MESSAGE)
          @Nullable Quantity memory,
      @JsonPropertyDescription("The largest volume. Default: any size. Example: 100Gi.")
          @ValidationRule(value = Grammar.POSITIVE_QUANTITY, message = Grammar.SIZE_MESSAGE)
          @Nullable Quantity storage) {}

  @ApiType
  public record ClassServices(
      @JsonPropertyDescription("Chatwoot's defaults.") @Nullable ClassService chatwoot,
      @JsonPropertyDescription("Botpress's defaults.") @Nullable ClassService botpress,
      @JsonPropertyDescription("n8n's defaults.") @Nullable ClassService n8n,
      @JsonPropertyDescription("Odoo's defaults.") @Nullable ClassService odoo) {

    public static ClassServices none() {
      return new ClassServices(null, null, null, null);
    }

    public Optional<ClassService> find(ServiceName name) {
      return Optional.ofNullable(
          switch (name) {
            case CHATWOOT -> chatwoot;
            case BOTPRESS -> botpress;
            case N8N -> n8n;
            case ODOO -> odoo;
          });
    }
  }

  /** Defaults of one service for the tenants of this class. */
  @ApiType
  @ValidationRule(
      value = "!has(self.mode) || self.mode != 'Shared' || has(self.shared)",
      message = "write the shared instance here, or mode: Dedicated",
      fieldPath = ".shared")
  public record ClassService(
      @JsonPropertyDescription(
              """
              Dedicated: a workload and a database for each tenant. Shared: an account inside the \
              instance under shared. Default: Dedicated.""")
          @Nullable Mode mode,
      @JsonPropertyDescription(
              """
              Version that the tenants run, also the image's tag. A newer one is rolled out to \
              all that name none. Default: the operator's default. Example: 2.41.1.""")
          @Size(min = 1, max = 128)
          @ValidationRule(value = Grammar.TAG, message = Grammar.TAG_MESSAGE)
          @Nullable String version,
      @JsonPropertyDescription(
              """
              Image to run instead of the usual one. Without tag and digest, version is appended \
              as the tag; a tag is the version, and version then absent or the same; with a digest \
              only, version is required. Example: registry.example.com/mirror/n8n.""")
          @Size(min = 1, max = 512)
          @ValidationRule(value = Grammar.IMAGE, message = Grammar.IMAGE_MESSAGE)
          @Nullable String image,
      @JsonPropertyDescription("Pods of the application, where it can have several. Default: 1.")
          @Min(1)
          @Max(20)
          @Nullable Integer replicas,
      @JsonPropertyDescription(
              """
              CPU and memory for Tenants that name none. Default: what the application needs to \
              start.""")
          @Nullable Resources resources,
      @JsonPropertyDescription("The volume for Tenants that name none. Default: the operator's.")
          @Nullable Storage storage,
      @JsonPropertyDescription("The instance that serves tenants in mode Shared.")
          @Nullable SharedInstance shared) {}

  /** An instance that the platform team runs, for tenants in mode Shared. */
  @ApiType
  public record SharedInstance(
      @JsonPropertyDescription(
              "URL under which the operator reaches the instance. Example: https://n8n.example.com.")
          @Required
          @Size(min = 1, max = 512)
          @ValidationRule(value = Grammar.HTTP_URL, message = Grammar.HTTP_URL_MESSAGE)
          String url,
      @JsonPropertyDescription(
              """
              Secret in the operator's namespace, labelled smarteros.io/class-secret: "true", with \
              the credentials of an administrator of the instance. Example: shared-n8n.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = Grammar.OBJECT_NAME, message = Grammar.OBJECT_NAME_MESSAGE)
          String credentialsSecret) {}

  /** How fast a change of the class reaches its tenants. */
  @ApiType
  public record Rollout(
      @JsonPropertyDescription(
              "Tenants that may be not ready at a time because of a change, 1 to 1000.")
          @Min(1)
          @Max(1000)
          @Nullable Integer maxUnavailable,
      @JsonPropertyDescription(
              "Tenants that may fail to follow a change before it is held, 1 to 1000.")
          @Min(1)
          @Max(1000)
          @Nullable Integer haltAfterFailures) {}
}
