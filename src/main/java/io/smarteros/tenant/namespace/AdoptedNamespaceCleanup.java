package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Cleans an adopted namespace up, which existed before the tenant and is never deleted. Only the
 * operator's own objects are deleted, each by its name.
 */
public final class AdoptedNamespaceCleanup {
  private final KubernetesClient client;
  private final ClusterObjects objects;
  private final Pruner pruner;

  public AdoptedNamespaceCleanup(KubernetesClient client, ClusterObjects objects, Pruner pruner) {
    this.client = client;
    this.objects = objects;
    this.pruner = pruner;
  }

  /**
   * Takes away volumes and Secrets, then the guard rails, and the operator's own rights at last.
   *
   * @return what is still there, for a person; empty once the operator has left
   */
  public Optional<String> leave(
      String tenant, String tenantUid, TenantRecord record, boolean withoutVolumes) {
    String namespace = record.placement().namespace();
    if (objects.read(OperatorRoleBinding.keyIn(namespace)).isEmpty()) {
      return Optional.empty();
    }
    Stream<String> volumes =
        withoutVolumes ? Stream.empty() : removeVolumes(tenant, namespace, record);
    return Stream.concat(volumes, removeSecrets(tenant, namespace, record))
        .reduce((left, _) -> left)
        .or(() -> removeGuardRails(tenant, tenantUid, namespace));
  }

  private Stream<String> removeVolumes(String tenant, String namespace, TenantRecord record) {
    return record.services().values().stream()
        .flatMap(service -> service.volumes().keySet().stream())
        .map(name -> client.persistentVolumeClaims().inNamespace(namespace).withName(name))
        .flatMap(volume -> remove(tenant, volume).stream());
  }

  private Stream<String> removeSecrets(String tenant, String namespace, TenantRecord record) {
    Stream<String> ofServices =
        record.services().keySet().stream()
            .flatMap(service -> Stream.of(service.id(), service.loginSecret()));
    return Stream.concat(ofServices, record.placement().pullSecrets().stream())
        .map(name -> client.secrets().inNamespace(namespace).withName(name))
        .flatMap(secret -> remove(tenant, secret).stream());
  }

  /** Other people's pods may run under the default account, so it stays. */
  private Optional<String> removeGuardRails(String tenant, String tenantUid, String namespace) {
    Scope scope = new Scope.GuardRails();
    TenantRef ref = new TenantRef(tenant, tenantUid, namespace);
    ObjectKey account = GuardRails.accountKey(namespace);
    ObjectKey binding = OperatorRoleBinding.keyIn(namespace);
    if (pruner.prune(ref, scope, Set.of(account, binding)).foundNothing()) {
      pruner.prune(ref, scope, Set.of(account));
    }
    return Optional.of(
        "Quota, limits, network policies and RoleBinding of namespace %s are being removed"
            .formatted(namespace));
  }

  /** What bears another tenant's label, or none, or was never ours is not touched. */
  private static <T extends HasMetadata> Optional<String> remove(
      String tenant, Resource<T> resource) {
    Optional<T> found =
        Optional.ofNullable(resource.get())
            .filter(object -> tenant.equals(labels(object).get(Names.TENANT_LABEL)))
            .filter(object -> Ownership.isOurs(object, tenant));
    found
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .ifPresent(_ -> resource.delete());
    return found.map(object -> "%s is being deleted".formatted(ObjectKey.of(object)));
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels()).orElseGet(Map::of);
  }
}
