package io.smarteros.tenant.service.odoo;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.ServiceMetadata;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.PodParts;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The pods of Odoo, fit for Pod Security {@code restricted} with a read-only root. */
final class OdooPod {
  /** User {@code odoo} of the image, and its group. */
  private static final long USER = 100;

  private static final long GROUP = 101;

  /** Says that it answers, and nothing of its database: that is away for all pods alike. */
  private static final String HEALTH_PATH = "/web/health";

  private static final Quantity SCRATCH_SIZE = new Quantity("2Gi");

  /** Five minutes. */
  private static final int STARTUP_FAILURES = 60;

  /** A request may take a minute. */
  private static final Duration GRACE = Duration.ofSeconds(75);

  private final ServicePlan plan;
  private final OdooConfiguration configuration;
  private final List<Endpoint> endpoints;
  private final OdooAddons addons;

  OdooPod(ServicePlan plan, OdooConfiguration configuration, List<Endpoint> endpoints) {
    this.plan = plan;
    this.configuration = configuration;
    this.endpoints = endpoints;
    this.addons = OdooAddons.of(plan);
  }

  PodSpec serving() {
    return pod(configuration.files().keySet())
        .withTerminationGracePeriodSeconds(GRACE.toSeconds())
        .withContainers(server())
        .build();
  }

  PodSpec initializing() {
    return job(OdooJobs.INITIALIZE).build();
  }

  /** On the node of the Odoo that serves: they share a volume that one node can mount. */
  PodSpec configuring() {
    return job(OdooJobs.CONFIGURE).withAffinity(besideServer()).build();
  }

  private PodSpecBuilder job(String run) {
    return pod(Set.of())
        .withContainers(
            container()
                .withCommand("python3", "%s/%s".formatted(Odoo.CONFIGURATION, OdooJobs.SCRIPT), run)
                .build());
  }

  private PodSpecBuilder pod(Collection<String> files) {
    return PodParts.pod(plan)
        .withSecurityContext(PodParts.restrictedTo(USER, GROUP))
        .withVolumes(
            PodParts.claimed("data", Odoo.VOLUME),
            PodParts.secretFiles("configuration", Odoo.NAME, files),
            PodParts.scratch("tmp", SCRATCH_SIZE))
        .addAllToVolumes(addons.volumes())
        .withInitContainers(addons.copies());
  }

  private Container server() {
    return container()
        .withCommand(
            "odoo", "--config", "%s/%s".formatted(Odoo.CONFIGURATION, Odoo.CONFIGURATION_FILE))
        .withPorts(endpoints.stream().map(PodParts::port).toList())
        .withStartupProbe(health().withFailureThreshold(STARTUP_FAILURES).build())
        .withReadinessProbe(health().withFailureThreshold(3).build())
        .withLivenessProbe(health().withPeriodSeconds(20).withFailureThreshold(6).build())
        .build();
  }

  private ContainerBuilder container() {
    return new ContainerBuilder()
        .withName(Odoo.NAME)
        .withImage(plan.service().image())
        .withEnv(PodParts.environment(configuration.environment(), plan))
        .withResources(PodParts.resources(plan.service().cpu(), plan.service().memory()))
        .withSecurityContext(PodParts.unprivileged().withReadOnlyRootFilesystem(true).build())
        .withVolumeMounts(
            PodParts.mount("data", Odoo.DATA),
            PodParts.readOnlyMount("configuration", Odoo.CONFIGURATION),
            PodParts.mount("tmp", "/tmp"))
        .addAllToVolumeMounts(addons.mounts());
  }

  private static ProbeBuilder health() {
    return PodParts.httpGet(HEALTH_PATH, Odoo.PORT_NAME);
  }

  private Affinity besideServer() {
    return new AffinityBuilder()
        .withNewPodAffinity()
        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withTopologyKey("kubernetes.io/hostname")
        .withNewLabelSelector()
        .withMatchLabels(new ServiceMetadata(plan).selector())
        .endLabelSelector()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endPodAffinity()
        .build();
  }
}
