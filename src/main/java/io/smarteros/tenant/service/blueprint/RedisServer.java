package io.smarteros.tenant.service.blueprint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.tenantclass.Redis;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.resolve.ImageReference;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.ServicePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Redis of one application's own, for queues that must outlive its pods. Two instances of an
 * application never share one: names of channels and queues are constants in many of them. Pure.
 */
public final class RedisServer {
  /** Its Deployment, Service and Secret are named after the service and this. */
  public static final String COMPONENT = "redis";

  /** Reached from inside the tenant's namespace alone. */
  public static final Endpoint ENDPOINT = new Endpoint("redis", 6379, false, List.of(), List.of());

  /** The last line under the BSD licence. */
  private static final String DEFAULT_IMAGE = "library/redis:7.2.11-alpine";

  /** User {@code redis} of the image, and its group. */
  private static final long USER = 999;

  private static final long GROUP = 1000;

  private static final String CPU = "50m";
  private static final String MEMORY = "384Mi";

  /** Below the limit of the container, since a copy is made while the file is written anew. */
  private static final String MAX_MEMORY = "256mb";

  /** Twice the data and what is written meanwhile. */
  private static final String VOLUME_SIZE = "2Gi";

  private static final String CONFIGURATION_KEY = "redis.conf";
  private static final String CONFIGURATION_FOLDER = "/etc/redis";
  private static final String PASSWORD_KEY = "password";

  /** A minute of loading a large file. */
  private static final int STARTUP_FAILURES = 60;

  private final ServicePlan plan;
  private final ServiceObjects objects;
  private final String password;
  private final Duration outlives;

  /**
   * Of the application that the plan is for.
   *
   * @param generated password in letters and digits, unless the class names one
   * @param outlives how long the application's processes may take to put back what they did not
   *     finish: when all are stopped at once, Redis ends last
   */
  public RedisServer(ServicePlan plan, String generated, Duration outlives) {
    this.plan = plan;
    this.objects = new ServiceObjects(plan);
    this.password = plan.classAccess().redisPassword().orElse(generated);
    this.outlives = outlives;
  }

  /** Where the application finds it; without the password. */
  public String url() {
    return "redis://%s:%d".formatted(name(), ENDPOINT.port());
  }

  /** With which the application logs in. */
  public String password() {
    return password;
  }

  /** Also name of its Secret, Service and volume. */
  public String name() {
    return "%s-%s".formatted(plan.service().name(), COMPONENT);
  }

  /** Where its queues are kept. */
  public PersistentVolumeClaim volume() {
    return objects.volume(name(), VOLUME_SIZE);
  }

  /** With the password, which no other object has. */
  public Secret secret() {
    return objects.secret(
        name(), Map.of(CONFIGURATION_KEY, configuration(), PASSWORD_KEY, password));
  }

  public Service service() {
    return objects.componentService(COMPONENT, List.of(ENDPOINT));
  }

  public Deployment deployment() {
    String checksum = ContentChecksum.of(password, Map.of(CONFIGURATION_KEY, configuration()));
    String version = ImageReference.parse(image()).tag().orElseThrow();
    return objects.componentDeployment(COMPONENT, version, checksum, pod());
  }

  /** Nothing is dropped to make room: what does not fit is refused, and the application says so. */
  private String configuration() {
    return """
        port %d
        dir /data
        requirepass %s
        appendonly yes
        appendfsync everysec
        save ""
        maxmemory %s
        maxmemory-policy noeviction
        """
        .formatted(ENDPOINT.port(), password, MAX_MEMORY);
  }

  private PodSpec pod() {
    return PodParts.pod(plan)
        .withTerminationGracePeriodSeconds(outlives.plusSeconds(30).toSeconds())
        .withSecurityContext(PodParts.restrictedTo(USER, GROUP))
        .withContainers(container())
        .withVolumes(
            PodParts.claimed("data", name()),
            PodParts.secretFiles("configuration", name(), List.of(CONFIGURATION_KEY)))
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName(COMPONENT)
        .withImage(image())
        .withCommand("redis-server", CONFIGURATION_FOLDER + "/" + CONFIGURATION_KEY)
        .withPorts(PodParts.port(ENDPOINT))
        .addNewEnv()
        .withName("REDISCLI_AUTH")
        .withNewValueFrom()
        .withNewSecretKeyRef(PASSWORD_KEY, name(), null)
        .endValueFrom()
        .endEnv()
        .withResources(PodParts.resources(CPU, MEMORY))
        // while it sleeps it answers, and the Service still leads to it
        .withNewLifecycle()
        .withNewPreStop()
        .withNewExec()
        .withCommand("sleep", Long.toString(outlives.toSeconds()))
        .endExec()
        .endPreStop()
        .endLifecycle()
        .withStartupProbe(ping(STARTUP_FAILURES))
        .withReadinessProbe(ping(3))
        .withLivenessProbe(ping(6))
        .withSecurityContext(PodParts.unprivileged().withReadOnlyRootFilesystem(true).build())
        .withVolumeMounts(
            PodParts.mount("data", "/data"),
            PodParts.readOnlyMount("configuration", CONFIGURATION_FOLDER))
        .build();
  }

  private String image() {
    TenantClassSpec tenantClass = plan.tenant().tenantClass();
    return Optional.ofNullable(tenantClass.redis())
        .map(Redis::image)
        .or(
            () ->
                Optional.ofNullable(tenantClass.imageRegistry())
                    .map(registry -> registry + "/" + DEFAULT_IMAGE))
        .orElse(DEFAULT_IMAGE);
  }

  /** It answers with an error, and its client with success, while it loads its file. */
  private static Probe ping(int failures) {
    return new ProbeBuilder()
        .withNewExec()
        .withCommand("sh", "-c", "redis-cli ping | grep -q PONG")
        .endExec()
        .withPeriodSeconds(PodParts.PROBE_SECONDS)
        .withTimeoutSeconds(PodParts.PROBE_SECONDS)
        .withFailureThreshold(failures)
        .build();
  }
}
