package io.smarteros.tenant.service.chatwoot;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.DatabaseAuthority;
import io.smarteros.tenant.service.blueprint.RedisServer;
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What runs for one Chatwoot. A version comes in three stages. Its Jobs run while the former
 * version serves, which goes on where one of them fails. Then web process and worker end, both.
 * Then they start again, so that never two versions run at once. Pure: the same plan gives equal
 * objects.
 */
final class ChatwootBlueprint {
  private static final Duration PREPARE_TIMEOUT = Duration.ofMinutes(60);
  private static final Duration BOOTSTRAP_TIMEOUT = Duration.ofMinutes(15);

  private final ServicePlan plan;
  private final ServiceObjects objects;
  private final RedisServer redis;
  private final ChatwootPods pods;

  private ChatwootBlueprint(ServicePlan plan) {
    this.plan = plan;
    this.objects = new ServiceObjects(plan);
    this.redis = ChatwootEnvironment.redis(plan);
    this.pods = new ChatwootPods(plan, redis);
  }

  static Blueprint of(ServicePlan plan) {
    return new ChatwootBlueprint(plan).compile();
  }

  private Blueprint compile() {
    Deployment web = objects.deployment(plan.service().replicas(), checksum(), pods.web());
    Deployment worker = objects.componentDeployment(Chatwoot.WORKER, checksum(), pods.worker());
    return new Blueprint(
        volumes(),
        List.of(
            new RolloutStage(
                foundation(),
                List.of(new Gate.Available(redis.name()), prepared(), bootstrapped())),
            new RolloutStage(
                List.of(ServiceObjects.stopped(web), ServiceObjects.stopped(worker)),
                List.of(noOtherVersion(web), noOtherVersion(worker))),
            new RolloutStage(List.of(worker, web), List.of())),
        List.of(Chatwoot.ENDPOINT));
  }

  private Gate noOtherVersion(Deployment deployment) {
    return new Gate.NoOtherVersion(deployment.getMetadata().getName(), plan.service().version());
  }

  private List<PersistentVolumeClaim> volumes() {
    String size = plan.service().storage().orElse(Chatwoot.DEFAULT_RESOURCES.storage());
    return ChatwootFiles.hasVolume(plan)
        ? List.of(objects.volume(Chatwoot.VOLUME, size), redis.volume())
        : List.of(redis.volume());
  }

  private List<HasMetadata> foundation() {
    ChatwootAdministrator administrator = ChatwootAdministrator.of(plan);
    List<HasMetadata> all = new ArrayList<>();
    all.add(objects.loginSecret(administrator.email(), administrator.password()));
    all.add(objects.secret(Chatwoot.NAME, ChatwootEnvironment.secret(plan)));
    new DatabaseAuthority(plan).secret().ifPresent(all::add);
    all.add(objects.service(List.of(Chatwoot.ENDPOINT)));
    all.add(redis.secret());
    all.add(redis.service());
    all.add(redis.deployment());
    return all;
  }

  private Gate prepared() {
    String version = plan.service().version();
    return new Gate.Completed(
        ChatwootJobs.PREPARE.run(),
        version,
        Optional.of(version),
        objects.job(ChatwootJobs.PREPARE.run(), PREPARE_TIMEOUT, pods.job(ChatwootJobs.PREPARE)));
  }

  /** For another version too: whatever its schema came with, its web process finds it closed. */
  private Gate bootstrapped() {
    String credentials = ContentChecksum.of(key(), ChatwootEnvironment.bootstrap(plan));
    return new Gate.Completed(
        ChatwootJobs.BOOTSTRAP.run(),
        "%s %s".formatted(plan.service().version(), credentials),
        Optional.empty(),
        objects.job(
            ChatwootJobs.BOOTSTRAP.run(), BOOTSTRAP_TIMEOUT, pods.job(ChatwootJobs.BOOTSTRAP)));
  }

  private String checksum() {
    return ContentChecksum.of(key(), ChatwootEnvironment.secret(plan));
  }

  private String key() {
    return plan.secret(ChatwootSecrets.SECRET_KEY_BASE);
  }
}
