package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the platform team decides for every tenant of a plan. */
public record TenantClassSpec(
    String baseDomain,
    String namespacePrefix,
    @Nullable Routing routing,
    @Nullable String storageClassName,
    PodSecurity podSecurity,
    Map<String, Quantity> quota,
    @Nullable Limits limits,
    @Nullable Network network,
    @Nullable String imageRegistry,
    List<String> imagePullSecrets,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    @Nullable Database database,
    Allow allow,
    ClassServices services,
    @Nullable Rollout rollout) {

  public static final String DEFAULT_NAMESPACE_PREFIX = "tenant-";

  public TenantClassSpec {
    namespacePrefix = namespacePrefix == null ? DEFAULT_NAMESPACE_PREFIX : namespacePrefix;
    quota = quota == null ? Map.of() : Map.copyOf(quota);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    allow = allow == null ? Allow.nothing() : allow;
    services = services == null ? ClassServices.none() : services;
    podSecurity = podSecurity == null ? PodSecurity.RESTRICTED : podSecurity;
  }

  /** How the outside reaches the applications: an Ingress or a Gateway, or neither. */
  public record Routing(
      @Nullable String hostPattern, @Nullable Ingress ingress, @Nullable Gateway gateway) {}

  public record Ingress(
      @Nullable String className, Map<String, String> annotations, @Nullable Tls tls) {
    public Ingress {
      annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }
  }

  /**
   * TLS of an Ingress: the Secret with the certificate, in the tenant's namespace. Absent name:
   * {@code <service>-tls}.
   */
  public record Tls(@Nullable Boolean enabled, @Nullable String secretName) {}

  public record Gateway(ParentRef parentRef) {}

  public record ParentRef(String name, String namespace, @Nullable String sectionName) {}

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
  public record Limits(
      Map<String, Quantity> defaultLimits,
      Map<String, Quantity> defaultRequests,
      Map<String, Quantity> max) {
    public Limits {
      defaultLimits = defaultLimits == null ? Map.of() : Map.copyOf(defaultLimits);
      defaultRequests = defaultRequests == null ? Map.of() : Map.copyOf(defaultRequests);
      max = max == null ? Map.of() : Map.copyOf(max);
    }
  }

  public record Network(
      @Nullable Boolean isolated,
      List<Peer> ingressFrom,
      @Nullable Peer dns,
      List<String> databaseCIDRs,
      @Nullable Egress egress,
      List<String> egressCIDRs) {
    public Network {
      ingressFrom = ingressFrom == null ? List.of() : List.copyOf(ingressFrom);
      databaseCIDRs = databaseCIDRs == null ? List.of() : List.copyOf(databaseCIDRs);
      egressCIDRs = egressCIDRs == null ? List.of() : List.copyOf(egressCIDRs);
    }
  }

  /** Pods of other namespaces, by namespace and pod labels. */
  public record Peer(
      @Nullable LabelSelector namespaceSelector, @Nullable LabelSelector podSelector) {}

  public enum Egress {
    /** Everything but private, cluster and metadata ranges. */
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
  public record Database(
      String host,
      @Nullable Integer port,
      SslMode sslMode,
      @Nullable String caSecret,
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
  public record Allow(
      Map<ServiceName, List<String>> versions,
      List<Mode> modes,
      @Nullable Boolean images,
      @Nullable Boolean replicas,
      @Nullable Boolean hosts,
      @Nullable Boolean customDomains,
      @Nullable Boolean env,
      @Nullable MaxResources maxResources) {
    public Allow {
      versions = versions == null ? Map.of() : Map.copyOf(versions);
      modes = modes == null ? List.of() : List.copyOf(modes);
    }

    public static Allow nothing() {
      return new Allow(Map.of(), List.of(), null, null, null, null, null, null);
    }
  }

  /** The most that a Tenant may ask for, per service. */
  public record MaxResources(
      @Nullable Quantity cpu, @Nullable Quantity memory, @Nullable Quantity storage) {}

  public record ClassServices(
      @Nullable ClassService chatwoot,
      @Nullable ClassService botpress,
      @Nullable ClassService n8n,
      @Nullable ClassService odoo) {

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
  public record ClassService(
      @Nullable Mode mode,
      @Nullable String version,
      @Nullable String image,
      @Nullable Integer replicas,
      @Nullable Resources resources,
      @Nullable Storage storage,
      @Nullable SharedInstance shared) {}

  /** An instance that the platform team runs, for tenants in mode Shared. */
  public record SharedInstance(String url, String credentialsSecret) {}

  /** How fast a change of the class reaches its tenants. */
  public record Rollout(@Nullable Integer maxUnavailable, @Nullable Integer haltAfterFailures) {}
}
