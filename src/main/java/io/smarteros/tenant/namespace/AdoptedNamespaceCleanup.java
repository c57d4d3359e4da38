package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.record.VolumeRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Cleans an adopted namespace up, which existed before the tenant and is never deleted. Only the
 * operator's own objects are deleted, each by its name.
 */
public final class AdoptedNamespaceCleanup {
  private static final String NAMESPACE_STEP = "namespace";
  private static final String VOLUME_STEP = "volume";

  private final ClusterObjects objects;
  private final Pruner pruner;
  private final RightsRestoration rights;
  private final InstantSource clock;

  public AdoptedNamespaceCleanup(
      ClusterObjects objects, Pruner pruner, RightsRestoration rights, InstantSource clock) {
    this.objects = objects;
    this.pruner = pruner;
    this.rights = rights;
    this.clock = clock;
  }

  /**
   * Takes away volumes and Secrets, then the guard rails, and the operator's own rights at last.
   * Where the rights are gone before that, they are restored: without them nobody can tell that
   * nothing is left.
   */
  public NamespaceRemoval leave(
      String tenant, String tenantUid, TenantRecord record, boolean withoutVolumes) {
    String namespace = record.placement().namespace();
    ObjectKey key = ObjectKey.ofNamespace(namespace);
    try {
      Optional<ObservedObject> found = objects.find(key).or(() -> objects.read(key));
      return found.isEmpty()
          ? new NamespaceRemoval.Gone()
          : withRights(tenant, namespace)
              .or(() -> removeData(tenant, record, withoutVolumes))
              .orElseGet(() -> removeGuardRails(new TenantRef(tenant, tenantUid, namespace)));
    } catch (KubernetesClientException e) {
      return ApiRefusal.needsPerson(key, e)
          .<NamespaceRemoval>map(AdoptedNamespaceCleanup::blocked)
          .orElseGet(
              () ->
                  new NamespaceRemoval.Going(
                      "Namespace %s: %s".formatted(namespace, ApiRefusal.message(e))));
    }
  }

  private Optional<NamespaceRemoval> withRights(String tenant, String namespace) {
    return switch (rights.apply(tenant, namespace)) {
      case Applied.Unchanged _ -> Optional.empty();
      case Applied.Created _, Applied.Changed _, Applied.Corrected _ ->
          Optional.of(
              new NamespaceRemoval.Going(
                  "The operator's rights in namespace %s are being restored".formatted(namespace)));
      case Applied.Retry(ObjectKey _, String message, Duration _) ->
          Optional.of(new NamespaceRemoval.Going(message));
      case Applied.Rejected(ObjectKey _, Problem problem) -> Optional.of(blocked(problem));
    };
  }

  private static NamespaceRemoval blocked(Problem problem) {
    return new NamespaceRemoval.Blocked(NAMESPACE_STEP, problem.message());
  }

  /** All at once; what a person has to help with is told first. */
  private Optional<NamespaceRemoval> removeData(
      String tenant, TenantRecord record, boolean withoutVolumes) {
    Stream<NamespaceRemoval> volumes =
        withoutVolumes ? Stream.empty() : removeVolumes(tenant, record);
    List<NamespaceRemoval> left = Stream.concat(volumes, removeSecrets(tenant, record)).toList();
    return left.stream()
        .filter(NamespaceRemoval.Blocked.class::isInstance)
        .findFirst()
        .or(() -> left.stream().findFirst());
  }

  private Stream<NamespaceRemoval> removeVolumes(String tenant, TenantRecord record) {
    return record.services().values().stream()
        .flatMap(service -> service.volumes().entrySet().stream())
        .flatMap(volume -> find(record, volume.getKey(), volume.getValue(), tenant).stream())
        .map(this::removeVolume);
  }

