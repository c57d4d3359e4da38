package io.smarteros.tenant.service.blueprint;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.ServiceMetadata;
import io.smarteros.tenant.service.ServicePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects of one service, filled with canonical values. Pure. */
public final class ServiceObjects {
  /**
   * With this exit code what a Job runs says that another try cannot help: {@code EX_CONFIG} of
   * {@code sysexits.h}.
   */
  private static final int REFUSED = 78;

  /** Of a Job: a node may die under it. */
  private static final int RETRIES = 2;

  private final ServicePlan plan;
  private final ServiceMetadata metadata;

  public ServiceObjects(ServicePlan plan) {
    this.plan = plan;
    this.metadata = new ServiceMetadata(plan);
  }

  /** Kept when the Tenant goes. */
  public Secret secret(String name, Map<String, String> content) {
    Map<String, String> data = new TreeMap<>();
    content.forEach((key, value) -> data.put(key, base64(value)));
    return new SecretBuilder()
        .withMetadata(metadata.data(name))
        .withType("Opaque")
        .withData(data)
        .build();
  }

  /** With what a person logs in. */
  public Secret loginSecret(String username, String password) {
    return secret(
        plan.service().name().loginSecret(),
        Map.of("url", plan.service().url(), "username", username, "password", password));
  }

  /** Named after the service, before the pods of its main component. */
  public Service service(List<Endpoint> endpoints) {
    return service(metadata, endpoints);
  }

  /** Before the pods of another component. */
  public Service componentService(String component, List<Endpoint> endpoints) {
    return service(metadata.component(component), endpoints);
  }

  private static Service service(ServiceMetadata of, List<Endpoint> endpoints) {
    return new ServiceBuilder()
        .withMetadata(of.compute(of.name()))
        .withNewSpec()
        // owned, so that nobody points it, and the operator's log-in, to a host of his own
        .withType("ClusterIP")
        .withSelector(of.selector())
        .withPorts(endpoints.stream().map(ServiceObjects::port).toList())
        .endSpec()
        .build();
  }

  private static ServicePort port(Endpoint endpoint) {
    return new ServicePortBuilder()
        .withName(endpoint.name())
        .withProtocol("TCP")
        .withPort(endpoint.port())
        .withTargetPort(new IntOrString(endpoint.name()))
        .build();
  }

  /**
   * Named after the service, of one pod that never runs beside one of another version: two at once
   * would migrate the same database.
   *
   * @param checksum of what the pod reads only at its start
   */
  public Deployment deployment(String checksum, PodSpec pod) {
    return deployment(1, checksum, pod);
  }

  /** The same of several pods. */
  public Deployment deployment(int replicas, String checksum, PodSpec pod) {
    return deployment(metadata, plan.service().version(), replicas, checksum, pod);
  }

  /** Of one pod of another component. */
  public Deployment componentDeployment(String component, String checksum, PodSpec pod) {
    return componentDeployment(component, 1, checksum, pod);
  }

  /** The same of several pods. */
  public Deployment componentDeployment(
      String component, int replicas, String checksum, PodSpec pod) {
    String version = plan.service().version();
    return deployment(metadata.component(component), version, replicas, checksum, pod);
  }

  /**
   * Of one pod of a component that is another program, so that a new version of the application
   * does not restart it.
   *
   * @param version of that program
   */
  public Deployment componentDeployment(
      String component, String version, String checksum, PodSpec pod) {
    return deployment(metadata.component(component), version, 1, checksum, pod);
  }

  private Deployment deployment(
      ServiceMetadata of, String version, int replicas, String checksum, PodSpec pod) {
    return new DeploymentBuilder()
        .withMetadata(of.deployment(of.name(), version))
        .withNewSpec()
        .withReplicas(plan.running() ? replicas : 0)
        .withRevisionHistoryLimit(2)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(of.selector())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(of.labels())
        .addToAnnotations(ContentChecksum.ANNOTATION, checksum)
        .addToAnnotations(of.podAnnotations(version))
        .endMetadata()
        .withSpec(pod)
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The form of a Deployment in a stage in which none of its pods may run. */
  public static Deployment stopped(Deployment deployment) {
    return new DeploymentBuilder(deployment).editSpec().withReplicas(0).endSpec().build();
  }

  /**
   * For {@code Gate.Completed}, named after the service and what it runs. Its pods are not those
   * behind the Service. It has no {@code ttlSecondsAfterFinished}: the core deletes it. A pod that
   * ends with exit code 78 fails it at once, any other failure is tried again.
   *
   * @param run such as {@code init}, also its component
   * @param timeout of all its tries together
   */
  public Job job(String run, Duration timeout, PodSpec pod) {
    ServiceMetadata component = metadata.component(run);
    return new JobBuilder()
        .withMetadata(component.compute(component.name()))
        .withNewSpec()
        .withBackoffLimit(RETRIES)
        .withActiveDeadlineSeconds(timeout.toSeconds())
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("FailJob")
        .withNewOnExitCodes()
        .withOperator("In")
        .withValues(REFUSED)
        .endOnExitCodes()
        .endRule()
        .endPodFailurePolicy()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(component.labels())
        .addToAnnotations(Names.VERSION_ANNOTATION, plan.service().version())
        .endMetadata()
        .withSpec(pod.edit().withRestartPolicy("Never").build())
        .endTemplate()
        .endSpec()
        .build();
  }

  /**
   * Of one node at a time; kept when the Tenant goes.
   *
   * @param size a canonical quantity
   */
  public PersistentVolumeClaim volume(String name, String size) {
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata.data(name))
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(plan.tenant().storageClassName().orElse(null))
        .withNewResources()
        .addToRequests("storage", new Quantity(size))
        .endResources()
        .endSpec()
        .build();
  }

  private static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
