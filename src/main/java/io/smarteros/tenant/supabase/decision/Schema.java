package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.RowRecord;

/**
 * The database as the operator found it.
 *
 * @param identity tells this database from another one with the same tables
 * @param hasOwnerSubject {@code tenants.owner_subject} exists
 * @param slugIsFixed the hardened table refuses another slug
 * @param hasGeneration both tables count the changes of a row
 * @param notifies triggers of both tables send a notification for each change
 */
public record Schema(
    String identity,
    boolean hasOwnerSubject,
    boolean slugIsFixed,
    boolean hasGeneration,
    boolean notifies) {

  /** Whether a row that was written once was written into another database than this. */
  public boolean isOtherThanOf(RowRecord record) {
    return record.bound()
        && record.databaseIdentity().filter(there -> !there.equals(identity)).isPresent();
  }
}
