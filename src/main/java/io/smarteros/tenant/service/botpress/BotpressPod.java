package io.smarteros.tenant.service.botpress;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.DatabaseAuthority;
import io.smarteros.tenant.service.blueprint.PodParts;
import java.time.Duration;

/** The pod of Botpress. It fits into Pod Security level {@code restricted}. */
final class BotpressPod {
  /** User {@code botpress} of the image. */
  private static final long USER = 999;

  private static final Quantity SCRATCH_SIZE = new Quantity("2Gi");

  /** The first start makes its tables, and that of a version migrates them. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final int STARTUP_FAILURES =
      (int) BotpressStart.PATIENCE.plus(START).toSeconds() / PodParts.PROBE_SECONDS;

  private final ServicePlan plan;
  private final DatabaseAuthority authority;

  BotpressPod(ServicePlan plan) {
    this.plan = plan;
    this.authority = new DatabaseAuthority(plan);
  }

  PodSpec spec() {
    return PodParts.pod(plan)
        .withSecurityContext(PodParts.restrictedTo(USER, USER))
        .withContainers(container())
        .withVolumes(
            PodParts.scratch("data", SCRATCH_SIZE),
            PodParts.scratch("appdata", SCRATCH_SIZE),
            PodParts.scratch("tmp", SCRATCH_SIZE))
        .addAllToVolumes(authority.volumes())
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName(Botpress.NAME)
        .withImage(plan.service().image())
        .withCommand(BotpressStart.command(BotpressEnvironment.databaseOf(plan)))
        .withPorts(PodParts.port(Botpress.ENDPOINT))
        .addNewEnvFrom()
        .withNewSecretRef()
        .withName(Botpress.NAME)
        .endSecretRef()
        .endEnvFrom()
        .withEnv(PodParts.environment(BotpressEnvironment.plain(plan), plan))
        .withResources(PodParts.resources(plan.service().cpu(), plan.service().memory()))
        .withStartupProbe(version().withFailureThreshold(STARTUP_FAILURES).build())
        .withReadinessProbe(version().withFailureThreshold(3).build())
        // the port only: with PostgreSQL away it answers late, and a restart would not help. It
        // also
        // sees that the server has ended for good, which leaves the first process alone
        .withNewLivenessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(Botpress.PORT_NAME))
        .endTcpSocket()
        .withPeriodSeconds(20)
        .withTimeoutSeconds(PodParts.PROBE_SECONDS)
        .withFailureThreshold(6)
        .endLivenessProbe()
        .withSecurityContext(PodParts.unprivileged().build())
        .withVolumeMounts(
            PodParts.mount("data", Botpress.DATA),
            PodParts.mount("appdata", Botpress.APP_DATA),
            PodParts.mount("tmp", "/tmp"))
        .addAllToVolumeMounts(authority.mounts())
        .build();
  }

  private static ProbeBuilder version() {
    return PodParts.httpGet(Botpress.VERSION_PATH, Botpress.PORT_NAME);
  }
}
