package io.smarteros.tenant.rowimport;

/** What to do about one row. */
sealed interface ImportAction {

  /** A Tenant is made of it. */
  record Create(String tenant, ImportedSpec spec) implements ImportAction {}

  /**
   * Its Tenant says something else.
   *
   * @param changesDomain users reach the applications at other hosts afterwards
   */
  record Update(String tenant, ImportedSpec spec, boolean changesDomain) implements ImportAction {}

  /** Its status is deleted: the Tenant goes, by its deletion policy. */
  record Delete(String tenant) implements ImportAction {}

  /** No Tenant is made of it, or none yet. */
  record Wait(WaitReason reason, String message) implements ImportAction {}

  record Nothing() implements ImportAction {}
}