  /** One that was only planned may have been there before the tenant, under the same name. */
  private Optional<ObservedObject> find(
      TenantRecord record, String name, VolumeRecord known, String tenant) {
    return objects
        .read(key(record, "PersistentVolumeClaim", name))
        .filter(volume -> volume.label(Names.TENANT_LABEL).equals(tenant))
        .filter(volume -> known.stage() == Stage.MADE || Ownership.isOurs(volume, tenant));
  }

  private NamespaceRemoval removeVolume(ObservedObject volume) {
    if (!volume.deleting()) {
      objects.delete(volume);
    }
    return going(VOLUME_STEP, volume.key(), NamespaceDeletion.heldUpBy(volume, clock.instant()));
  }

  private Stream<NamespaceRemoval> removeSecrets(String tenant, TenantRecord record) {
    Stream<String> ofServices =
        record.services().entrySet().stream()
            .flatMap(service -> secretsOf(service.getKey(), service.getValue()));
    return Stream.concat(ofServices, record.placement().pullSecrets().stream())
        .map(name -> key(record, "Secret", name))
        .flatMap(
            key ->
                objects.readSecret(key).filter(secret -> isOf(secret, tenant)).stream()
                    .map(secret -> removeSecret(key, secret, tenant)));
  }

  /** Earlier operators did not note the names, and there were only these two. */
  private static Stream<String> secretsOf(ServiceName service, ServiceRecord record) {
    return record.projectedSecrets().isEmpty()
        ? Stream.of(service.id(), service.loginSecret())
        : record.projectedSecrets().stream().sorted();
  }

  private NamespaceRemoval removeSecret(ObjectKey key, Secret secret, String tenant) {
    if (secret.getMetadata().getDeletionTimestamp() == null) {
      objects.deleteSecret(key, found -> isOf(found, tenant));
    }
    return going(
        NAMESPACE_STEP, key, NamespaceDeletion.heldUpBy(secret.getMetadata(), clock.instant()));
  }

  private static NamespaceRemoval going(String step, ObjectKey key, Optional<String> heldUpBy) {
    return heldUpBy
        .<NamespaceRemoval>map(
            why ->
                new NamespaceRemoval.Blocked(
                    step, "%s is being deleted and does not end: %s".formatted(key, why)))
        .orElseGet(() -> new NamespaceRemoval.Going("%s is being deleted".formatted(key)));
  }

  /** Other people's pods may run under the default account, so it stays. */
  private NamespaceRemoval removeGuardRails(TenantRef ref) {
    ObjectKey account = GuardRails.accountKey(ref.namespace());
    ObjectKey binding = OperatorRoleBinding.keyIn(ref.namespace());
    Pruner.Result rails = pruner.prune(ref, new Scope.GuardRails(), Set.of(account, binding));
    if (!rails.foundNothing()) {
      return progress(
          rails,
          new NamespaceRemoval.Going(
              "Quota, limits and network policies of namespace %s are being removed"
                  .formatted(ref.namespace())));
    }
    return progress(
        pruner.prune(ref, new Scope.GuardRails(), Set.of(account)), new NamespaceRemoval.Gone());
  }

  private static NamespaceRemoval progress(Pruner.Result pruned, NamespaceRemoval otherwise) {
    if (pruned.failed().isEmpty()) {
      return otherwise;
    }
    String why = pruned.failed().getFirst();
    return pruned.refused()
        ? new NamespaceRemoval.Blocked(NAMESPACE_STEP, "the API server refuses to delete " + why)
        : new NamespaceRemoval.Going(why);
  }

  private static ObjectKey key(TenantRecord record, String kind, String name) {
    return new ObjectKey("v1", kind, record.placement().namespace(), name);
  }

  /** What bears another tenant's label, or none, or was never ours is not touched. */
  private static boolean isOf(Secret secret, String tenant) {
    return Optional.ofNullable(secret.getMetadata().getLabels())
        .map(labels -> labels.get(Names.TENANT_LABEL))
        .filter(tenant::equals)
        .filter(_ -> Ownership.isOurs(secret, tenant))
        .isPresent();
  }
}
