package io.smarteros.tenant.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls that may take long, each on a thread of its own, and at most one under way per key. Callers
 * wait for it a moment; whoever comes later than that does not wait at all. A call goes on without
 * its callers, and the next one that asks the same gets its result.
 */
final class SharedCalls {
  private final InstantSource clock;
  private final ExecutorService threads;
  private final Duration patience;
  private final Duration keep;
  private final Map<String, Call> calls = new ConcurrentHashMap<>();

  /**
   * None is under way.
   *
   * @param patience how long callers wait, from the start of the call
   * @param keep how long after that start a result that nobody waited for still says something
   */
  SharedCalls(InstantSource clock, ExecutorService threads, Duration patience, Duration keep) {
    this.clock = clock;
    this.threads = threads;
    this.patience = patience;
    this.keep = keep;
  }

  private record Call(Object question, Instant started, Future<?> result) {}

  /**
   * The result, or nothing while the call is under way for longer than callers wait.
   *
   * @param question what is asked: a result answers an equal question only
   * @param type of the result, the same for equal questions
   */
  <R> Optional<R> ask(String key, Object question, Class<R> type, Supplier<R> work) {
    Call call = call(key, question, work);
    if (!call.question().equals(question)) {
      if (await(key, call).isEmpty()) {
        return Optional.empty();
      }
      // the other question is answered: now it is our turn
      call = call(key, question, work);
    }
    return call.question().equals(question) ? await(key, call).map(type::cast) : Optional.empty();
  }

  private Call call(String key, Object question, Supplier<?> work) {
    return calls.compute(
        key,
        (_, known) ->
            known != null && (!known.result().isDone() || answers(known, question))
                ? known
                : new Call(question, clock.instant(), threads.submit(work::get)));
  }

  private boolean answers(Call known, Object question) {
    return known.question().equals(question)
        && clock.instant().isBefore(known.started().plus(keep));
  }

  private Optional<Object> await(String key, Call call) {
    Duration waited = Duration.between(call.started(), clock.instant());
    try {
      Object result =
          call.result().get(Math.max(0, patience.minus(waited).toMillis()), TimeUnit.MILLISECONDS);
      calls.remove(key, call);
      return Optional.of(result);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      calls.remove(key, call);
      throw new IllegalStateException("A call to the server failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
