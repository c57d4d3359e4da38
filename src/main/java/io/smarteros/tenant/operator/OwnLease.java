package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease as this replica sees it: tells when it was taken or renewed, and once per outage why
 * not.
 */
final class OwnLease extends LeaseLock {
  private static final Logger log = LoggerFactory.getLogger(OwnLease.class);

  private final String namespace;
  private final String name;
  private final LongSupplier nanoTime;
  private final LongConsumer renewed;
  private long attemptedAt;
  private boolean failing;

  /**
   * @param renewed receives the beginning of each attempt that succeeded, since from then on the
   *     lease lasts
   */
  OwnLease(
      String namespace, String name, String identity, LongSupplier nanoTime, LongConsumer renewed) {
    super(namespace, name, identity);
    this.namespace = namespace;
    this.name = name;
    this.nanoTime = nanoTime;
    this.renewed = renewed;
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    attemptedAt = nanoTime.getAsLong();
    return attempt(() -> super.get(client));
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord taken) {
    attempt(
        () -> {
          super.create(client, taken);
          return taken;
        });
    renewed.accept(attemptedAt);
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord taken) {
    if (taken.getHolderIdentity() == null) {
      release(client);
      return;
    }
    attempt(
        () -> {
          super.update(client, taken);
          return taken;
        });
    failing = false;
    renewed.accept(attemptedAt);
  }

  /** The client's merge patch (7.8) leaves out the holder that is to be taken away. */
  private void release(KubernetesClient client) {
    client
        .leases()
        .inNamespace(namespace)
        .withName(name)
        .edit(
            lease -> new LeaseBuilder(lease).editSpec().withHolderIdentity(null).endSpec().build());
  }

  private @Nullable LeaderElectionRecord attempt(Supplier<@Nullable LeaderElectionRecord> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      if (!failing) {
        log.warn("The lease can be neither read nor renewed: {}", reason(e));
      }
      failing = true;
      throw e;
    }
  }

  private static String reason(KubernetesClientException failure) {
    return Optional.ofNullable(failure.getStatus())
        .map(Status::getMessage)
        .orElseGet(() -> "the API server did not answer in time, or not at all");
  }
}
