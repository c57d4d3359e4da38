package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/** Why nothing could be said of, or done to, a tenant's database. */
public sealed interface DatabaseFailure extends DatabaseResult, DropResult {

  /** One sentence for a person, without secrets. */
  String message();

  /** The name is somebody else's, who is left alone. */
  record Taken(String message) implements DatabaseFailure {}

  /** The server cannot be reached, or cannot do it just now. */
  record Unreachable(String message, Duration retryAfter) implements DatabaseFailure {}

  /** The server does not let the administrator in. Tried seldom: servers ban who keeps trying. */
  record LoginRefused(String message, Duration retryAfter) implements DatabaseFailure {}

  /** The server does not do what it is asked, such as when the administrator lacks a right. */
  record Refused(String message, Duration retryAfter) implements DatabaseFailure {}

  default Problem problem() {
    Reason reason =
        switch (this) {
          case Taken _ -> Reason.DATABASE_TAKEN;
          case Unreachable _, LoginRefused _, Refused _ -> Reason.DATABASE_UNREACHABLE;
        };
    return new Problem(reason, message());
  }
}
