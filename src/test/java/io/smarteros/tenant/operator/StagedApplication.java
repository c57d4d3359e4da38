package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.ServiceMetadata;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.TenantService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Another application, of which in tenants whose name begins with {@code staged-} a Job must have
 * completed for each version before its Deployment comes.
 */
record StagedApplication(TenantService other) implements TenantService {
  private static final String TENANTS = "staged-";
  private static final String RUN = "migrate";

  @Override
  public Blueprint compile(ServicePlan plan) {
    Blueprint blueprint = other.compile(plan);
    return plan.tenant().name().startsWith(TENANTS) ? staged(plan, blueprint) : blueprint;
  }

  private static Blueprint staged(ServicePlan plan, Blueprint blueprint) {
    Deployment deployment =
        blueprint
            .objects()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .findFirst()
            .orElseThrow();
    List<HasMetadata> others =
        blueprint.objects().filter(object -> !object.equals(deployment)).toList();
    return new Blueprint(
        blueprint.volumes(),
        List.of(
            new RolloutStage(others, List.of(completed(plan, deployment))),
            new RolloutStage(List.of(deployment), List.of())),
        blueprint.endpoints());
  }

  private static Gate completed(ServicePlan plan, Deployment deployment) {
    ServiceMetadata metadata = new ServiceMetadata(plan).component(RUN);
    Job job =
        new JobBuilder()
            .withMetadata(metadata.compute("%s-%s".formatted(plan.service().name(), RUN)))
            .withNewSpec()
            .withTemplate(deployment.getSpec().getTemplate())
            .editTemplate()
            .editMetadata()
            .withLabels(metadata.labels())
            .endMetadata()
            .editSpec()
            .withRestartPolicy("Never")
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    String version = plan.service().version();
    return new Gate.Completed(RUN, version, Optional.of(version), job);
  }

  @Override
  public String defaultVersion() {
    return other.defaultVersion();
  }

  @Override
  public String imageRepository() {
    return other.imageRepository();
  }

  @Override
  public List<Endpoint> endpoints() {
    return other.endpoints();
  }

  @Override
  public DefaultResources defaultResources() {
    return other.defaultResources();
  }

  @Override
  public boolean ownsEnvironment(String variableName) {
    return other.ownsEnvironment(variableName);
  }

  @Override
  public Optional<String> refusesVersion(String version) {
    return other.refusesVersion(version);
  }

  @Override
  public Optional<String> refusesUpgrade(String runningVersion, String wantedVersion) {
    return other.refusesUpgrade(runningVersion, wantedVersion);
  }

  @Override
  public Map<String, Supplier<String>> missingSecrets(Map<String, String> present) {
    return other.missingSecrets(present);
  }

  @Override
  public Set<String> irreplaceableSecrets() {
    return other.irreplaceableSecrets();
  }

  @Override
  public Optional<DatabaseNeeds> database() {
    return other.database();
  }

  @Override
  public Map<String, String> externals(ServicePlan plan) {
    return other.externals(plan);
  }

  @Override
  public HealthCheckResult checkHealth(ServicePlan plan) {
    return other.checkHealth(plan);
  }

  @Override
  public Provisioning provision(ServicePlan plan, Ledger ledger) {
    return other.provision(plan, ledger);
  }
}
