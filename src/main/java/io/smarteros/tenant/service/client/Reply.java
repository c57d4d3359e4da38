package io.smarteros.tenant.service.client;

import java.time.Duration;
import java.util.function.Function;

/** The result of a call to an application. Messages are for people: no secrets, no bodies. */
public sealed interface Reply<T> {

  record Value<T>(T value) implements Reply<T> {}

  /**
   * The application does not know the caller.
   *
   * @param secondFactor the password was right, but the application asks for more
   */
  record Unauthorized<T>(boolean secondFactor) implements Reply<T> {}

  /** The application cannot be reached, or cannot answer just now. */
  record NotNow<T>(String message, Duration retryAfter) implements Reply<T> {}

  /** The application refuses the request. */
  record Rejected<T>(int status, String message) implements Reply<T> {}

  /** The next call with the value of this one, or what kept this one from it. */
  default <R> Reply<R> then(Function<T, Reply<R>> next) {
    return switch (this) {
      case Value<T>(T value) -> next.apply(value);
      case Unauthorized<T>(boolean secondFactor) -> new Unauthorized<>(secondFactor);
      case NotNow<T>(String message, Duration retryAfter) -> new NotNow<>(message, retryAfter);
      case Rejected<T>(int status, String message) -> new Rejected<>(status, message);
    };
  }

  default <R> Reply<R> map(Function<T, R> change) {
    return then(value -> new Value<>(change.apply(value)));
  }
}
