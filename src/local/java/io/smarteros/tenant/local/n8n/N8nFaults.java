package io.smarteros.tenant.local.n8n;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What goes wrong on purpose. */
final class N8nFaults {
  private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();

  void add(Fault fault) {
    next.add(fault);
  }

  void delay(String namespace, Duration delay) {
    delays.put(namespace, delay);
  }

  Duration delayIn(String namespace) {
    return delays.getOrDefault(namespace, Duration.ZERO);
  }

  /** The first one for this request; it happens once. */
  Optional<Fault> take(String namespace, N8nRequest request) {
    for (Iterator<Fault> faults = next.iterator(); faults.hasNext(); ) {
      Fault fault = faults.next();
      if (fault.namespace().equals(namespace) && fault.line().equals(request.line())) {
        faults.remove();
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** The line says which request it is for, such as {@code POST /rest/api-keys}. */
  sealed interface Fault {
    String namespace();

    String line();

    /** n8n does nothing and answers with this status. */
    record Failure(String namespace, String line, int status) implements Fault {}

    /** n8n does what it was asked for, and the connection breaks before the answer. */
    record LostAnswer(String namespace, String line) implements Fault {}
  }
}
