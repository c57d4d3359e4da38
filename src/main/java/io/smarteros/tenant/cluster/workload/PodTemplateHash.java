package io.smarteros.tenant.cluster.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.fields.OwnedFields;

/**
 * Whether a Deployment will get other pods, told from what was applied last: what somebody else
 * changed of the live one since does not count.
 */
public final class PodTemplateHash {
  private PodTemplateHash() {}

  public static String of(Deployment deployment) {
    return OwnedFields.digest(deployment.getSpec().getTemplate()).toString();
  }

  /** A Deployment bears the hash; any other object is as it was. */
  public static HasMetadata noted(HasMetadata object) {
    return object instanceof Deployment deployment
        ? new DeploymentBuilder(deployment)
            .editMetadata()
            .addToAnnotations(Names.POD_TEMPLATE_HASH_ANNOTATION, of(deployment))
            .endMetadata()
            .build()
        : object;
  }
}
