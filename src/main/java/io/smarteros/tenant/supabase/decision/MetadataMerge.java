package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.Owner.Subject;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code tenants.metadata} should say, key by key.
 *
 * @param written the operator's keys, to be remembered
 * @param set keys whose value differs
 * @param remove keys that are there, that the operator wrote and that are not wanted any more
 */
record MetadataMerge(Map<String, JsonNode> written, Map<String, JsonNode> set, Set<String> remove) {

  /** Issuer and id of an owner who is no Supabase user. */
  static final String OWNER_SUBJECT_KEY = "owner_subject";

  static MetadataMerge of(
      Map<String, JsonNode> desired, OwnerAnswer owner, JsonNode observed, LastWrites own) {
    Map<String, JsonNode> wanted = new TreeMap<>(desired);
    subjectOf(owner).ifPresent(subject -> wanted.put(OWNER_SUBJECT_KEY, toJson(subject)));

    Map<String, JsonNode> written = new TreeMap<>(wanted);
    Set<String> remove = new TreeSet<>(own.metadataKeys());
    remove.removeAll(wanted.keySet());
    if (!(owner instanceof OwnerAnswer.Known)) {
      // an owner is never overwritten with nothing
      subjectBefore(own).ifPresent(subject -> written.putIfAbsent(OWNER_SUBJECT_KEY, subject));
      remove.removeAll(written.keySet());
    }
    remove.removeIf(key -> !observed.has(key));

    Map<String, JsonNode> set = new TreeMap<>();
    wanted.forEach(
        (key, value) -> {
          if (!JsonValues.sameKey(observed, key, value)) {
            set.put(key, value);
          }
        });
    return new MetadataMerge(written, set, remove);
  }

  private static Optional<JsonNode> subjectBefore(LastWrites own) {
    return own.last()
        .filter(last -> last.owner().flatMap(RowOwner::subject).isPresent())
        .map(last -> last.metadata().get(OWNER_SUBJECT_KEY));
  }

  private static Optional<Subject> subjectOf(OwnerAnswer owner) {
    return owner instanceof OwnerAnswer.Known(ResolvedOwner known)
        ? known.owner().subject()
        : Optional.empty();
  }

  private static JsonNode toJson(Subject subject) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("issuer", subject.issuer())
        .put("id", subject.id());
  }
}
