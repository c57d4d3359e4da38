package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.service.ServicePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The pod of an n8n, fit for Pod Security {@code restricted} with a read-only root. */
final class N8nPod {
  private static final String LIVENESS_PATH = "/healthz";

  /** User {@code node} of the official image. */
  private static final long USER = 1000;

  /** Of the files that n8n writes at every start, and of what workflows hold while they run. */
  private static final Quantity SCRATCH_SIZE = new Quantity("2Gi");

  /** Beyond what n8n takes itself, so that it ends by itself. */
  private static final Duration GRACE = N8n.SHUTDOWN_TIMEOUT.plusSeconds(15);

  private static final int PROBE_SECONDS = 5;

  /** Ten minutes: the first start of a version migrates the database. */
  private static final int STARTUP_FAILURES = 120;

  private final ServicePlan plan;
  private final N8nOptions options;

  N8nPod(ServicePlan plan, N8nOptions options) {
    this.plan = plan;
    this.options = options;
  }

  PodSpec spec() {
    TenantClassSpec tenantClass = plan.tenant().tenantClass();
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        // a Service named n8n would set N8N_PORT to a URL, which n8n complains of and ignores
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(GRACE.toSeconds())
        .withNodeSelector(new TreeMap<>(tenantClass.nodeSelector()))
        .withTolerations(tenantClass.tolerations())
        .withImagePullSecrets(
            tenantClass.imagePullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container())
        .withVolumes(volumes())
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName(N8n.NAME)
        .withImage(plan.service().image())
        .addNewPort()
        .withName(N8n.PORT_NAME)
        .withContainerPort(N8n.PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewEnvFrom()
        .withNewSecretRef()
        .withName(N8n.NAME)
        .endSecretRef()
        .endEnvFrom()
        .withEnv(environment())
        .withResources(resources())
        .withStartupProbe(probe(N8n.READINESS_PATH).withFailureThreshold(STARTUP_FAILURES).build())
        .withReadinessProbe(readinessProbe())
        .withLivenessProbe(livenessProbe())
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withVolumeMounts(mounts())
        .build();
  }

  private List<EnvVar> environment() {
    Map<String, EnvVar> variables = new LinkedHashMap<>();
    N8nEnvironment.plain(plan).forEach((name, value) -> variables.put(name, variable(name, value)));
    // a Tenant may change a few of them, and the server takes no name twice
    plan.service().env().forEach(variable -> variables.put(variable.name(), variable(variable)));
    return List.copyOf(variables.values());
  }

  private static EnvVar variable(EnvironmentVariable variable) {
    if (variable.secretRef() != null) {
      return new EnvVarBuilder()
          .withName(variable.name())
          .withNewValueFrom()
          .withNewSecretKeyRef(variable.secretRef().key(), variable.secretRef().name(), null)
          .endValueFrom()
          .build();
    }
    return variable(variable.name(), Objects.requireNonNullElse(variable.value(), ""));
  }

  /** The server drops an empty value, and what it drops would look like drift for ever. */
  private static EnvVar variable(String name, String value) {
    EnvVarBuilder builder = new EnvVarBuilder().withName(name);
    return value.isEmpty() ? builder.build() : builder.withValue(value).build();
  }

  private ResourceRequirements resources() {
    Quantity memory = new Quantity(plan.service().memory());
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity(plan.service().cpu()))
        .addToRequests("memory", memory)
        .addToLimits("memory", memory)
        .build();
  }

  private static Probe readinessProbe() {
    return probe(N8n.READINESS_PATH).withFailureThreshold(3).build();
  }

  /** Slow to judge: a busy workflow blocks n8n for a while, and a restart would end it. */
  private static Probe livenessProbe() {
    return probe(LIVENESS_PATH).withPeriodSeconds(20).withFailureThreshold(6).build();
  }

  private static ProbeBuilder probe(String path) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(N8n.PORT_NAME))
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(PROBE_SECONDS)
        .withTimeoutSeconds(PROBE_SECONDS);
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(scratch("home"));
    volumes.add(scratch("tmp"));
    if (options.hasVolume()) {
      volumes.add(
          new VolumeBuilder()
              .withName("data")
              .withNewPersistentVolumeClaim()
              .withClaimName(N8n.VOLUME)
              .endPersistentVolumeClaim()
              .build());
    }
    return volumes;
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount("home", N8n.HOME));
    mounts.add(mount("tmp", "/tmp"));
    if (options.hasVolume()) {
      mounts.add(mount("data", N8n.HOME + "/.n8n"));
    }
    return mounts;
  }

  private static Volume scratch(String name) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(SCRATCH_SIZE)
        .endEmptyDir()
        .build();
  }

  private static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).build();
  }
}
