package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.Limits;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.resolve.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private static final String NAME = "tenant";
  private static final String DEFAULT_ACCOUNT = "default";
  private static final String POD_SECURITY = "pod-security.kubernetes.io/";

  public GuardRails {
    objects = List.copyOf(objects);
  }

  /** Of all that is in the namespace. */
  Set<ObjectKey> keys() {
    return Stream.concat(Stream.of(binding), objects.stream())
        .map(ObjectKey::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Without what is in the objects. */
  @Override
  public String toString() {
    return "GuardRails[objects=%s]"
        .formatted(
            objects.stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList());
  }

  public static GuardRails compile(GuardRailInput input) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(defaultServiceAccount(input));
    objects.add(quota(input));
    if (input.tenantClass().limits() != null) {
      objects.add(limitRange(input, input.tenantClass().limits()));
    }
    objects.addAll(NetworkPolicies.compile(input));
    return new GuardRails(
        namespace(input),
        OperatorRoleBinding.of(
            input.tenant(),
            input.namespace(),
            input.operatorNamespace(),
            input.operatorServiceAccount()),
        objects);
  }

  /** The account of pods that name none. */
  public static ObjectKey accountKey(String namespace) {
    return new ObjectKey("v1", "ServiceAccount", namespace, DEFAULT_ACCOUNT);
  }

  static Namespace namespace(GuardRailInput input) {
    String level = podSecurityLevel(input.tenantClass().podSecurity());
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(input.namespace())
        .withAnnotations(input.tenantClass().namespace().annotations())
        .withLabels(input.tenantClass().namespace().labels())
        .addToLabels(GuardRailMetadata.labels(input.tenant()))
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
      case UNKNOWN -> throw new IllegalArgumentException("No level that this operator knows");
    };
  }

  private static ServiceAccount defaultServiceAccount(GuardRailInput input) {
    return new ServiceAccountBuilder()
        .withMetadata(GuardRailMetadata.of(input.tenant(), input.namespace(), DEFAULT_ACCOUNT))
        .withAutomountServiceAccountToken(false)
        .withImagePullSecrets(
            input.tenantClass().imagePullSecrets().stream().map(LocalObjectReference::new).toList())
        .build();
  }

  private static ResourceQuota quota(GuardRailInput input) {
    Map<String, Quantity> hard = new TreeMap<>();
    // nobody goes around the routes, unless the class says so
    hard.put("services.loadbalancers", new Quantity("0"));
    hard.put("services.nodeports", new Quantity("0"));
    hard.putAll(canonical(input.tenantClass().quota()));
    return new ResourceQuotaBuilder()
        .withMetadata(GuardRailMetadata.of(input.tenant(), input.namespace(), NAME))
        .withNewSpec()
        .withHard(hard)
        .endSpec()
        .build();
  }

  private static LimitRange limitRange(GuardRailInput input, Limits limits) {
    Map<String, Quantity> max = canonical(limits.max());
    // the server fills the gaps of each map from the next one, so drift would be seen for ever
    Map<String, Quantity> defaultLimits = new TreeMap<>(max);
    defaultLimits.putAll(canonical(limits.defaultLimits()));
    Map<String, Quantity> defaultRequests = new TreeMap<>(defaultLimits);
    defaultRequests.putAll(canonical(limits.defaultRequests()));
    return new LimitRangeBuilder()
        .withMetadata(GuardRailMetadata.of(input.tenant(), input.namespace(), NAME))
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
