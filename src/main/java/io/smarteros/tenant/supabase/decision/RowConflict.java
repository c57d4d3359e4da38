package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;

/** One thing that keeps a row from saying all that the Tenant says, while the rest is in step. */
record RowConflict(Reason reason, String message) {}
