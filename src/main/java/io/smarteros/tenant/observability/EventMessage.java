package io.smarteros.tenant.observability;

/**
 * Something that happened to a tenant or a class, that a person should look at, and that no status
 * says for long.
 *
 * @param reason why, in one CamelCase word of few: {@code RowRestored}
 * @param action what the operator did or could not do, in one CamelCase word of few: {@code
 *     SyncSupabase}
 * @param note one sentence; no secrets, nothing that differs at each repetition
 */
public record EventMessage(String reason, String action, String note) {

  public static EventMessage warning(String reason, String action, String note) {
    return new EventMessage(reason, action, note);
  }
}
