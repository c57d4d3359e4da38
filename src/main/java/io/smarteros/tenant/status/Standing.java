package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Problem;
import java.util.Optional;

/** How a tenant stands as a whole. */
public sealed interface Standing {

  /** All of it is ready, or stopped on purpose. */
  record Ready() implements Standing {}

  record Progressing() implements Standing {}

  /** Only a person can help. */
  record Stalled(Problem problem) implements Standing {}

  /** As the status says it. */
  static Standing of(ReconcileResult result) {
    if (StatusSummary.progress(result).isPresent()) {
      return new Progressing();
    }
    Optional<Problem> trouble = StatusSummary.trouble(result);
    return trouble.<Standing>map(Stalled::new).orElseGet(Ready::new);
  }
}
