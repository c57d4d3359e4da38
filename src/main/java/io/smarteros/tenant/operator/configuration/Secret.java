package io.smarteros.tenant.operator.configuration;

/** A value that may be handed to a server but never printed: its text form hides it. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "***";
  }
}
