package io.smarteros.tenant.rowimport;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ApiRefusal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the Tenants that are made of rows, as a field manager of its own: the fields that the row
 * decides and no others.
 */
final class ImportedTenants {
  private static final String FIELD_MANAGER = "tenant-operator-import";

  private final KubernetesClient client;

  ImportedTenants(KubernetesClient client) {
    this.client = client;
  }

  /** Returns why the cluster refuses it. */
  Optional<String> apply(String tenant, ImportedSpec spec) {
    return refusal(
        () ->
            client
                .resource(manifest(tenant, spec))
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply());
  }

  /**
   * Returns why the cluster refuses it. What the row does not have is removed, whoever wrote it.
   */
  Optional<String> update(String tenant, ImportedSpec spec) {
    return refusal(
        () ->
            client
                .resources(Tenant.class)
                .withName(tenant)
                .patch(
                    new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(FIELD_MANAGER)
                        .build(),
                    patch(spec)));
  }

  /** A JSON merge patch: null removes. */
  static String patch(ImportedSpec spec) {
    return Serialization.asJson(Map.of("spec", changes(spec)));
  }

  private static Map<String, Object> changes(ImportedSpec spec) {
    Map<String, Object> changes = new HashMap<>();
    changes.put("displayName", spec.displayName());
    changes.put("domain", spec.domain().orElse(null));
    spec.owner()
        .ifPresent(
            owner -> {
              Map<String, Object> fields = new HashMap<>();
              fields.put("email", owner.email());
              fields.put("userId", owner.userId());
              fields.put("subject", owner.subject() == null ? null : fields(owner).get("subject"));
              changes.put("owner", fields);
            });
    Map<String, Object> services = new TreeMap<>();
    spec.services().forEach(service -> services.put(service.id(), Map.of()));
    changes.put("services", services);
    return changes;
  }

  /** Returns why the cluster refuses it. */
  Optional<String> delete(String tenant) {
    return refusal(() -> client.resources(Tenant.class).withName(tenant).delete());
  }

  private static Optional<String> refusal(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(ApiRefusal.message(e));
    }
  }

  private static GenericKubernetesResource manifest(String tenant, ImportedSpec spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(new Tenant().getApiVersion())
        .withKind(new Tenant().getKind())
        .withNewMetadata()
        .withName(tenant)
        .endMetadata()
        .addToAdditionalProperties("spec", fields(spec))
        .build();
  }

  private static Map<String, Object> fields(ImportedSpec spec) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("source", "Database");
    fields.put("rowId", spec.rowId());
    fields.put("displayName", spec.displayName());
    spec.className().ifPresent(name -> fields.put("className", name));
    spec.domain().ifPresent(domain -> fields.put("domain", domain));
    spec.owner().ifPresent(owner -> fields.put("owner", fields(owner)));
    spec.adminEmail().ifPresent(email -> fields.put("adminEmail", email));
    Map<String, Object> services = new TreeMap<>();
    for (ServiceName service : spec.services()) {
      services.put(service.id(), Map.of());
    }
    fields.put("services", services);
    return fields;
  }

  private static Map<String, Object> fields(Owner owner) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Optional.ofNullable(owner.userId()).ifPresent(id -> fields.put("userId", id));
    Optional.ofNullable(owner.subject())
        .ifPresent(
            subject ->
                fields.put("subject", Map.of("issuer", subject.issuer(), "id", subject.id())));
    return fields;
  }
}
