package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.net.HttpURLConnection;
import java.util.function.Consumer;

/** Hands on every state that is seen; deletions are of no interest. */
record Follow<T>(Consumer<T> reaction) implements ResourceEventHandler<T> {
  @Override
  public void onAdd(T seen) {
    reaction.accept(seen);
  }

  @Override
  public void onUpdate(T before, T seen) {
    reaction.accept(seen);
  }

  @Override
  public void onDelete(T last, boolean unknown) {}

  /** What comes too late or twice is not an error: the next event tells how things stand. */
  static void unlessDone(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          // in a namespace that is going
          && e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
  }
}
