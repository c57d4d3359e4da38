package io.smarteros.tenant.service.odoo;

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
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What runs for one Odoo. Pure: the same plan gives equal objects.
 *
 * <p>First its tables are made or updated, while no Odoo serves; then it serves, and its settings
 * are applied beside it.
 */
final class OdooBlueprint {
  private final ServicePlan plan;
  private final ServiceObjects objects;
  private final OdooConfiguration configuration;
  private final List<Endpoint> endpoints;
  private final OdooPod pod;
  private final OdooJobs jobs;

  private OdooBlueprint(ServicePlan plan) {
    OdooOptions options = OdooOptions.of(plan.service().spec());
    this.plan = plan;
    this.objects = new ServiceObjects(plan);
    this.configuration = new OdooConfiguration(plan, options);
    this.endpoints =
        options.workers() == 0 ? List.of(Odoo.ENDPOINT) : List.of(Odoo.ENDPOINT, Odoo.WEBSOCKET);
    this.pod = new OdooPod(plan, configuration, endpoints);
    this.jobs = new OdooJobs(plan, options, pod);
  }

  static Blueprint of(ServicePlan plan) {
    return new OdooBlueprint(plan).compile();
  }

  private Blueprint compile() {
    Deployment deployment = deployment();
    List<HasMetadata> first =
        List.of(
            loginSecret(),
            configurationSecret(),
            objects.service(endpoints),
            ServiceObjects.stopped(deployment));
    return new Blueprint(
        List.of(volume()),
        List.of(
            new RolloutStage(first, List.of(new Gate.Stopped(Odoo.NAME), jobs.initialize())),
            new RolloutStage(
                List.of(deployment), List.of(new Gate.Available(Odoo.NAME), jobs.configure()))),
        endpoints);
  }

  private Secret loginSecret() {
    OdooAdministrator administrator = OdooAdministrator.of(plan);
    return objects.loginSecret(administrator.login(), administrator.password());
  }

  private Secret configurationSecret() {
    Map<String, String> files = new TreeMap<>(configuration.files());
    files.putAll(jobs.files());
    return objects.secret(Odoo.NAME, files);
  }

  private Deployment deployment() {
    String checksum =
        ContentChecksum.of(plan.secret(OdooSecrets.MASTER_PASSWORD), configuration.files());
    return objects.deployment(checksum, pod.serving());
  }

  private PersistentVolumeClaim volume() {
    return objects.volume(
        Odoo.VOLUME, plan.service().storage().orElse(Odoo.DEFAULT_RESOURCES.storage()));
  }
}
