package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.RedisServer;
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs for one n8n. Pure: the same plan gives equal objects.
 *
 * <p>Without a queue it comes up in one go: its one process migrates the database. With a queue
 * several processes would, so for each version all of them end first, and a Job migrates. Then the
 * main process starts, which makes what the others read, and then they do.
 */
final class N8nBlueprint {
  private static final Duration MIGRATE_TIMEOUT = Duration.ofMinutes(30);

  private final ServicePlan plan;
  private final N8nOptions options;
  private final ServiceObjects objects;
  private final N8nPods pods;
  private final Map<String, String> secretEnvironment;

  private N8nBlueprint(ServicePlan plan) {
    this.plan = plan;
    this.options = N8nOptions.of(plan.service().spec());
    this.objects = new ServiceObjects(plan);
    this.pods = new N8nPods(plan, options);
    this.secretEnvironment = N8nEnvironment.secret(plan);
  }

  static Blueprint of(ServicePlan plan) {
    N8nBlueprint blueprint = new N8nBlueprint(plan);
    return blueprint.options.isQueued() ? blueprint.withQueue() : blueprint.ofOneProcess();
  }

  private Blueprint ofOneProcess() {
    List<HasMetadata> all = foundation();
    all.add(main());
    return Blueprint.ofOneStage(
        options.hasVolume() ? List.of(volume()) : List.of(), all, endpoint());
  }

  private Blueprint withQueue() {
    RedisServer redis = N8nQueue.redis(plan);
    Deployment main = main();
    Deployment worker =
        objects.componentDeployment(N8nQueue.WORKER, options.workers(), checksum(), pods.worker());
    Deployment webhook = objects.componentDeployment(N8nQueue.WEBHOOK, checksum(), pods.webhook());
    List<HasMetadata> first = foundation();
    first.add(objects.componentService(N8nQueue.WEBHOOK, List.of(N8nQueue.WEBHOOKS)));
    first.addAll(List.of(redis.secret(), redis.service(), redis.deployment()));
    return new Blueprint(
        List.of(redis.volume()),
        List.of(
            new RolloutStage(first, List.of(new Gate.Available(redis.name()))),
            new RolloutStage(
                List.of(
                    ServiceObjects.stopped(main),
                    ServiceObjects.stopped(worker),
                    ServiceObjects.stopped(webhook)),
                List.of(stopped(main), stopped(worker), stopped(webhook), migrated())),
            new RolloutStage(List.of(main), List.of(new Gate.Available(N8n.NAME))),
            new RolloutStage(List.of(worker, webhook), List.of())),
        List.of(endpoint(), N8nQueue.WEBHOOKS));
  }

  private static Gate stopped(Deployment deployment) {
    return new Gate.Stopped(deployment.getMetadata().getName());
  }

  private Gate migrated() {
    String version = plan.service().version();
    return new Gate.Completed(
        N8nQueue.MIGRATE,
        version,
        Optional.of(version),
        objects.job(N8nQueue.MIGRATE, MIGRATE_TIMEOUT, pods.migration()));
  }

  private List<HasMetadata> foundation() {
    List<HasMetadata> all = new ArrayList<>();
    all.add(loginSecret());
    all.add(objects.secret(N8n.NAME, secretEnvironment));
    all.add(objects.service(List.of(endpoint())));
    return all;
  }

  private Endpoint endpoint() {
    return options.metrics() ? N8n.ENDPOINT_WITH_METRICS : N8n.ENDPOINT;
  }

  private Secret loginSecret() {
    N8nOwner owner = N8nOwner.of(plan);
    return objects.loginSecret(owner.email(), owner.password());
  }

  private Deployment main() {
    return objects.deployment(checksum(), pods.main());
  }

  private String checksum() {
    return ContentChecksum.of(plan.secret(N8nSecrets.ENCRYPTION_KEY), secretEnvironment);
  }

  private PersistentVolumeClaim volume() {
    return objects.volume(
        N8n.VOLUME, plan.service().storage().orElse(N8n.DEFAULT_RESOURCES.storage()));
  }
}
