package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.RowRecord.ResolvedOwner;

/** Whom the owner in the spec was found to be. */
public sealed interface OwnerAnswer {

  /** The spec names no owner: whoever owns the row goes on owning it. */
  record NotAsked() implements OwnerAnswer {}

  record Known(ResolvedOwner owner) implements OwnerAnswer {}

  /** There is no such user, or none who may own a tenant. */
  record Unknown(String message) implements OwnerAnswer {}

  /** The operator's role cannot see users. */
  record Unavailable(String message) implements OwnerAnswer {}
}
