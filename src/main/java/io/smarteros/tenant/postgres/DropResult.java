package io.smarteros.tenant.postgres;

/** How the removal of a tenant's database and role ended. */
public sealed interface DropResult permits DropResult.Gone, DatabaseFailure {

  /** Neither exists any more. */
  record Gone() implements DropResult {}
}
