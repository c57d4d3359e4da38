package io.smarteros.tenant.operator;

import java.util.List;

/**
 * The answer of a health check.
 *
 * @param problems why it is not well, a line each; empty when all is well
 */
public record Health(List<String> problems) {
  public Health {
    problems = List.copyOf(problems);
  }

  public static Health well() {
    return new Health(List.of());
  }

  public boolean isWell() {
    return problems.isEmpty();
  }
}
