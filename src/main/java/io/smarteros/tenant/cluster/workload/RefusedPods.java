package io.smarteros.tenant.cluster.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Deployment's controller is told when it may not make its pods or its ReplicaSet. The
 * Deployment itself was accepted, so nobody else says it.
 */
record RefusedPods(ObservedObject deployment, String message, Instant since) {
  private static final List<String> DEFINITE =
      List.of("forbidden", "is invalid", "denied the request", "denied request");

  /** A namespace or quota that is new or on its way out, or a server that does not answer. */
  private static final List<String> TRANSIENT =
      List.of(
          "error looking up service account",
          "status unknown for quota",
          "not yet ready to handle request",
          "being terminated",
          "failed calling webhook",
          "timed out",
          "deadline exceeded");

  /** As LimitRanger and the validation of pods say it. */
  private static final Pattern LIMIT =
      Pattern.compile(
          "(?:maximum|minimum) (?<bound>\\S+) usage per|(?<ratio>\\S+) max limit to request ratio"
              + "|less than or equal to (?<limit>\\S+) limit");

  static Optional<Workload> of(ObservedObject deployment, Instant now) {
    return StatusConditions.find(deployment, "ReplicaFailure", "True")
        .or(() -> replicaSetRefused(deployment))
        .map(
            condition ->
                new RefusedPods(
                    deployment,
                    condition.path("message").asText(),
                    StatusConditions.since(condition).orElse(deployment.createdAt())))
        .map(refused -> refused.judge(now));
  }

  private static Optional<JsonNode> replicaSetRefused(ObservedObject deployment) {
    return StatusConditions.find(deployment, "Progressing", "False")
        .filter(condition -> condition.path("reason").asText().equals("ReplicaSetCreateError"));
  }

  private Workload judge(Instant now) {
    return isDefinite() ? new Workload.Stuck(problem()) : Patience.with(problem(), since, now);
  }

  private boolean isDefinite() {
    return DEFINITE.stream().anyMatch(message::contains)
        && TRANSIENT.stream().noneMatch(message::contains);
  }

  private Problem problem() {
    Matcher limit = LIMIT.matcher(message);
    if (message.contains("exceeded quota")) {
      return ApiRefusal.quotaExceeded(deployment.key(), message);
    }
    if (limit.find()) {
      return limited(resource(limit));
    }
    return message.contains("violates PodSecurity")
        ? new Problem(
            Reason.NOT_ALLOWED_BY_CLASS,
            "Pod Security does not let the pods of %s be made. Change what it names in the Tenant, or podSecurity in the class: %s"
                .formatted(deployment.key(), message))
        : new Problem(
            Reason.REFUSED_BY_CLUSTER,
            "The cluster does not let the pods of %s be made. Change the policy, webhook or value that it names: %s"
                .formatted(deployment.key(), message));
  }

  private Problem limited(String resource) {
    return new Problem(
        Reason.NOT_ALLOWED_BY_CLASS,
        "A LimitRange does not let the pods of %s be made. Change spec.services.%s.resources.%s, or limits.max or limits.defaultLimits in the class: %s"
            .formatted(deployment.key(), deployment.label(Names.SERVICE_LABEL), resource, message));
  }

  private static String resource(Matcher limit) {
    return Optional.ofNullable(limit.group("bound"))
        .or(() -> Optional.ofNullable(limit.group("ratio")))
        .or(() -> Optional.ofNullable(limit.group("limit")))
        .orElse("memory");
  }
}
