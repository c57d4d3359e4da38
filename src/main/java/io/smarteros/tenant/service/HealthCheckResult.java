package io.smarteros.tenant.service;

/** What an application answered when it was asked whether it is ready. */
public sealed interface HealthCheckResult {
  record Healthy() implements HealthCheckResult {}

  /** It answered, but is not ready, or did not answer. The message says which, for a person. */
  record NotYet(String message) implements HealthCheckResult {}
}
