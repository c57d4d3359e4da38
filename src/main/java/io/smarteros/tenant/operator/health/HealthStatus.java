package io.smarteros.tenant.operator.health;

import java.util.List;

/**
 * The answer of a health check.
 *
 * @param problems why it is not well, a line each; empty when all is well
 */
public record HealthStatus(List<String> problems) {
  public HealthStatus {
    problems = List.copyOf(problems);
  }

  public static HealthStatus well() {
    return new HealthStatus(List.of());
  }

  public boolean isWell() {
    return problems.isEmpty();
  }
}
