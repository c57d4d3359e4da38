package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What runs for one n8n. Pure: the same plan gives equal objects. */
final class N8nBlueprint {
  private final ServicePlan plan;
  private final N8nOptions options;
  private final ServiceObjects objects;
  private final Map<String, String> secretEnvironment;

  private N8nBlueprint(ServicePlan plan) {
    this.plan = plan;
    this.options = N8nOptions.of(plan.service().spec());
    this.objects = new ServiceObjects(plan);
    this.secretEnvironment = N8nEnvironment.secret(plan);
  }

  static Blueprint of(ServicePlan plan) {
    return new N8nBlueprint(plan).compile();
  }

  private Blueprint compile() {
    List<HasMetadata> all = new ArrayList<>();
    all.add(loginSecret());
    all.add(objects.secret(N8n.NAME, secretEnvironment));
    all.add(objects.service(List.of(N8n.ENDPOINT)));
    all.add(deployment());
    return Blueprint.ofOneStage(
        options.hasVolume() ? List.of(volume()) : List.of(), all, N8n.ENDPOINT);
  }

  private Secret loginSecret() {
    N8nOwner owner = N8nOwner.of(plan);
    return objects.loginSecret(owner.email(), owner.password());
  }

  private Deployment deployment() {
    return objects.deployment(checksum(), new N8nPod(plan, options).spec());
  }

  private String checksum() {
    return ContentChecksum.of(plan.secret(N8nSecrets.ENCRYPTION_KEY), secretEnvironment);
  }

  private PersistentVolumeClaim volume() {
    return objects.volume(
        N8n.VOLUME, plan.service().storage().orElse(N8n.DEFAULT_RESOURCES.storage()));
  }
}
