package io.smarteros.tenant.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.Owner.Subject;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import io.smarteros.tenant.record.RowRecord.Written;
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
 * @param remove keys that the operator wrote and that are not wanted any more
 */
record MetadataMerge(Map<String, JsonNode> written, Map<String, JsonNode> set, Set<String> remove) {

  /** Issuer and id of an owner who is no Supabase user. */
  static final String OWNER_SUBJECT_KEY = "owner_subject";

  static MetadataMerge of(
      Map<String, JsonNode> desired, OwnerAnswer owner, JsonNode observed, OwnWrites own) {
    Map<String, JsonNode> wanted = new TreeMap<>(desired);
    subjectOf(owner).ifPresent(subject -> wanted.put(OWNER_SUBJECT_KEY, toJson(subject)));

    Set<String> remove = new TreeSet<>();
    Map<String, JsonNode> written = new TreeMap<>(wanted);
    for (Written before : own.candidates().toList()) {
      before
          .metadata()
          .forEach(
              (key, value) -> {
                if (wanted.containsKey(key)) {
                  return;
                }
                if (key.equals(OWNER_SUBJECT_KEY) && isSubject(before) && !isKnown(owner)) {
                  written.put(key, value); // an owner is never overwritten with nothing
                } else if (JsonValues.sameKey(observed, key, value)) {
                  remove.add(key);
                }
              });
    }
    Map<String, JsonNode> set = new TreeMap<>();
    wanted.forEach(
        (key, value) -> {
          if (!JsonValues.sameKey(observed, key, value)) {
            set.put(key, value);
          }
        });
    return new MetadataMerge(written, set, remove);
  }

  private static boolean isSubject(Written written) {
    return written.owner().flatMap(RowOwner::subject).isPresent();
  }

  private static boolean isKnown(OwnerAnswer owner) {
    return owner instanceof OwnerAnswer.Known;
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
