package io.smarteros.tenant.api;

/**
 * Why something cannot be done as asked.
 *
 * @param message one sentence for a person: what is wrong and what to do; no secrets
 */
public record Problem(Reason reason, String message) {}
