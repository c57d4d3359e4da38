package io.smarteros.tenant.local.application;

import io.smarteros.tenant.local.application.StandInFaults.Fault.Failure;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What goes wrong on purpose. */
final class StandInFaults {
  private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  private final Map<String, Failure> lasting = new ConcurrentHashMap<>();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();

  /** It happens once. */
  void add(Fault fault) {
    next.add(fault);
  }

  /** It happens until it is mended. */
  void last(Failure failure) {
    lasting.put(failure.namespace(), failure);
  }

  void mend(String namespace) {
    lasting.remove(namespace);
  }

  void delay(String namespace, Duration delay) {
    delays.put(namespace, delay);
  }

  Duration delayIn(String namespace) {
    return delays.getOrDefault(namespace, Duration.ZERO);
  }

  /** The first one for this request. */
  Optional<Fault> take(String namespace, StandInRequest request) {
    for (Iterator<Fault> faults = next.iterator(); faults.hasNext(); ) {
      Fault fault = faults.next();
      if (fault.concerns(namespace, request)) {
        faults.remove();
        return Optional.of(fault);
      }
    }
    return Optional.<Fault>ofNullable(lasting.get(namespace))
        .filter(fault -> fault.concerns(namespace, request));
  }

  /** The line says which request it is for, such as {@code POST /rest/api-keys}. */
  sealed interface Fault {
    String namespace();

    String line();

    default boolean concerns(String asked, StandInRequest request) {
      return namespace().equals(asked) && line().equals(request.line());
    }

    /** The application does nothing and answers with this status. */
    record Failure(String namespace, String line, int status) implements Fault {}

    /** It does what it was asked for, and the connection breaks before the answer. */
    record LostAnswer(String namespace, String line) implements Fault {}
  }
}
