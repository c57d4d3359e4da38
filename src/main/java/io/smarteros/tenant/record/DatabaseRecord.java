package io.smarteros.tenant.record;

/**
 * A database of a service.
 *
 * @param server {@code host:port}
 */
public record DatabaseRecord(String server, String name, String role, Stage stage) {
  public DatabaseRecord made() {
    return new DatabaseRecord(server, name, role, Stage.MADE);
  }

  public DatabaseRecord planned() {
    return new DatabaseRecord(server, name, role, Stage.PLANNED);
  }
}
