package io.smarteros.tenant.cluster.workload;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** How a container stands, as the kubelet says. */
record ContainerStatus(JsonNode json) {
  private static final String CRASHES = "CrashLoopBackOff";
  private static final Set<String> WITHOUT_IMAGE =
      Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");

  String name() {
    return json.path("name").asText();
  }

  String image() {
    return json.path("image").asText();
  }

  int restarts() {
    return json.path("restartCount").asInt();
  }

  /** Empty when it does not wait. */
  String waitingReason() {
    return json.path("state").path("waiting").path("reason").asText();
  }

  String waitingMessage() {
    return json.path("state").path("waiting").path("message").asText();
  }

  boolean crashes() {
    return waitingReason().equals(CRASHES);
  }

  boolean hasNoImage() {
    return WITHOUT_IMAGE.contains(waitingReason());
  }

  /** Whether it ever came to run. */
  boolean hasStarted() {
    return waitingReason().isEmpty() || crashes() || hasEnded();
  }

  boolean hasEnded() {
    return !lastEnd().isMissingNode();
  }

  Optional<Instant> lastEndedAt() {
    return StatusConditions.time(lastEnd().path("finishedAt"));
  }

  int lastExitCode() {
    return lastEnd().path("exitCode").asInt();
  }

  String lastEndReason() {
    return lastEnd().path("reason").asText();
  }

  /** What it left behind when it ended; empty when it said nothing, or runs. */
  String terminationMessage() {
    return json.path("state").path("terminated").path("message").asText().strip();
  }

  private JsonNode lastEnd() {
    return json.path("lastState").path("terminated");
  }
}
