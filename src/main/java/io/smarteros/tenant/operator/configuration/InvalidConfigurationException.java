package io.smarteros.tenant.operator.configuration;

import java.util.List;

/** The operator cannot start with its configuration. */
public final class InvalidConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  InvalidConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each thing that is wrong: the option, what is wrong, what to write instead. */
  public List<String> problems() {
    return problems;
  }
}
