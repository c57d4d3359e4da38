package io.smarteros.tenant.supabase.customer;

import io.smarteros.tenant.supabase.decision.SyncFailure;

/** Whether pages show what they should. */
public sealed interface Shown {

  /** They do, or there is no table from which they could. */
  record UpToDate() implements Shown {}

  /** The table does not take it, and a person has to correct that. */
  record Refused(SyncFailure failure) implements Shown {}

  /** The database cannot be used at the moment. */
  record Away(SyncFailure failure) implements Shown {}
}
