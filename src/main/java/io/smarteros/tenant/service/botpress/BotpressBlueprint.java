package io.smarteros.tenant.service.botpress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.DatabaseAuthority;
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What runs for one Botpress. Pure: the same plan gives equal objects. */
final class BotpressBlueprint {
  private BotpressBlueprint() {}

  static Blueprint of(ServicePlan plan) {
    ServiceObjects objects = new ServiceObjects(plan);
    BotpressAdministrator administrator = BotpressAdministrator.of(plan);
    Map<String, String> secretEnvironment = BotpressEnvironment.secret(plan);
    DatabaseAuthority authority = new DatabaseAuthority(plan);
    // it reads both once
    Map<String, String> read = new TreeMap<>(secretEnvironment);
    read.putAll(authority.files());
    String checksum = ContentChecksum.of(plan.secret(BotpressSecrets.APP_SECRET), read);
    List<HasMetadata> all = new ArrayList<>();
    all.add(objects.loginSecret(administrator.email(), administrator.password()));
    all.add(objects.secret(Botpress.NAME, secretEnvironment));
    authority.secret().ifPresent(all::add);
    all.add(objects.service(List.of(Botpress.ENDPOINT)));
    all.add(objects.deployment(checksum, new BotpressPod(plan).spec()));
    return Blueprint.ofOneStage(List.of(), all, Botpress.ENDPOINT);
  }
}
