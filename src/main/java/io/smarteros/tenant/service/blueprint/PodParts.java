package io.smarteros.tenant.service.blueprint;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.ServicePlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Parts of pods, with the values that the API server would give back. Pure. */
public final class PodParts {
  /** Between two probes, and of an answer at most. */
  public static final int PROBE_SECONDS = 5;

  /** Also by a container's user: the default of the server. */
  private static final int READABLE = 0644;

  private PodParts() {}

  /** A pod where the class wants it, without a token and without variables for each Service. */
  public static PodSpecBuilder pod(ServicePlan plan) {
    TenantClassSpec tenantClass = plan.tenant().tenantClass();
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        // a Service named n8n would set N8N_PORT to a URL
        .withEnableServiceLinks(false)
        .withNodeSelector(new TreeMap<>(tenantClass.nodeSelector()))
        .withTolerations(tenantClass.tolerations())
        .withImagePullSecrets(
            tenantClass.imagePullSecrets().stream().map(LocalObjectReference::new).toList());
  }

  /** What Pod Security {@code restricted} asks of a pod: it runs as this user. */
  public static PodSecurityContext restrictedTo(long user, long group) {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(user)
        .withRunAsGroup(group)
        .withFsGroup(group)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  /** What it asks of a container. */
  public static SecurityContextBuilder unprivileged() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities();
  }

  /** The kubelet asks for this path. */
  public static ProbeBuilder httpGet(String path, String portName) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(portName))
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(PROBE_SECONDS)
        .withTimeoutSeconds(PROBE_SECONDS);
  }

  /**
   * The operator's variables, and those of class and Tenant, which may replace some of them.
   *
   * @param own by name, in the order in which they are written
   */
  public static List<EnvVar> environment(Map<String, String> own, ServicePlan plan) {
    Map<String, EnvVar> variables = new LinkedHashMap<>();
    own.forEach((name, value) -> variables.put(name, variable(name, value)));
    // the server takes no name twice
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

  /**
   * As much memory as it may take, and no bound of processor time.
   *
   * @param cpu a canonical quantity, as memory is
   */
  public static ResourceRequirements resources(String cpu, String memory) {
    Quantity bytes = new Quantity(memory);
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity(cpu))
        .addToRequests("memory", bytes)
        .addToLimits("memory", bytes)
        .build();
  }

  /** A folder that is gone with the pod. */
  public static Volume scratch(String name, Quantity limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(limit)
        .endEmptyDir()
        .build();
  }

  public static Volume claimed(String name, String claim) {
    return new VolumeBuilder()
        .withName(name)
        .withNewPersistentVolumeClaim()
        .withClaimName(claim)
        .endPersistentVolumeClaim()
        .build();
  }

  /**
   * Keys of a Secret, as files.
   *
   * @param keys which; empty for all of them
   */
  public static Volume secretFiles(String name, String secret, Collection<String> keys) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withDefaultMode(READABLE)
        .withItems(keys.stream().map(key -> new KeyToPath(key, null, key)).toList())
        .endSecret()
        .build();
  }

  public static ContainerPort port(Endpoint endpoint) {
    return new ContainerPortBuilder()
        .withName(endpoint.name())
        .withContainerPort(endpoint.port())
        .withProtocol("TCP")
        .build();
  }

  public static VolumeMount readOnlyMount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(true).build();
  }

  public static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).build();
  }
}
