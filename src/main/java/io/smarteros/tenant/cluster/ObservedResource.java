package io.smarteros.tenant.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.fields.JsonText;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import io.smarteros.tenant.cluster.fields.StatusView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An {@link ObservedObject} in the form that informers store. */
@SuppressWarnings("serial")
final class ObservedResource extends GenericKubernetesResource {
  private static final JsonMapper JSON = new JsonMapper();

  /** Ours, and the one that tells the pods of a ReplicaSet from others. */
  private static final List<String> LABELS =
      List.of(Names.GROUP + "/", "app.kubernetes.io/", "pod-template-hash");

  private final ObservedObject observed;

  private ObservedResource(ObservedObject observed) {
    this.observed = observed;
    ObjectKey key = observed.key();
    setApiVersion(key.apiVersion());
    setKind(key.kind());
    setMetadata(metadata(observed));
    setAdditionalProperties(Map.of());
  }

  /** Without the maps and lists of its own that a builder makes: there are many of it. */
  private static ObjectMeta metadata(ObservedObject observed) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(observed.key().name());
    metadata.setNamespace(observed.key().namespace().isEmpty() ? null : observed.key().namespace());
    metadata.setUid(observed.uid());
    metadata.setResourceVersion(observed.resourceVersion());
    metadata.setGeneration(observed.generation());
    metadata.setLabels(tenantLabel(observed));
    metadata.setAnnotations(Map.of());
    metadata.setFinalizers(List.of());
    metadata.setManagedFields(List.of());
    metadata.setOwnerReferences(List.of());
    metadata.setAdditionalProperties(Map.of());
    return metadata;
  }

  /** Says only which one is meant. */
  static GenericKubernetesResource named(ObjectKey key) {
    GenericKubernetesResource named = new GenericKubernetesResource();
    named.setApiVersion(key.apiVersion());
    named.setKind(key.kind());
    named.setMetadata(
        new ObjectMetaBuilder()
            .withName(key.name())
            .withNamespace(key.namespace().isEmpty() ? null : key.namespace())
            .build());
    return named;
  }

  /** A new object: the one that is passed goes on to the informer's handlers as it is. */
  static ObservedResource of(GenericKubernetesResource live) {
    if (live instanceof ObservedResource already) {
      return already;
    }
    ObjectMeta metadata = live.getMetadata();
    JsonNode tree = JSON.valueToTree(live);
    return new ObservedResource(
        new ObservedObject(
            shared(ObjectKey.of(live)),
            orEmpty(metadata.getUid()),
            orEmpty(metadata.getResourceVersion()),
            metadata.getGeneration() == null ? 0 : metadata.getGeneration(),
            labelsOfInterest(metadata),
            annotationsOfOurs(metadata),
            owners(metadata),
            createdAt(metadata),
            OwnedFields.liveDigest(tree),
            metadata.getFinalizers() == null ? List.of() : metadata.getFinalizers(),
            Optional.ofNullable(metadata.getDeletionTimestamp()).map(Instant::parse),
            JsonText.of(StatusView.of(live.getKind(), tree))));
  }

  ObservedObject observed() {
    return observed;
  }

  /** By identity and version: sets of them need not look at all that is in them. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObservedResource resource
        && observed.uid().equals(resource.observed.uid())
        && observed.resourceVersion().equals(resource.observed.resourceVersion());
  }

  @Override
  public int hashCode() {
    return observed.uid().hashCode();
  }

  /** All that an informer asks for: whose the object is. */
  private static Map<String, String> tenantLabel(ObservedObject observed) {
    String tenant = observed.label(Names.TENANT_LABEL);
    return tenant.isEmpty() ? Map.of() : Map.of(Names.TENANT_LABEL, tenant);
  }

  private static Map<String, String> labelsOfInterest(ObjectMeta metadata) {
    if (metadata.getLabels() == null) {
      return Map.of();
    }
    return metadata.getLabels().entrySet().stream()
        .filter(label -> LABELS.stream().anyMatch(label.getKey()::startsWith))
        .collect(
            Collectors.toUnmodifiableMap(
                label -> label.getKey().intern(), label -> label.getValue().intern()));
  }

  /** The same words are on all objects of a tenant, or of a kind: one copy of each is kept. */
  private static ObjectKey shared(ObjectKey key) {
    return new ObjectKey(
        key.apiVersion().intern(), key.kind().intern(), key.namespace().intern(), key.name());
  }

  private static Map<String, String> annotationsOfOurs(ObjectMeta metadata) {
    if (metadata.getAnnotations() == null) {
      return Map.of();
    }
    return metadata.getAnnotations().entrySet().stream()
        .filter(annotation -> annotation.getKey().startsWith(Names.GROUP + "/"))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<ObservedObject.OwnerRef> owners(ObjectMeta metadata) {
    if (metadata.getOwnerReferences() == null) {
      return List.of();
    }
    return metadata.getOwnerReferences().stream()
        .map(owner -> new ObservedObject.OwnerRef(owner.getKind(), owner.getName(), owner.getUid()))
        .toList();
  }

  private static Instant createdAt(ObjectMeta metadata) {
    String timestamp = metadata.getCreationTimestamp();
    return timestamp == null ? Instant.EPOCH : Instant.parse(timestamp);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
