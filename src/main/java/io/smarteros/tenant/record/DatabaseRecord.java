package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A database of a service.
 *
 * @param server {@code host:port}
 * @param incarnation tells this database from an earlier or later one of the same name
 * @param extensions that were seen to be in it
 * @param passwordPending the record has a new password, which its role may not have yet
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatabaseRecord(
    String server,
    String name,
    String role,
    Stage stage,
    Optional<String> incarnation,
    Set<String> extensions,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean passwordPending)
    implements DatabaseRecordBuilder.With {

  public DatabaseRecord {
    incarnation = incarnation == null ? Optional.empty() : incarnation;
    extensions =
        extensions == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(extensions));
  }

  /** One that is about to be made. */
  public static DatabaseRecord plan(String server, String name, String incarnation) {
    return new DatabaseRecord(
        server, name, name, Stage.PLANNED, Optional.of(incarnation), Set.of(), false);
  }

  /** Another password is in the record, and is to become that of its role. */
  public DatabaseRecord withNewPassword() {
    return withPasswordPending(true);
  }

  public DatabaseRecord made() {
    return withStage(Stage.MADE);
  }

  public DatabaseRecord planned() {
    return withStage(Stage.PLANNED).withExtensions(Set.of());
  }
}
