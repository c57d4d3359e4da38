package io.smarteros.tenant.service.botpress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.util.List;
import java.util.Map;

/** What runs for one Botpress. Pure: the same plan gives equal objects. */
final class BotpressBlueprint {
  private BotpressBlueprint() {}

  static Blueprint of(ServicePlan plan) {
    ServiceObjects objects = new ServiceObjects(plan);
    BotpressAdministrator administrator = BotpressAdministrator.of(plan);
    Map<String, String> secretEnvironment = BotpressEnvironment.secret(plan);
    String checksum =
        ContentChecksum.of(plan.secret(BotpressSecrets.APP_SECRET), secretEnvironment);
    List<HasMetadata> all =
        List.of(
            objects.loginSecret(administrator.email(), administrator.password()),
            objects.secret(Botpress.NAME, secretEnvironment),
            objects.service(List.of(Botpress.ENDPOINT)),
            objects.deployment(checksum, new BotpressPod(plan).spec()));
    return Blueprint.ofOneStage(List.of(), all, Botpress.ENDPOINT);
  }
}
