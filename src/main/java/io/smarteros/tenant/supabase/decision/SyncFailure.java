package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/**
 * Why nothing can be said of, or done to, the rows just now.
 *
 * @param message one sentence for a person, without secrets
 * @param retryAfter before that, another try finds the same
 */
public record SyncFailure(Reason reason, String message, Duration retryAfter) {}
