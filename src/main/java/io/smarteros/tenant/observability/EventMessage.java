package io.smarteros.tenant.observability;

/**
 * Something that happened to a tenant or a class, and that no status says for long.
 *
 * @param type whether a person should look at it
 * @param reason why, in one CamelCase word of few: {@code RowRestored}
 * @param action what the operator did or could not do, in one CamelCase word of few: {@code
 *     SyncSupabase}
 * @param note one sentence; no secrets, nothing that differs at each repetition
 */
public record EventMessage(Type type, String reason, String action, String note) {

  /** By the Kubernetes API. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String id;

    Type(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  public static EventMessage normal(String reason, String action, String note) {
    return new EventMessage(Type.NORMAL, reason, action, note);
  }

  public static EventMessage warning(String reason, String action, String note) {
    return new EventMessage(Type.WARNING, reason, action, note);
  }
}
