package io.smarteros.tenant.service.n8n;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.ServiceMetadata;
import io.smarteros.tenant.service.ServicePlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What runs for one n8n. Pure: the same plan gives equal objects. */
final class N8nBlueprint {
  private final ServicePlan plan;
  private final N8nOptions options;
  private final ServiceMetadata metadata;
  private final Map<String, String> secretEnvironment;

  private N8nBlueprint(ServicePlan plan) {
    this.plan = plan;
    this.options = N8nOptions.of(plan.service().spec());
    this.metadata = new ServiceMetadata(plan);
    this.secretEnvironment = N8nEnvironment.secret(plan);
  }

  static Blueprint of(ServicePlan plan) {
    return new N8nBlueprint(plan).compile();
  }

  private Blueprint compile() {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(loginSecret());
    objects.add(secret(N8n.NAME, secretEnvironment));
    objects.add(service());
    objects.add(deployment());
    return Blueprint.ofOneStage(
        options.hasVolume() ? List.of(volume()) : List.of(), objects, N8n.ENDPOINT);
  }

  private Secret loginSecret() {
    N8nOwner owner = N8nOwner.of(plan);
    return secret(
        N8n.LOGIN_SECRET,
        Map.of(
            "url", plan.service().url(), "username", owner.email(), "password", owner.password()));
  }

  private Secret secret(String name, Map<String, String> content) {
    Map<String, String> data = new TreeMap<>();
    content.forEach((key, value) -> data.put(key, base64(value)));
    return new SecretBuilder()
        .withMetadata(metadata.data(name))
        .withType("Opaque")
        .withData(data)
        .build();
  }

  private Service service() {
    return new ServiceBuilder()
        .withMetadata(metadata.compute(N8n.NAME))
        .withNewSpec()
        // owned, so that nobody points it, and the operator's log-in, to a host of his own
        .withType("ClusterIP")
        .withSelector(metadata.selector())
        .addNewPort()
        .withName(N8n.PORT_NAME)
        .withProtocol("TCP")
        .withPort(N8n.PORT)
        .withTargetPort(new IntOrString(N8n.PORT_NAME))
        .endPort()
        .endSpec()
        .build();
  }

  private Deployment deployment() {
    return new DeploymentBuilder()
        .withMetadata(metadata.deployment(N8n.NAME))
        .withNewSpec()
        .withReplicas(plan.running() ? 1 : 0)
        .withRevisionHistoryLimit(2)
        .withNewStrategy()
        // two versions at once would migrate the same database
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(metadata.selector())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(metadata.labels())
        .addToAnnotations(ContentChecksum.ANNOTATION, checksum())
        .addToAnnotations(Names.VERSION_ANNOTATION, plan.service().version())
        .endMetadata()
        .withSpec(new N8nPod(plan, options).spec())
        .endTemplate()
        .endSpec()
        .build();
  }

  private String checksum() {
    return ContentChecksum.of(plan.secret(N8nSecrets.ENCRYPTION_KEY), secretEnvironment);
  }

  private PersistentVolumeClaim volume() {
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata.data(N8n.VOLUME))
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(plan.tenant().storageClassName().orElse(null))
        .withNewResources()
        .addToRequests(
            "storage",
            new Quantity(plan.service().storage().orElse(N8n.DEFAULT_RESOURCES.storage())))
        .endResources()
        .endSpec()
        .build();
  }

  private static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
