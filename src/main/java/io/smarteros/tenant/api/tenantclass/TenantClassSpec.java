package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.schema.OrderedCopy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the platform team decides for every tenant of a plan. */
@JsonClassDescription("What holds for every tenant of the class.")
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
            Domain of the applications' hosts. One wildcard DNS record and one wildcard \
            certificate for it serve all tenants of the class. Example: tenants.example.com.""")
        @Required
        @Size(min = 4, max = 200)
        @ValidationRule(value = CelRules.DNS_NAME, message = CelRules.DNS_NAME_MESSAGE)
        String baseDomain,
    @JsonPropertyDescription(
            """
            Prefix of the namespaces' names: <prefix><name of the Tenant>. Cannot be \
            changed. Default: tenant-. Example: gold-.""")
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
            Labels and annotations of the tenants' namespaces, such as those that a policy of \
            the cluster demands. Default: none but the operator's own.""")
        NamespaceMetadata namespace,
    @JsonPropertyDescription(
            """
            How users reach the applications: through an Ingress or a Gateway. Default: \
            none; the applications can be reached inside the cluster only.""")
        @Nullable Routing routing,
    @JsonPropertyDescription(
            """
            StorageClass of the volumes. Default: the cluster's default StorageClass. \
            Example: fast-ssd.""")
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        @Nullable String storageClassName,
    @JsonPropertyDescription(
            """
            Pod Security level that the tenants' namespaces enforce. An application that \
            needs more is Stalled. Default: restricted.""")
        PodSecurity podSecurity,
    @JsonPropertyDescription(
            """
            ResourceQuota of each tenant's namespace, by resource name, at most 32. Write \
            quantities such as 4, 500m or 16Gi. Default: no Services of type LoadBalancer or \
            NodePort; other values for these two allow them. Example: {requests.cpu: "4", \
            limits.memory: 16Gi, requests.storage: 100Gi}.""")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(resource, resource.matches('^[a-z][a-z0-9./-]{0,126}$'))",
            message =
                "write names of resources as in a ResourceQuota, such as requests.cpu or"
                    + " count/jobs.batch")
        Map<String, @Min(0) @Pattern(QUANTITY) Quantity> quota,
    @JsonPropertyDescription(
            """
            LimitRange of each tenant's namespace: defaults and maximum of a container. \
            Default: none.""")
        @Nullable Limits limits,
    @JsonPropertyDescription(
            """
            Which connections to and from the tenants' pods are allowed. Default: isolated \
            tenants.""")
        @Nullable Network network,
    @JsonPropertyDescription(
            """
            Registry of the applications' default images, instead of Docker Hub. Default: \
            Docker Hub. Example: registry.example.com/mirror.""")
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
            Secrets of type kubernetes.io/dockerconfigjson in the operator's namespace, with \
            the label smarteros.io/class-secret: "true", at most 8. The operator copies them \
            to the tenants' namespaces and updates the copies. Example: [registry-login].""")
        @Size(max = 8)
        @ValidationRule(
            value =
                "self.all(secret, secret.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$'))",
            message = "write names of Secrets in the operator's namespace, such as registry-login")
        List<@Size(min = 1, max = 253) String> imagePullSecrets,
    @JsonPropertyDescription(
            """
            Labels of the nodes that may run the tenants' pods, at most 32. Default: all \
            nodes. Example: {pool: tenants}.""")
        @Size(max = 32)
        @ValidationRule(value = CelRules.LABEL_KEYS, message = CelRules.LABEL_KEYS_MESSAGE)
        @ValidationRule(value = CelRules.LABEL_VALUES, message = CelRules.LABEL_VALUES_MESSAGE)
        Map<String, @Size(max = 63) String> nodeSelector,
    @JsonPropertyDescription(
            """
            Taints that the tenants' pods tolerate, as in a pod, at most 32. Default: none.""")
        @Size(max = 32)
        @SchemaFrom(type = TolerationSchema[].class)
        List<Toleration> tolerations,
    @JsonPropertyDescription(
            """
            PostgreSQL server of the tenants' databases. Default: none; applications that \
            need a database are Stalled.""")
        @Nullable Database database,
    @JsonPropertyDescription(
            """
            Mail server of the applications, for invitations and lost passwords. n8n, \
            Chatwoot and Odoo use it; Botpress sends no mail. Default: none; applications send no mail, unless variables of \
            a Tenant name a server.""")
        @Nullable Smtp smtp,
    @JsonPropertyDescription(
            """
            S3-compatible storage of the applications' files. Chatwoot uses it, unless variables of \
            a Tenant name a storage. n8n uses it with settings.binaryData: ObjectStorage. Not \
            for Botpress and Odoo. Default: none; applications keep files on volumes.""")
        @Nullable ObjectStorage objectStorage,
    @JsonPropertyDescription(
            """
            Redis of the applications that have one of their own: Chatwoot, and n8n with a \
            queue. Default: the operator's image, and a generated password for each.""")
        @Nullable Redis redis,
    @JsonPropertyDescription(
            """
            What a Tenant may set itself. For the rest, the class decides. Settings, \
            resources and sizes are always up to the Tenant, within maxResources.""")
        Allow allow,
    @JsonPropertyDescription("Defaults of the applications.") ClassServices services,
    @JsonPropertyDescription(
            """
            How fast a change of the class, of a Secret that it names, or of the operator reaches \
            its tenants. Default: all at once.""")
        @Nullable Rollout rollout) {

  public static final String DEFAULT_NAMESPACE_PREFIX = "tenant-";

  // A rule over all values of a map would cost more than the API server grants it
  private static final String QUANTITY = "^[0-9]+([.][0-9]+)?([numkMGTPE]|[KMGTPE]i)?$";

  public TenantClassSpec {
    namespacePrefix = namespacePrefix == null ? DEFAULT_NAMESPACE_PREFIX : namespacePrefix;
    namespace = namespace == null ? NamespaceMetadata.none() : namespace;
    quota = OrderedCopy.of(quota);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    nodeSelector = OrderedCopy.of(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    allow = allow == null ? Allow.nothing() : allow;
    services = services == null ? ClassServices.none() : services;
    podSecurity = podSecurity == null ? PodSecurity.RESTRICTED : podSecurity;
  }

  /** The Pod Security level that tenant namespaces enforce. */
  public enum PodSecurity {
    @JsonProperty("restricted")
    RESTRICTED,
    @JsonProperty("baseline")
    BASELINE,
    @JsonProperty("privileged")
    PRIVILEGED,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }

  /** Defaults and bounds for containers in tenant namespaces (a LimitRange). */
  @ApiType
  public record Limits(
      @JsonPropertyDescription(
              """
            Default limits of a container, by cpu, memory and ephemeral-storage. Write \
            quantities such as 4, 500m or 16Gi. Example: {memory: 1Gi}.""")
          @Size(max = 3)
          @ValidationRule(value = COMPUTE_RESOURCES, message = COMPUTE_RESOURCES_MESSAGE)
          Map<String, @Min(0) @Pattern(QUANTITY) Quantity> defaultLimits,
      @JsonPropertyDescription(
              """
            Default requests of a container, by cpu, memory and ephemeral-storage. Write \
            quantities such as 4, 500m or 16Gi. Example: {cpu: 100m, memory: 256Mi}.""")
          @Size(max = 3)
          @ValidationRule(value = COMPUTE_RESOURCES, message = COMPUTE_RESOURCES_MESSAGE)
          Map<String, @Min(0) @Pattern(QUANTITY) Quantity> defaultRequests,
      @JsonPropertyDescription(
              """
            Maximum of one container, by cpu, memory and ephemeral-storage. Write quantities \
            such as 4, 500m or 16Gi. Example: {cpu: "4", memory: 8Gi}.""")
          @Size(max = 3)
          @ValidationRule(value = COMPUTE_RESOURCES, message = COMPUTE_RESOURCES_MESSAGE)
          Map<String, @Min(0) @Pattern(QUANTITY) Quantity> max) {

    private static final String COMPUTE_RESOURCES =
        "self.all(resource, resource in ['cpu', 'memory', 'ephemeral-storage'])";
    private static final String COMPUTE_RESOURCES_MESSAGE =
        "write only cpu, memory and ephemeral-storage";

    public Limits {
      defaultLimits = OrderedCopy.of(defaultLimits);
      defaultRequests = OrderedCopy.of(defaultRequests);
      max = OrderedCopy.of(max);
    }
  }
}
