package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/** Why nothing could be said of, or done to, a tenant's database. */
public sealed interface DatabaseFailure extends DatabaseResult, CheckResult, DropResult {

  /** One sentence for a person, without secrets. */
  String message();

  /** The name is somebody else's, who is left alone. */
  record Taken(String message) implements DatabaseFailure {}

  /**
   * The server cannot give the application what it needs until a person changes something there: an
   * extension, a right of the administrator, a database with another collation.
   */
  record Unfit(String message) implements DatabaseFailure {}

  /** The server cannot be reached, or cannot do it just now. */
  record Unreachable(String message, Duration retryAfter) implements DatabaseFailure {}

  /** The server has no connection or room left, or takes no writes, until a person sees to it. */
  record Exhausted(String message, Duration retryAfter) implements DatabaseFailure {}

  /** The server does not let the administrator in. Tried seldom: servers ban who keeps trying. */
  record LoginRefused(String message, Duration retryAfter) implements DatabaseFailure {}

  /** The server does not do this one thing just now, such as when a lock is held. */
  record Refused(String message, Duration retryAfter) implements DatabaseFailure {}

  /** It is being worked on, and takes longer than a caller waits. */
  record Busy(String message, Duration retryAfter) implements DatabaseFailure {}

  default Problem problem() {
    Reason reason =
        switch (this) {
          case Taken _ -> Reason.DATABASE_TAKEN;
          case Unfit _ -> Reason.DATABASE_UNFIT;
          case Busy _ -> Reason.PROGRESSING;
          case Exhausted _ -> Reason.DATABASE_EXHAUSTED;
          case Unreachable _, LoginRefused _, Refused _ -> Reason.DATABASE_UNREACHABLE;
        };
    return new Problem(reason, message());
  }
}
