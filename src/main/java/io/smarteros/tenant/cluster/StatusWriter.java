package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Writes a status once per distinct state, and at most once a second and object; one that only says
 * anew what passes by itself, at most once in five seconds. JOSDK's own status update loses an edit
 * of the spec that comes at the same time (5.3.2).
 *
 * @param <R> the kind
 * @param <P> its spec
 * @param <S> its status
 */
public final class StatusWriter<R extends CustomResource<P, S>, P, S> {
  private static final Duration SPACING = Duration.ofSeconds(1);
  private static final Duration SPACING_OF_PROGRESS = Duration.ofSeconds(5);
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Names.OPERATOR + "-status")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Supplier<R> empty;
  private final BiPredicate<S, S> isProgress;
  private final Map<String, Written<S>> written = new ConcurrentHashMap<>();

  /**
   * Has written nothing yet.
   *
   * @param empty makes an object of the kind
   * @param isProgress whether two statuses differ only in what passes by itself
   */
  public StatusWriter(
      KubernetesClient client,
      InstantSource clock,
      Supplier<R> empty,
      BiPredicate<S, S> isProgress) {
    this.client = client;
    this.clock = clock;
    this.empty = empty;
    this.isProgress = isProgress;
  }

  /**
   * The object with the status that was written last, if the informer does not have it yet.
   * Otherwise a stale cache would reset the times of transitions.
   */
  public R latest(R object) {
    Written<S> last = written.get(object.getMetadata().getUid());
    if (last == null || !last.isNewerThan(object)) {
      return object;
    }
    R latest = empty.get();
    latest.setMetadata(object.getMetadata());
    latest.setSpec(object.getSpec());
    latest.setStatus(last.status());
    return latest;
  }

  /**
   * Writes the status if it differs from the current one.
   *
   * @return when to come again, if it is too early for another write
   */
  public Optional<Duration> write(R object, S status) {
    Optional<S> before = Optional.ofNullable(latest(object).getStatus());
    if (before.equals(Optional.of(status))) {
      return Optional.empty();
    }
    Written<S> last = written.get(object.getMetadata().getUid());
    Instant now = clock.instant();
    if (last != null) {
      Instant earliest = last.at().plus(spacing(before, status));
      if (now.isBefore(earliest)) {
        return Optional.of(Duration.between(now, earliest));
      }
    }
    R fresh = empty.get();
    fresh.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
    fresh.setStatus(status);
    try {
      R result = client.resource(fresh).subresource("status").patch(APPLY);
      written.put(object.getMetadata().getUid(), new Written<>(status, now, version(result)));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
    return Optional.empty();
  }

  private Duration spacing(Optional<S> before, S now) {
    return before.filter(last -> isProgress.test(last, now)).isPresent()
        ? SPACING_OF_PROGRESS
        : SPACING;
  }

  public void forget(String uid) {
    written.remove(uid);
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  private record Written<S>(S status, Instant at, long resourceVersion) {
    boolean isNewerThan(HasMetadata object) {
      return resourceVersion > version(object);
    }
  }
}
