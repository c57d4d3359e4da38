package io.smarteros.tenant.local.application;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What runs in the pod of each namespace. A pod with another environment is another one, in which
 * the application starts anew.
 *
 * @param <P> one run of the application
 */
public final class PodProcesses<P> {
  private final Function<String, Optional<Map<String, String>>> pods;
  private final BiFunction<String, Map<String, String>, Optional<P>> start;
  private final Map<String, Running<P>> running = new ConcurrentHashMap<>();

  /**
   * Nothing runs yet.
   *
   * @param pods the environment of a namespace's running pod; empty when none is ready
   * @param start by namespace and environment; empty when the application does not start
   */
  public PodProcesses(
      Function<String, Optional<Map<String, String>>> pods,
      BiFunction<String, Map<String, String>, Optional<P>> start) {
    this.pods = pods;
    this.start = start;
  }

  /** Empty when nothing listens. */
  public Optional<P> find(String namespace) {
    Optional<Map<String, String>> pod = pods.apply(namespace);
    if (pod.isEmpty()) {
      running.remove(namespace);
      return Optional.empty();
    }
    return Optional.ofNullable(
            running.compute(
                namespace,
                (_, known) ->
                    known != null && known.pod().equals(pod.get())
                        ? known
                        : start
                            .apply(namespace, pod.get())
                            .map(process -> new Running<>(pod.get(), process))
                            .orElse(null)))
        .map(Running::process);
  }

  /** All of them start anew, as when their pods are replaced. */
  public void restart() {
    running.clear();
  }

  private record Running<P>(Map<String, String> pod, P process) {}
}
