package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a service's spec is not followed. Of several reasons the first one is reported. */
final class Rejections {
  private @Nullable Problem rejection;
  private @Nullable Problem keptAsIs;

  /** The service is not touched. */
  void refuse(Problem problem) {
    if (rejection == null) {
      rejection = problem;
    }
  }

  /** A part of the spec is not followed, the rest is. */
  void hold(Problem problem) {
    if (keptAsIs == null) {
      keptAsIs = problem;
    }
  }

  Optional<Problem> rejection() {
    return Optional.ofNullable(rejection);
  }

  Optional<Problem> keptAsIs() {
    return Optional.ofNullable(keptAsIs);
  }
}
