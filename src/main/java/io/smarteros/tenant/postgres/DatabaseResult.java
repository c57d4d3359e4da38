package io.smarteros.tenant.postgres;

/** How it stands with a tenant's database. */
public sealed interface DatabaseResult
    permits DatabaseResult.Present, DatabaseResult.Made, DatabaseResult.Missing, DatabaseFailure {

  /** It was there, ours, and is as it should be. */
  record Present() implements DatabaseResult {}

  /** It was not there and is made. */
  record Made() implements DatabaseResult {}

  /** It existed once and is gone. It is not made again: that would be an empty one. */
  record Missing(String message) implements DatabaseResult {}
}
