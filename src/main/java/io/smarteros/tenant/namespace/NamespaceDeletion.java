package io.smarteros.tenant.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds up a namespace, or an object in it, that is being deleted. */
final class NamespaceDeletion {
  /** Most deletions end sooner, so before that nobody needs to act. */
  private static final Duration USUAL = Duration.ofMinutes(2);

  private static final int LONGEST_QUOTE = 600;

  private NamespaceDeletion() {}

  /**
   * Why the object is still there, from its conditions and finalizers, once its deletion takes
   * unusually long.
   */
  static Optional<String> heldUpBy(ObservedObject object, Instant now) {
    return object
        .deletedAt()
        .filter(since -> isLong(since, now))
        .map(since -> quote(object.status(), object.finalizers(), since));
  }

  /** The same for an object that has no status. */
  static Optional<String> heldUpBy(ObjectMeta metadata, Instant now) {
    return Optional.ofNullable(metadata.getDeletionTimestamp())
        .map(Instant::parse)
        .filter(since -> isLong(since, now))
        .map(since -> quote(MissingNode.getInstance(), metadata.getFinalizers(), since));
  }

  private static boolean isLong(Instant since, Instant now) {
    return !now.isBefore(since.plus(USUAL));
  }

  private static String quote(JsonNode status, List<String> finalizers, Instant since) {
    List<String> causes = new ArrayList<>();
    for (JsonNode condition : status.path("conditions")) {
      String said = condition.path("message").asText().strip();
      if (condition.path("status").asText().equals("True") && !said.isEmpty()) {
        causes.add("%s (%s)".formatted(said, condition.path("type").asText()));
      }
    }
    if (!finalizers.isEmpty()) {
      causes.add("it has the finalizers " + String.join(", ", finalizers));
    }
    if (causes.isEmpty()) {
      return "the cluster does not say why. It was deleted at %s. Check that the kube-controller-manager runs"
          .formatted(since);
    }
    String all = String.join("; ", causes);
    return all.length() <= LONGEST_QUOTE ? all : all.substring(0, LONGEST_QUOTE) + "…";
  }
}
