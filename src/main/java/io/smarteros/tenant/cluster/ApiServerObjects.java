package io.smarteros.tenant.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.foreign.ForeignKind;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The objects of a real API server, as far as possible from the {@link Inventory}. */
public final class ApiServerObjects implements ClusterObjects {
  private static final JsonMapper JSON = new JsonMapper();

  private final KubernetesClient client;
  private final Inventory inventory;
  private final Applier applier;
  private final SecretProjection secrets;
  private final Refusals refusals;

  /**
   * Works with the rights of its client.
   *
   * @param clock the same as the cluster's
   */
  public ApiServerObjects(
      KubernetesClient client, Inventory inventory, InstantSource clock, Refusals refusals) {
    this.client = client;
    this.inventory = inventory;
    this.refusals = refusals;
    this.applier = new Applier(client, inventory, clock, refusals);
    this.secrets = new SecretProjection(client, inventory, clock, refusals);
  }

  @Override
  public Optional<ObservedObject> find(ObjectKey key) {
    return inventory.find(key);
  }

  @Override
  public List<ObservedObject> of(String tenant) {
    return inventory.of(tenant);
  }

  @Override
  public Optional<ObservedObject> read(ObjectKey key) {
    return inventory.read(key);
  }

  @Override
  public Optional<Secret> readSecret(ObjectKey key) {
    return secrets.read(key);
  }

  @Override
  public Optional<GenericKubernetesResource> readCertificate(String namespace, String name) {
    return ForeignKind.CERTIFICATE.read(client, namespace, name);
  }

  @Override
  public Optional<GenericKubernetesResource> readGateway(String namespace, String name) {
    return ForeignKind.GATEWAY.read(client, namespace, name);
  }

  @Override
  public Applied apply(HasMetadata desired, boolean fullResync) {
    return desired instanceof Secret secret
        ? secrets.apply(secret, fullResync)
        : applier.apply(desired);
  }

  @Override
  public boolean isAsApplied(ObjectKey key) {
    return applier.isAsApplied(key);
  }

  @Override
  public Applied adopt(HasMetadata desired) {
    return applier.adopt(desired);
  }

  @Override
  public void askAgain(String namespace) {
    refusals.forgetIn(namespace);
  }

  @Override
  public void annotate(ObjectKey key, String annotation, Optional<String> value) {
    var patch = JSON.createObjectNode();
    patch.putObject("metadata").putObject("annotations").put(annotation, value.orElse(null));
    inventory.write(
        key,
        () ->
            key.in(client)
                .patch(
                    new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(Names.OPERATOR)
                        .build(),
                    patch.toString()));
  }

  @Override
  public void delete(ObservedObject object) {
    try {
      object.key().in(client).lockResourceVersion(object.resourceVersion()).delete();
      refusals.forgetIn(object.key().namespace());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public void deleteSecret(ObjectKey key, Predicate<Secret> condition) {
    secrets.remove(key, condition);
  }

  @Override
  public void forget(String namespace) {
    applier.forget(namespace);
    inventory.forget(namespace);
    refusals.forgetIn(namespace);
    secrets.forget(namespace);
  }
}
