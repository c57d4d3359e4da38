package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import java.time.Duration;

/** How far the set-up of an application through its API has come. */
public sealed interface Provisioning {

  /** Set up, and its first-run page is closed. */
  record Done() implements Provisioning {}

  /** The application cannot answer just now. */
  record Waiting(String message, Duration retryAfter) implements Provisioning {}

  /** Only a person helps. */
  record Refused(Problem problem) implements Provisioning {}
}
