package io.smarteros.tenant.record;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A database of a service.
 *
 * @param server {@code host:port}
 */
@RecordBuilder
public record DatabaseRecord(String server, String name, String role, Stage stage)
    implements DatabaseRecordBuilder.With {
  public DatabaseRecord made() {
    return withStage(Stage.MADE);
  }

  public DatabaseRecord planned() {
    return withStage(Stage.PLANNED);
  }
}
