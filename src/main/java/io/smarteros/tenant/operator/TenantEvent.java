package io.smarteros.tenant.operator;

/**
 * Something that happened to a tenant or a class and is worth telling a person.
 *
 * @param reason why, in one CamelCase word of few: {@code RowRestored}
 * @param action what the operator did or could not do, in one CamelCase word of few: {@code
 *     SyncDatabase}
 * @param note one sentence; no secrets, nothing that differs at each repetition
 */
public record TenantEvent(Type type, String reason, String action, String note) {

  /** Whether someone should look at it. */
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

  public static TenantEvent normal(String reason, String action, String note) {
    return new TenantEvent(Type.NORMAL, reason, action, note);
  }

  public static TenantEvent warning(String reason, String action, String note) {
    return new TenantEvent(Type.WARNING, reason, action, note);
  }
}
