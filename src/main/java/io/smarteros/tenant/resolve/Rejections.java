package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there is against a service's spec. Of several objections the first is told. */
final class Rejections {
  private @Nullable Problem refusal;
  private @Nullable Problem held;

  /** The service is not touched. */
  void refuse(Problem problem) {
    if (refusal == null) {
      refusal = problem;
    }
  }

  /** A part of the spec is not followed, the rest is. */
  void hold(Problem problem) {
    if (held == null) {
      held = problem;
    }
  }

  Optional<Problem> refusal() {
    return Optional.ofNullable(refusal);
  }

  Optional<Problem> held() {
    return Optional.ofNullable(held);
  }
}
