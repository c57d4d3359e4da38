package io.smarteros.tenant.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.cluster.fields.Digest;
import io.smarteros.tenant.cluster.fields.JsonText;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of an object that exists: enough to see drift, to judge readiness and to prune.
 *
 * @param generation 0 where the kind has none
 * @param labels those of this operator and of Kubernetes
 * @param annotations only those of this operator
 * @param ownedDigest of the live values of the fields that the operator owns; see {@link
 *     OwnedFields}. Empty when it never applied the object
 * @param finalizers what must be done before it can go
 * @param deletedAt since when it is asked to go, if it is
 * @param statusText only the parts that say something about readiness; an empty object when there
 *     are none
 */
public record ObservedObject(
    ObjectKey key,
    String uid,
    String resourceVersion,
    long generation,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<OwnerRef> owners,
    Instant createdAt,
    Optional<Digest> ownedDigest,
    List<String> finalizers,
    Optional<Instant> deletedAt,
    JsonText statusText) {

  public ObservedObject {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    owners = List.copyOf(owners);
    finalizers = List.copyOf(finalizers);
  }

  /** An owner by its reference in the metadata. */
  public record OwnerRef(String kind, String name, String uid) {}

  /** Asked to go, and not gone yet. */
  public boolean deleting() {
    return deletedAt.isPresent();
  }

  /** The parts of it that are kept. Made anew at each call. */
  public JsonNode status() {
    return statusText.tree();
  }

  /** The value of a label, empty when it is absent. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /** Whether the difference between the two needs a reconciliation. A heartbeat does not. */
  boolean meansTheSameAs(ObservedObject other) {
    return uid.equals(other.uid)
        && generation == other.generation
        && deletedAt.equals(other.deletedAt)
        && ownedDigest.equals(other.ownedDigest)
        && labels.equals(other.labels)
        && annotations.equals(other.annotations)
        && owners.equals(other.owners)
        && statusText.equals(other.statusText);
  }
}
