package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import java.time.Duration;

/** The result of setting an application up through its API. */
public sealed interface Provisioning {

  /** Set up, and its first-run page is closed. */
  record Done() implements Provisioning {}

  /** The application cannot answer just now. */
  record Waiting(String message, Duration retryAfter) implements Provisioning {}

  /** Only a person can help. */
  record Refused(Problem problem) implements Provisioning {}
}
