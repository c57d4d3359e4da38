package io.smarteros.tenant.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a status once per distinct state, and at most once a second and tenant; one that only says
 * anew what is being waited for, at most once in five seconds. JOSDK's own status update loses an
 * edit of the spec that comes at the same time (5.3.2).
 */
public final class StatusWriter {
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
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  public StatusWriter(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * The Tenant with the status that was written last, if the informer does not have it yet.
   * Otherwise a stale cache would reset the times of transitions.
   */
  public Tenant latest(Tenant tenant) {
    Written last = written.get(tenant.getMetadata().getUid());
    if (last == null || !last.isNewerThan(tenant)) {
      return tenant;
    }
    Tenant latest = new Tenant();
    latest.setMetadata(tenant.getMetadata());
    latest.setSpec(tenant.getSpec());
    latest.setStatus(last.status());
    return latest;
  }

  /**
   * Writes the status if it differs from the current one.
   *
   * @return when to come again, if it is too early for another write
   */
  public Optional<Duration> write(Tenant tenant, TenantStatus status) {
    Optional<TenantStatus> before = Optional.ofNullable(latest(tenant).getStatus());
    if (before.equals(Optional.of(status))) {
      return Optional.empty();
    }
    Written last = written.get(tenant.getMetadata().getUid());
    Instant now = clock.instant();
    if (last != null) {
      Instant earliest = last.at().plus(spacing(before, status));
      if (now.isBefore(earliest)) {
        return Optional.of(Duration.between(now, earliest));
      }
    }
    Tenant fresh = new Tenant();
    fresh.setMetadata(new ObjectMetaBuilder().withName(tenant.getMetadata().getName()).build());
    fresh.setStatus(status);
    try {
      Tenant result = client.resource(fresh).subresource("status").patch(APPLY);
      written.put(tenant.getMetadata().getUid(), new Written(status, now, version(result)));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
    return Optional.empty();
  }

  private static Duration spacing(Optional<TenantStatus> before, TenantStatus now) {
    return before.filter(last -> StatusProgress.isAllThatDiffers(last, now)).isPresent()
        ? SPACING_OF_PROGRESS
        : SPACING;
  }

  public void forget(String uid) {
    written.remove(uid);
  }

  private static long version(Tenant tenant) {
    return Long.parseLong(tenant.getMetadata().getResourceVersion());
  }

  private record Written(TenantStatus status, Instant at, long resourceVersion) {
    boolean isNewerThan(Tenant tenant) {
      return resourceVersion > version(tenant);
    }
  }
}
