package io.smarteros.tenant.deletion;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.TenantRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pods that should have ended and have not: a finalizer holds them, or their node is dead. */
final class EndlessPods {
  /** After the time that the pod has to end. */
  private static final Duration USUAL = Duration.ofMinutes(2);

  private final ServiceTeardown teardown;
  private final InstantSource clock;

  EndlessPods(ServiceTeardown teardown, InstantSource clock) {
    this.teardown = teardown;
    this.clock = clock;
  }

  /** The first one there, with what is known of why it does not end. */
  Optional<Problem> in(TenantRef there) {
    Instant usual = clock.instant().minus(USUAL);
    return Arrays.stream(ServiceName.values())
        .flatMap(service -> teardown.runningPods(there, service))
        .filter(pod -> pod.deletedAt().filter(since -> !since.isAfter(usual)).isPresent())
        .findFirst()
        .map(EndlessPods::problem);
  }

  private static Problem problem(ObservedObject pod) {
    return new Problem(
        Reason.DELETION_BLOCKED,
        "The deletion waits: %s was to end by %s and does not: %s. The operator tries again"
            .formatted(pod.key(), pod.deletedAt().orElseThrow(), why(pod)));
  }

  private static String why(ObservedObject pod) {
    List<String> causes = new ArrayList<>();
    said(pod).forEach(causes::add);
    if (pod.finalizers().isEmpty()) {
      causes.add(
          "its node does not say that it has ended. Check the node. If the node is gone for good: kubectl --namespace %s delete pod %s --force"
              .formatted(pod.key().namespace(), pod.key().name()));
    } else {
      causes.add(
          "it has the finalizers %s. Let whoever set them do their part, or remove them"
              .formatted(String.join(", ", pod.finalizers())));
    }
    return String.join("; ", causes);
  }

  /** What the cluster says, such as that the node is unreachable. */
  private static Stream<String> said(ObservedObject pod) {
    List<String> said = new ArrayList<>();
    JsonNode status = pod.status();
    said.add(status.path("message").asText());
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("DisruptionTarget")) {
        said.add(condition.path("message").asText());
      }
    }
    return said.stream().filter(message -> !message.isBlank());
  }
}
