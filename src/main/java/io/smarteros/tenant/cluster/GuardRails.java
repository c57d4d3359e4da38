package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.TenantClassSpec;
import io.smarteros.tenant.api.TenantClassSpec.Limits;
import io.smarteros.tenant.api.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.resolve.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What surrounds a tenant's applications: the namespace with its Pod Security level, the operator's
 * rights in it, quota, limits and network policies. None has an ownerReference: garbage collection
 * must not take the policies from under running pods.
 *
 * @param namespace to be applied first
 * @param binding second: everything else in the namespace is written by the rights that it gives
 * @param objects the rest, in any order
 */
public record GuardRails(Namespace namespace, RoleBinding binding, List<HasMetadata> objects) {
  public static final String CLUSTER_ROLE = "tenant-operator-tenant";
  public static final String COMPONENT = "guard-rails";

  private static final String NAME = "tenant";
  private static final String DEFAULT_ACCOUNT = "default";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String POD_SECURITY = "pod-security.kubernetes.io/";

  public GuardRails {
    objects = List.copyOf(objects);
  }

  /**
   * What the guard rails are compiled from.
   *
   * @param operatorNamespace from where the operator calls the applications
   * @param operatorServiceAccount who gets the rights
   * @param applicationPorts that the operator calls
   */
  public record Input(
      String tenant,
      String namespace,
      TenantClassSpec tenantClass,
      String operatorNamespace,
      String operatorServiceAccount,
      Set<Integer> applicationPorts) {}

  public static GuardRails compile(Input input) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(defaultServiceAccount(input));
    objects.add(quota(input));
    if (input.tenantClass().limits() != null) {
      objects.add(limitRange(input, input.tenantClass().limits()));
    }
    objects.addAll(NetworkRules.compile(input));
    return new GuardRails(
        namespace(input),
        binding(
            input.tenant(),
            input.namespace(),
            input.operatorNamespace(),
            input.operatorServiceAccount()),
        objects);
  }

  /**
   * The copies of the class's pull secrets.
   *
   * @param sources as they are in the operator's namespace
   */
  public static List<Secret> pullSecrets(String tenant, String namespace, List<Secret> sources) {
    return sources.stream()
        .map(
            source ->
                new SecretBuilder()
                    .withMetadata(metadata(tenant, namespace, source.getMetadata().getName()))
                    .withType(source.getType())
                    .withData(source.getData())
                    .build())
        .toList();
  }

  /** The operator's rights in a tenant's namespace. */
  public static RoleBinding binding(
      String tenant, String namespace, String operatorNamespace, String operatorServiceAccount) {
    return new RoleBindingBuilder()
        .withMetadata(metadata(tenant, namespace, Names.OPERATOR))
        .withNewRoleRef(RBAC, "ClusterRole", CLUSTER_ROLE)
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(operatorServiceAccount)
        .withNamespace(operatorNamespace)
        .endSubject()
        .build();
  }

  /** What {@link #binding} makes. */
  public static Key bindingKey(String namespace) {
    return new Key(RBAC + "/v1", "RoleBinding", namespace, Names.OPERATOR);
  }

  /** The account of pods that name none. */
  public static Key accountKey(String namespace) {
    return new Key("v1", "ServiceAccount", namespace, DEFAULT_ACCOUNT);
  }

  static ObjectMeta metadata(String tenant, String namespace, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(labels(tenant))
        .build();
  }

  private static Map<String, String> labels(String tenant) {
    return Map.of(
        Names.NAME_LABEL, NAME,
        Names.COMPONENT_LABEL, COMPONENT,
        Names.PART_OF_LABEL, Names.PART_OF,
        Names.MANAGED_BY_LABEL, Names.OPERATOR,
        Names.TENANT_LABEL, tenant);
  }

  private static Namespace namespace(Input input) {
    String level = podSecurityLevel(input.tenantClass().podSecurity());
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(input.namespace())
        .withLabels(labels(input.tenant()))
        .addToLabels(POD_SECURITY + "enforce", level)
        .addToLabels(POD_SECURITY + "enforce-version", "latest")
        .addToLabels(POD_SECURITY + "audit", level)
        .addToLabels(POD_SECURITY + "audit-version", "latest")
        .addToLabels(POD_SECURITY + "warn", level)
        .addToLabels(POD_SECURITY + "warn-version", "latest")
        .endMetadata()
        .build();
  }

  private static String podSecurityLevel(PodSecurity level) {
    return switch (level) {
      case RESTRICTED -> "restricted";
      case BASELINE -> "baseline";
      case PRIVILEGED -> "privileged";
    };
  }

  private static ServiceAccount defaultServiceAccount(Input input) {
    return new ServiceAccountBuilder()
        .withMetadata(metadata(input.tenant(), input.namespace(), DEFAULT_ACCOUNT))
        .withAutomountServiceAccountToken(false)
        .withImagePullSecrets(
            input.tenantClass().imagePullSecrets().stream().map(LocalObjectReference::new).toList())
        .build();
  }

  private static ResourceQuota quota(Input input) {
    Map<String, Quantity> hard = new TreeMap<>();
    // nobody opens a door around the routes, unless the class says so
    hard.put("services.loadbalancers", new Quantity("0"));
    hard.put("services.nodeports", new Quantity("0"));
    hard.putAll(canonical(input.tenantClass().quota()));
    return new ResourceQuotaBuilder()
        .withMetadata(metadata(input.tenant(), input.namespace(), NAME))
        .withNewSpec()
        .withHard(hard)
        .endSpec()
        .build();
  }

  private static LimitRange limitRange(Input input, Limits limits) {
    Map<String, Quantity> max = canonical(limits.max());
    // the server fills the gaps of each map from the next one, so drift would be seen for ever
    Map<String, Quantity> defaultLimits = new TreeMap<>(max);
    defaultLimits.putAll(canonical(limits.defaultLimits()));
    Map<String, Quantity> defaultRequests = new TreeMap<>(defaultLimits);
    defaultRequests.putAll(canonical(limits.defaultRequests()));
    return new LimitRangeBuilder()
        .withMetadata(metadata(input.tenant(), input.namespace(), NAME))
        .withNewSpec()
        .addNewLimit()
        .withType("Container")
        .withMax(max)
        .withDefault(defaultLimits)
        .withDefaultRequest(defaultRequests)
        .endLimit()
        .endSpec()
        .build();
  }

  private static Map<String, Quantity> canonical(Map<String, Quantity> quantities) {
    Map<String, Quantity> result = new TreeMap<>();
    quantities.forEach(
        (name, quantity) -> result.put(name, new Quantity(Quantities.canonical(quantity))));
    return result;
  }
}
