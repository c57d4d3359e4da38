package io.smarteros.tenant.supabase.customer;

import io.smarteros.tenant.api.Reason;

/** How a reconciliation found a service, or the tenant as a whole. */
public sealed interface Observation {

  record Ready() implements Observation {}

  /** It becomes ready by itself, or the operator tries again. */
  record Progressing(Reason reason) implements Observation {}

  /** Only a person can help. */
  record Stalled(Reason reason) implements Observation {}

  /** With the whole tenant, whoever did it. */
  record Suspended() implements Observation {}

  /** Switched off in the spec or in its row. */
  record Off() implements Observation {}
}
