package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result of setting an application up through its API. */
public sealed interface Provisioning {

  /**
   * Set up, and its first-run page is closed.
   *
   * @param accountId of the tenant's account, where the application has accounts
   * @param handles what others need to use it, by a name that the application chooses: each is the
   *     name of a secret in the record
   */
  record Done(Optional<String> accountId, Map<String, String> handles) implements Provisioning {
    public Done {
      handles = Map.copyOf(handles);
    }

    /** Of an application without accounts, and with nothing that others need. */
    public Done() {
      this(Optional.empty(), Map.of());
    }
  }

  /** The application cannot answer just now. */
  record Waiting(String message, Duration retryAfter) implements Provisioning {}

  /**
   * Only a person can help.
   *
   * @param decisions what the person may answer
   */
  record Refused(Problem problem, List<Decision> decisions) implements Provisioning {
    public Refused {
      decisions = List.copyOf(decisions);
    }

    public Refused(Problem problem) {
      this(problem, List.of());
    }
  }
}
