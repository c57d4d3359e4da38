package io.smarteros.tenant.tenantclass.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The revisions of the classes, each a ControllerRevision in the operator's namespace. Only the
 * operator writes them, so they are read once. They go with their class.
 */
public final class ClassRevisions {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int HASH_BYTES = 5;

  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, List<ClassRevision>> byClass = new HashMap<>();

  public ClassRevisions(KubernetesClient client, String operatorNamespace) {
    this.client = client;
    this.namespace = operatorNamespace;
  }

  /**
   * That of the class as it is now. Stores it, if there is none yet.
   *
   * @throws KubernetesClientException when it cannot be read or stored
   */
  public synchronized ClassRevision latest(TenantClass tenantClass) {
    List<ClassRevision> known = known(tenantClass);
    // compared as this version of the operator reads it: another one may write it in another way
    return known.stream()
        .filter(revision -> revision.isOf(tenantClass.getSpec()))
        .findFirst()
        .orElseGet(() -> store(tenantClass, known));
  }

  /**
   * One that a tenant follows; empty if somebody deleted it.
   *
   * @throws KubernetesClientException when it cannot be read
   */
  public synchronized Optional<ClassRevision> find(TenantClass tenantClass, String name) {
    return known(tenantClass).stream().filter(revision -> revision.name().equals(name)).findFirst();
  }

  /** Whether there is more than that of the class as it is now, as far as is known. */
  public synchronized boolean hasFormer(TenantClass tenantClass) {
    return byClass.getOrDefault(uid(tenantClass), List.of()).size() > 1;
  }

  /**
   * Deletes those that no tenant follows.
   *
   * @throws KubernetesClientException when one cannot be deleted
   */
  public synchronized void keepOnly(TenantClass tenantClass, Set<String> followed) {
    List<ClassRevision> known = known(tenantClass);
    for (ClassRevision revision : List.copyOf(known)) {
      if (!followed.contains(revision.name()) && !revision.isOf(tenantClass.getSpec())) {
        client
            .apps()
            .controllerRevisions()
            .inNamespace(namespace)
            .withName(revision.name())
            .delete();
        known.remove(revision);
      }
    }
  }

  private List<ClassRevision> known(TenantClass tenantClass) {
    return byClass.computeIfAbsent(uid(tenantClass), _ -> read(tenantClass));
  }

  private List<ClassRevision> read(TenantClass tenantClass) {
    List<ClassRevision> found = new ArrayList<>();
    client
        .apps()
        .controllerRevisions()
        .inNamespace(namespace)
        .withLabel(Names.CLASS_LABEL, tenantClass.getMetadata().getName())
        .list()
        .getItems()
        .stream()
        .filter(stored -> isOwnedBy(stored, tenantClass))
        .forEach(
            stored -> found.add(new ClassRevision(stored.getMetadata().getName(), specOf(stored))));
    return found;
  }

  /** Not by a class of the same name that was deleted. */
  private static boolean isOwnedBy(ControllerRevision stored, TenantClass tenantClass) {
    return stored.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getUid)
        .anyMatch(uid(tenantClass)::equals);
  }

  private ClassRevision store(TenantClass tenantClass, List<ClassRevision> known) {
    String className = tenantClass.getMetadata().getName();
    String document = client.getKubernetesSerialization().asJson(tenantClass.getSpec());
    ClassRevision revision = new ClassRevision(name(tenantClass), tenantClass.getSpec());
    ControllerRevision stored =
        new ControllerRevisionBuilder()
            .withNewMetadata()
            .withName(revision.name())
            .withNamespace(namespace)
            .addToLabels(Names.CLASS_LABEL, className)
            .addToLabels(Names.NAME_LABEL, Names.OPERATOR)
            .addToLabels(Names.COMPONENT_LABEL, "class-revision")
            .addToLabels(Names.PART_OF_LABEL, Names.PART_OF)
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(tenantClass.getApiVersion())
                    .withKind(tenantClass.getKind())
                    .withName(className)
                    .withUid(uid(tenantClass))
                    .build())
            .endMetadata()
            .withRevision(tenantClass.getMetadata().getGeneration())
            .withData(tree(document))
            .build();
    try {
      create(stored);
    } catch (KubernetesClientException e) {
      // it may be there for all that
      byClass.remove(uid(tenantClass));
      throw e;
    }
    known.add(revision);
    return revision;
  }

  /**
   * By what waits for a turn alone, so that the tenants of a class that is deleted and restored
   * follow its revision already.
   */
  private String name(TenantClass tenantClass) {
    KubernetesSerialization json = client.getKubernetesSerialization();
    TenantClassSpec nothing = json.unmarshal("{}", TenantClassSpec.class);
    return "%s-%s"
        .formatted(
            tenantClass.getMetadata().getName(),
            hash(json.asJson(ClassRevision.merged(tenantClass.getSpec(), nothing))));
  }

  private void create(ControllerRevision revision) {
    try {
      client.resource(revision).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // that of the deleted class is there, and the garbage collector may take it at any time
      client.resource(revision).delete();
      client.resource(revision).create();
    }
  }

  private TenantClassSpec specOf(ControllerRevision stored) {
    return client
        .getKubernetesSerialization()
        .convertValue(stored.getData(), TenantClassSpec.class);
  }

  private static Object tree(String document) {
    try {
      return JSON.readValue(document, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was just written as JSON cannot be read", e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String uid(TenantClass tenantClass) {
    return Optional.ofNullable(tenantClass.getMetadata().getUid()).orElse("");
  }
}
