package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/**
 * Why the rows cannot be read or written at the moment.
 *
 * @param message one sentence for a person, without secrets
 * @param retryAfter before that, another try finds the same
 */
public record SyncFailure(Reason reason, String message, Duration retryAfter) {}
